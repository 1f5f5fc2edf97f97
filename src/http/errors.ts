/** The last handler: whatever was thrown becomes an OperationOutcome, and nothing of it but the table's words gets out. */
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { ServiceError } from '../errors.js';
import { describeError } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { noteFailure } from './call-notes.js';
import { sendFailure } from './reply.js';

export function errorHandler(logger: Logger, metrics: Metrics): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => {
    const failure = toServiceError(error);
    noteFailure(response, failure.code);
    metrics.failures.inc({ code: failure.code });
    if (failure.status >= 500)
      logger.error({ code: failure.code, error: describeError(error) }, 'a call failed');
    else logger.debug({ code: failure.code, faults: failure.faults }, 'a call was refused');
    sendFailure(response, failure);
  };
}

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  // Some walk through the body ran out of stack: the only input that can do that is one that nests without end.
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return new ServiceError('nested-too-deep', [], { cause: error });
  if (error instanceof URIError) return new ServiceError('malformed-url');
  return new ServiceError('internal', [], { cause: error });
}
