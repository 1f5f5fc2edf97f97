/** Listens, with or without TLS, keeps slow and surplus connections in bounds, and stops without cutting off a call. */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ConfigError } from './config.js';
import type { EdgeConfig } from './edge-config.js';
import { loadCertificate } from './server/certificate.js';
import { Connections } from './server/connections.js';
import { messagesFor } from './server/express-messages.js';
import { refusalOf, refuse } from './server/refusals.js';

export type ListenOptions = Partial<
  Pick<
    EdgeConfig,
    'headersTimeoutMs' | 'requestTimeoutMs' | 'keepAliveMs' | 'maxConnections' | 'drainMs' | 'tls'
  >
> & {
  /** Milliseconds between two looks for connections that have used up their time. */
  readonly checkMs?: number;
  /** Milliseconds a connection may stand still, in either direction; longer than any call's deadline. */
  readonly idleMs?: number;
  readonly events?: ServerEvents;
};

export interface ServerEvents {
  /** A request that never became a call, a connection over the limit (`too-many-connections`) or one not taken (`accept-failed`). */
  readonly refused?: (code: string) => void;
  /** A certificate came into use. */
  readonly certificate?: (validTo: Date) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:3000`: what it really listens on, also when the port was 0. */
  readonly address: string;
  /** Reads the certificate's files anew. @throws ConfigError when they cannot be used; the old one stays then */
  reloadCertificate(): void;
  /** Takes no new connections, lets the calls in flight end, then resolves. */
  stop(): Promise<void>;
}

/** Bytes of the head of a request. Tokens are refused above half of it, with a reason. */
const MAX_HEADER_SIZE = 32_768;
const DEFAULTS = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveMs: 65_000,
  checkMs: 2_000,
  idleMs: 120_000,
  drainMs: 10_000,
  maxConnections: 2000,
};

/** @throws ConfigError when the address or the certificate cannot be used */
export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  given: ListenOptions = {},
): Promise<RunningServer> {
  const options = { ...DEFAULTS, ...given };
  const { tls, events = {} } = options;
  const connections = new Connections();
  const server = create(options, messagesFor(handler), (request, response) => {
    connections.begin(request.socket, response);
    handler(request, response);
  });
  server.maxConnections = options.maxConnections;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => connections.add(socket));
  if (tls) server.on('connection', (socket: Socket) => connections.addShaking(socket));
  server.on('drop', () => events.refused?.('too-many-connections'));
  server.on('clientError', (error: Error, socket: Socket) => {
    const code = refusalOf(error);
    if (code !== undefined) events.refused?.(code);
    if (code === undefined || !socket.writable || connections.isAnswering(socket)) socket.destroy();
    else refuse(socket, code);
  });
  await open(server, host, port);
  // A connection that could not be taken, for instance because the process has no file descriptor left.
  server.on('error', () => events.refused?.('accept-failed'));

  const reloadCertificate = (): void => {
    if (!tls) return;
    const { options: context, validTo } = loadCertificate(tls);
    (server as TlsServer).setSecureContext(context);
    events.certificate?.(validTo);
  };
  reloadCertificate();
  return {
    address: addressOf(server, tls ? 'https' : 'http'),
    reloadCertificate,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.drain();
      const cut = setTimeout(() => connections.cut(), options.drainMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function create(
  options: ListenOptions & typeof DEFAULTS,
  messages: ServerOptions,
  handler: RequestListener,
): Server | TlsServer {
  const limits: ServerOptions = {
    ...messages,
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    keepAliveTimeout: options.keepAliveMs,
    connectionsCheckingInterval: options.checkMs,
    maxHeaderSize: MAX_HEADER_SIZE,
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer(
        {
          ...limits,
          ...loadCertificate(tls).options,
          handshakeTimeout: options.headersTimeoutMs,
          // Who has no certificate still gets to the health checks; everything else asks for one (http/client-certificate.ts).
          ...(tls.clientCa !== undefined && { requestCert: true, rejectUnauthorized: false }),
        },
        handler,
      )
    : createServer(limits, handler);
  server.timeout = options.idleMs;
  return server;
}

async function open(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => reject(sentenceFor(error, host, port));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** What an operator has to change, for the errors that an address leads to. */
function sentenceFor(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigError([
        `PORT: ${port} on ${host} is taken by another process; stop it or choose another.`,
      ]);
    case 'EACCES':
      return new ConfigError([`PORT: ${port} may not be opened by this user; choose one above 1023.`]);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return new ConfigError([
        `HOST: "${host}" is no address of this machine; 0.0.0.0 stands for all of them.`,
      ]);
    default:
      return error;
  }
}

function addressOf(server: Server, scheme: 'http' | 'https'): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
