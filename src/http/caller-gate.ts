/**
 * Lets calls in: in production only with a token of a registered client (CH-81); in a sandbox everybody, but a token
 * that is sent is verified where clients are registered. Looks at headers only, before any of the body is parsed.
 */
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { bearerToken } from '../auth/bearer-token.js';
import type { Caller, Client, CrdVersion } from '../auth/client.js';
import { CallerRefused } from '../auth/refusal.js';
import { requireFhirServer, requireVersion } from '../auth/rights.js';
import type { VerifyCaller } from '../auth/verify-caller.js';
import type { Config } from '../config.js';
import { ServiceError, type ErrorCode } from '../errors.js';
import { describeError } from '../logger.js';

export interface CallerGateDeps {
  readonly mode: Config['mode'];
  /** Absent where no clients are registered. */
  readonly verify?: VerifyCaller | undefined;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Told of each call of a verified client; may refuse it. */
  readonly countClient?: (response: Response, client: Client) => Promise<void>;
  /** Asked for each call of anybody else; refuses it when its address has called too often. */
  readonly limitStranger?: (response: Response) => void;
}

export interface CallerGate {
  /**
   * Undefined for a caller that a sandbox trusts without a token.
   *
   * @param audiences the public addresses of what is called; the token has to be made out to one of them
   * @throws ServiceError 401, 403 or 503, with WWW-Authenticate set on the response where a token is wanted
   */
  admit(
    request: Request,
    response: Response,
    audiences: readonly string[],
    version: CrdVersion,
  ): Promise<Caller | undefined>;

  /** @throws ServiceError 403 for a version of CRD the client is not registered for */
  checkVersion(caller: Caller | undefined, version: CrdVersion): void;

  /** @throws ServiceError 403 for a FHIR server that is not the client's */
  checkServer(caller: Caller | undefined, fhirServer: string | undefined): void;
}

export function callerGate(deps: CallerGateDeps): CallerGate {
  const { mode, verify, logger, registry, countClient, limitStranger } = deps;
  const refusals = new Counter({
    name: 'cds_callers_refused_total',
    help: 'Calls refused because of who made them, by the code they were told and the exact reason.',
    labelNames: ['code', 'reason'],
    registers: [registry],
  });
  const note = (code: ErrorCode, reason: string, detail: object): void => {
    refusals.inc({ code, reason });
    logger.warn({ code, reason, ...detail }, 'a caller was refused');
  };
  const within = <T>(caller: Caller | undefined, check: () => T): T => {
    try {
      return check();
    } catch (error) {
      if (error instanceof ServiceError) note(error.code, error.code, { client: caller?.client.id });
      throw error;
    }
  };

  async function callerOf(request: Request, audiences: readonly string[]): Promise<Caller | undefined> {
    if (mode === 'sandbox' && !verify) return undefined;
    const token = bearerToken(request.rawHeaders);
    if (token === undefined && mode === 'sandbox') return undefined;
    if (token === undefined) throw new CallerRefused('no-token');
    if (!verify) throw new CallerRefused('client-unknown');
    return verify(token, audiences);
  }

  return {
    async admit(request, response, audiences, version) {
      try {
        const caller = await callerOf(request, audiences);
        within(caller, () => requireVersion(caller, version));
        if (caller) await countClient?.(response, caller.client);
        else limitStranger?.(response);
        return caller;
      } catch (error) {
        if (!(error instanceof CallerRefused)) throw error;
        limitStranger?.(response);
        note(error.code, error.reason, {
          client: error.clientId,
          words: error.words,
          ...(error.reason === 'replay-unchecked' && { error: describeError(error.cause) }),
        });
        throw refusalOf(error, mode, response);
      }
    },
    checkVersion: (caller, version) => within(caller, () => requireVersion(caller, version)),
    checkServer: (caller, fhirServer) => within(caller, () => requireFhirServer(caller, fhirServer)),
  };
}

/** A sandbox tells the exact reason, for whoever connects an EHR; in production the operator's log has it. */
function refusalOf(refused: CallerRefused, mode: Config['mode'], response: Response): ServiceError {
  const words = mode === 'sandbox' ? refused.words : refused.told;
  const failure = new ServiceError(refused.code, words === undefined ? [] : [{ diagnostics: words }]);
  if (failure.status === 401) {
    // RFC 6750 §3.1: a call without a token is told the scheme, and no error.
    const error = refused.code === 'token-missing' ? '' : ' error="invalid_token"';
    response.setHeader('WWW-Authenticate', `Bearer${error}`);
  }
  return failure;
}
