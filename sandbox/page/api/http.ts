/** JSON from the service, or a failure that says what happened and what to do. */

export interface FailureDetail {
  readonly says: string;
  /** FHIRPath, or the name of what is meant. */
  readonly expression?: string;
}

export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    /** What happened. */
    message: string,
    /** What to do about it. */
    readonly hint: string,
    /** Code of the service's table of failures; absent when the service was not reached. */
    readonly code?: string,
    /** What exactly is wrong, one by one, where the service says so. */
    readonly details: readonly FailureDetail[] = [],
  ) {
    super(message);
  }
}

export interface Reply<T> {
  readonly body: T;
  readonly headers: Headers;
}

interface Outcome {
  readonly issue?: readonly {
    readonly details?: { readonly text?: string; readonly coding?: readonly { readonly code?: string }[] };
    readonly diagnostics?: string;
    readonly expression?: readonly string[];
  }[];
}

/** @throws Failure; an abort is thrown as it is */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<Reply<T>> {
  const { response, body } = await exchange(path, options);
  if (!response.ok) throw failureOf(response.status, body);
  return { body: body as T, headers: response.headers };
}

/** Whatever the answer is; `body` is undefined when it is no JSON. */
export async function exchange(
  path: string,
  options: RequestInit = {},
): Promise<{ readonly response: Response; readonly body: unknown }> {
  const response = await reach(path, options);
  return { response, body: parsed(await response.text()) };
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<Reply<T>> {
  return ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Anything that was thrown, in words. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('The page has a fault of its own.', `Reload it. (${String(error)})`);
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Failure('The service does not answer.', 'Is it still running? Start it and try again.');
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first issue is the sentence of the failure; what stands behind it are details. */
export function failureOf(status: number, body: unknown): Failure {
  const issues = (body as Outcome | undefined)?.issue ?? [];
  const [first] = issues;
  const hints = issues.flatMap(({ diagnostics }) => diagnostics ?? []);
  return new Failure(
    first?.details?.text ?? `The service answered with status ${status}.`,
    [...new Set(hints)].slice(0, 4).join(' ') || 'Try again; the log of the service may say more.',
    first?.details?.coding?.[0]?.code,
    issues.flatMap(({ diagnostics, expression: [expression] = [] }) =>
      diagnostics === undefined
        ? []
        : [{ says: diagnostics, ...(expression !== undefined && { expression }) }],
    ),
  );
}
