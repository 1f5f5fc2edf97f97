/** An EHR that runs the prefetch templates of discovery: it resolves the tokens and asks its own FHIR server (CRD 2.2 found-24). */
import type { FhirServer } from './fhir-server.js';

type Json = Readonly<Record<string, unknown>>;

/** What a call would carry: a key whose tokens resolve to nothing is left out, a read of nothing is null. */
export async function prefetched(
  templates: Readonly<Record<string, string>>,
  context: Json,
  ehr: Pick<FhirServer, 'url'>,
  token: string,
): Promise<Json> {
  const get = async (query: string): Promise<unknown> => {
    const response = await fetch(`${ehr.url}/${query}`, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? response.json() : null;
  };
  const results: Record<string, unknown> = {};
  for (const [key, template] of Object.entries(templates)) {
    let isWhole = true;
    let query = '';
    // One after the other: a template may build on the result of another one.
    for (const part of template.split(/(\{\{.*?\}\})/)) {
      const expression = /^\{\{(.*)\}\}$/.exec(part)?.[1];
      const values = expression === undefined ? [part] : await evaluate(expression, context, results, get);
      isWhole &&= values.length > 0;
      query += values.join(',');
    }
    if (isWhole) results[key] = await get(query);
  }
  return results;
}

/** CDS Hooks 3.0, "simpler FHIRPath": paths, `ofType()`, `resolve()`, alternatives by `|`; several values are joined by commas. */
async function evaluate(
  expression: string,
  context: Json,
  results: Json,
  get: (query: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const found: unknown[] = [];
  for (const path of expression.split('|')) {
    const [root = '', ...steps] = path.match(/%?\w+(?:\([^)]*\))?/g) ?? [];
    let values: unknown[] = [root === 'context' ? context : results[root.slice(1)]];
    for (const step of steps) values = await take(values, step, get);
    found.push(...values);
  }
  return [...new Set(found.map(String))];
}

async function take(
  values: readonly unknown[],
  step: string,
  get: (query: string) => Promise<unknown>,
): Promise<unknown[]> {
  const [, name = '', argument] = /^(\w+)(?:\(([^)]*)\))?$/.exec(step) ?? [];
  const objects = values.filter((value): value is Json => typeof value === 'object' && value !== null);
  if (name === 'ofType') return objects.filter(({ resourceType }) => resourceType === argument);
  if (name === 'resolve') {
    // A reference, or the text of one: the context of order-dispatch has texts.
    const references = values.map((value) =>
      typeof value === 'string' ? value : (value as Json)['reference'],
    );
    const resolved = await Promise.all(
      references.map((one) => (typeof one === 'string' ? get(one) : Promise.resolve(null))),
    );
    return resolved.filter((one) => one !== null);
  }
  return objects.flatMap((value) => choice(value, name)).filter((one) => one !== undefined && one !== null);
}

/** `medication` is `medicationReference` or `medicationCodeableConcept` in JSON. */
function choice(value: Json, name: string): readonly unknown[] {
  const member = value[name] ?? value[`${name}Reference`] ?? value[`${name}CodeableConcept`];
  return [member].flat();
}
