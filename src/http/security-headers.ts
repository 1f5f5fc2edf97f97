/** Headers that tell browsers what never to do with an answer. Set by helmet; only those that mean something to an API. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** For headers that protect pages: an answer in JSON has nothing for them to protect. */
const FOR_PAGES_ONLY = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
} as const;

/**
 * For every answer.
 *
 * @param overTls do clients come over https? Then browsers are told to keep to it (HSTS)
 */
export function securityHeaders(overTls: boolean): RequestHandler {
  const headers = [
    // Answers hold PHI, so no cache on the way may keep one.
    ['Cache-Control', 'no-store'] as const,
    ...setBy(
      helmet({
        ...FOR_PAGES_ONLY,
        contentSecurityPolicy: policy({ 'default-src': ["'none'"] }),
        strictTransportSecurity: overTls ? {} : false,
      }),
    ),
  ];
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** What helmet sets does not depend on the call, so it is asked once: its middlewares take longer than the headers. */
function setBy(handler: ReturnType<typeof helmet>): readonly (readonly [string, string])[] {
  const set: (readonly [string, string])[] = [];
  const response = { setHeader: (name: string, value: string) => void set.push([name, value]) };
  handler({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return set;
}

/**
 * For a page of the service's own: scripts, styles, pictures and calls from and to its own origin, nothing inline.
 * Replaces the policy of `securityHeaders`.
 */
export function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: policy({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
    }),
    // Whether https is to be kept to was said already.
    strictTransportSecurity: false,
    xPoweredBy: false,
  });
}

function policy(directives: Record<string, string[]>) {
  return { useDefaults: false as const, directives: { ...directives, 'frame-ancestors': ["'none'"] } };
}
