/**
 * Mutual TLS (CH-80): every call but the health checks and HRex endpoint discovery has to come with a certificate of an accepted authority. It is
 * asked here, not in the handshake, so that probes without certificate work and a caller learns what is missing.
 */
import type { TLSSocket } from 'node:tls';
import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import { PROBES } from './health-routes.js';
import { WELL_KNOWN } from './well-known.js';

export function requireClientCertificate(): RequestHandler {
  const accepted = new WeakSet<object>();
  return (request, _response, next) => {
    const socket = request.socket as TLSSocket;
    const { path } = request;
    if (!accepted.has(socket) && !PROBES.has(path) && path !== WELL_KNOWN) {
      if (!isVerified(socket)) throw new ServiceError('client-certificate');
      accepted.add(socket);
    }
    next();
  };
}

/** `authorized` alone is not enough: a TLS 1.3 session resumed without a certificate has it too. */
function isVerified(socket: TLSSocket): boolean {
  return socket.authorized && socket.getPeerX509Certificate() !== undefined;
}
