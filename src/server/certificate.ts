/** The certificate of a service that speaks TLS itself: read at start, and read anew when the files have changed. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../config.js';

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

export interface LoadedCertificate {
  readonly options: SecureContextOptions;
  readonly validTo: Date;
}

/** Of TLS 1.2 only what has forward secrecy and authenticated encryption (RFC 9325 §4.2); TLS 1.3 has nothing else. */
const CIPHERS =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20';

/** @throws ConfigError naming the variable whose file cannot be used */
export function loadCertificate(files: TlsFiles): LoadedCertificate {
  const cert = textOf('TLS_CERT', files.cert);
  const key = textOf('TLS_KEY', files.key);
  const ca = files.clientCa === undefined ? undefined : textOf('TLS_CLIENT_CA', files.clientCa);
  const options: SecureContextOptions = {
    cert,
    key,
    // Older versions are broken (RFC 8996).
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    ...(ca !== undefined && { ca }),
  };
  const validTo = attempt('TLS_CERT', 'is no certificate (PEM)', () => new X509Certificate(cert).validTo);
  if (ca !== undefined)
    attempt('TLS_CLIENT_CA', 'holds no certificate (PEM)', () => new X509Certificate(ca).validTo);
  attempt('TLS_KEY', 'is no key (PEM), or not the one of the certificate', () =>
    createSecureContext(options),
  );
  return { options, validTo: new Date(validTo) };
}

function textOf(variable: string, path: string): string {
  return attempt(variable, `${path} cannot be read`, () => readFileSync(path, 'utf8'));
}

/** OpenSSL's own message may quote what it read, so only our words get out. */
function attempt<T>(variable: string, otherwise: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new ConfigError([`${variable}: ${otherwise}.`]);
  }
}
