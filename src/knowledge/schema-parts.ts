/** Pieces of JSON Schema that the schemas of cards/ share. */

export const string = { type: 'string', minLength: 1 } as const;
export const strings = { type: 'array', items: string, minItems: 1 } as const;
export const definition = (name: string): object => ({ $ref: `#/definitions/${name}` });
export const statuses = ['met', 'not-met', 'needs-documentation', 'not-evaluated'] as const;

/** An object with exactly these members; those of `optional` may be absent. */
export function object(properties: Record<string, unknown>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}
