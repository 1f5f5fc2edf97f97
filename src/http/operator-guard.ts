/** Lets operators in: whoever has the operator's token. What it guards may tell of patients, so without a token production is closed. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { ServiceError } from '../errors.js';

/**
 * @returns who it is, for the audit
 * @throws ServiceError 401 without the token, 403 where none is configured
 */
export type OperatorGuard = (request: Request, response: Response) => string;

/**
 * @param token undefined when none is configured
 * @param open without a token everybody is let in (sandbox), or nobody
 */
export function operatorGuard(token: string | undefined, open: boolean): OperatorGuard {
  if (token === undefined) {
    return () => {
      if (open) return 'unverified';
      throw new ServiceError('operator-closed');
    };
  }
  const wanted = digest(token);
  return (request, response) => {
    const [, sent] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (sent !== undefined && timingSafeEqual(digest(sent), wanted)) return 'operator';
    response.setHeader('WWW-Authenticate', 'Bearer');
    throw new ServiceError('operator-only');
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
