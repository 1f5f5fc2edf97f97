// Exits with 0 when the service on this machine can take calls. For a container's HEALTHCHECK, which has no curl.
import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

const TIMEOUT_MS = 4000;
const { PORT = '3000', TLS_CERT } = process.env;

const options = { host: '127.0.0.1', port: PORT, path: '/readyz', timeout: TIMEOUT_MS };
// The certificate is for the public name, and this asks its own machine.
const asked = TLS_CERT ? overTls({ ...options, rejectUnauthorized: false }) : overHttp(options);
asked.once('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
asked.once('timeout', () => process.exit(1));
asked.once('error', () => process.exit(1));
asked.end();
