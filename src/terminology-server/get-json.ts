/** One GET to a terminology service: within a time, bounded in size, without redirects. Sends nothing but the address. */

/** Answers are a few kB; anything much larger is not one. */
const MAX_CHARACTERS = 500_000;

/** The parsed body. Rejects with an Error that says the status, `not JSON`, `too large`, or with fetch's own error. */
export async function getJson(url: URL, timeoutMs: number, fetcher: typeof fetch = fetch): Promise<unknown> {
  const response = await fetcher(url, {
    headers: { accept: 'application/fhir+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    response.body?.cancel().catch(() => undefined);
    throw new Error(String(response.status));
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CHARACTERS) throw new Error('too large');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('not JSON');
  }
}
