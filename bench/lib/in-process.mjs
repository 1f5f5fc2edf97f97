/** The service's parts in this process, without HTTP and without store: from the text of a call to the text of its answer, or its core alone. */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NOBODY = new AbortController().signal;

/** @param main `main.js` of the build */
export async function loadParts(main) {
  const dist = dirname(main);
  const part = (name) => import(pathToFileURL(join(dist, name)));
  const [config, compose, serve, load, chart, decide, definition, toCall, prefetch, tables] =
    await Promise.all(
      [
        'config.js',
        'compose.js',
        'hooks/serve-hook.js',
        'knowledge/load.js',
        'core/chart/chart.js',
        'core/decide.js',
        'hooks/definition.js',
        'hooks/to-call.js',
        'ehr/prefetch.js',
        'core/drug/tables.js',
      ].map(part),
    );
  return {
    ...config,
    ...compose,
    ...serve,
    ...load,
    ...chart,
    ...decide,
    ...definition,
    ...toCall,
    ...prefetch,
    ...tables,
    policies: join(dirname(dist), 'policies'),
  };
}

/** @returns the text of a call → a promise of the text of its answer */
export function wholeAnswer({ loadConfig, compose, serveHooks }) {
  const { services } = compose({
    config: loadConfig({ ASSUME_COVERAGE: 'off', SANDBOX_FHIR: 'off', DATABASE: ':memory:' }),
    ids: randomUUID,
    knownIds: async () => new Set(),
  });
  const find = serveHooks(services, { validateResponses: 'off', onInvalidAnswer: () => undefined });
  const hook = find('site-of-care-order-sign', '2.0');
  return async (rawText) => {
    const request = hook.parse(JSON.parse(rawText));
    const { text } = await hook.answer(request, { rawText, signal: NOBODY, receivedAt: new Date() });
    return text;
  };
}

/**
 * The call parsed, what was prefetched read into a chart, and the decisions on it. Parsed anew each time, because the service keeps what it
 * has found out about a resource with the resource.
 *
 * @returns a function that decides once and returns the decisions
 */
export function parseAndDecide(parts, text, knowledge) {
  const { Chart, decide, readsOf, callOf, ownResources, prefetchResults } = parts;
  const templates = readsOf('order-sign', knowledge);
  return () => {
    const request = JSON.parse(text);
    const call = callOf(request, new Date());
    const results = prefetchResults(request.prefetch, templates, call.patientId);
    const chart = Chart.empty().withResources(ownResources(request)).with(results);
    return decide(call, chart, knowledge).decisions;
  };
}
