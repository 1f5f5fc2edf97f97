/**
 * What is known of one FHIR server: what its metadata declares, and which queries it refused, so that the next call
 * asks at once in the form that works. It holds nothing of a call: no token, no patient, no parameter values.
 */
import { list, text } from '../core/chart/read.js';

/** Parameters a search was refused for, such as `patient,_count`. */
export interface Refusal {
  readonly resourceType: string;
  readonly parameters: readonly string[];
  /** HTTP status. */
  readonly status: number;
  /** `plain`: a plainer query was answered. `unsupported`: every form was refused, and the metadata does not list the type. */
  readonly instead: 'plain' | 'unsupported';
  readonly at: number;
}

export interface Declared {
  readonly software?: string;
  readonly fhirVersion?: string;
  /** Resource type → what may be included with it. */
  readonly types: ReadonlyMap<string, readonly string[]>;
}

/** Milliseconds a refusal is remembered: it may have been the token's scope, or a server that was starting. */
export const REFUSAL_MS = 15 * 60_000;

const MAX_REFUSALS = 60;
const MAX_TYPES = 300;

export class ServerProfile {
  /** Base URL. */
  readonly server: string;
  #declared: Declared | undefined;
  /** When the metadata was last asked for, and what came of it. */
  #probe: { readonly at: number; readonly failed?: string } | undefined;
  readonly #refusals = new Map<string, Refusal>();

  constructor(server: string) {
    this.server = server;
  }

  get declared(): Declared | undefined {
    return this.#declared;
  }

  get probe(): { readonly at: number; readonly failed?: string } | undefined {
    return this.#probe;
  }

  refusals(now: number): readonly Refusal[] {
    return [...this.#refusals.values()].filter(({ at }) => now - at < REFUSAL_MS);
  }

  /** The refusal that a search of this type with these parameters would meet again. */
  known(resourceType: string, parameters: readonly string[], now: number): Refusal | undefined {
    const refusal = this.#refusals.get(key(resourceType, parameters));
    return refusal && now - refusal.at < REFUSAL_MS ? refusal : undefined;
  }

  /** Does the metadata declare that `Type:element` may be included? */
  includes(resourceType: string, element: string): boolean {
    const declared = this.#declared?.types.get(resourceType) ?? [];
    return declared.includes(`${resourceType}:${element}`) || declared.includes('*');
  }

  /** False when the metadata lists types, and not this one. */
  mayKnow(resourceType: string): boolean {
    const types = this.#declared?.types;
    return types === undefined || types.size === 0 || types.has(resourceType);
  }

  remember(refusal: Refusal): void {
    const name = key(refusal.resourceType, refusal.parameters);
    this.#refusals.delete(name);
    if (this.#refusals.size >= MAX_REFUSALS) this.#refusals.delete(this.#refusals.keys().next().value ?? '');
    this.#refusals.set(name, refusal);
  }

  probed(at: number, outcome: { readonly metadata: unknown } | { readonly failed: string }): void {
    if ('failed' in outcome) this.#probe = { at, failed: outcome.failed };
    else {
      this.#probe = { at };
      this.#declared = declaredBy(outcome.metadata);
    }
  }
}

/** What a CapabilityStatement declares; hostile input, so only short words are kept, and not many. */
export function declaredBy(metadata: unknown): Declared {
  const statement = object(metadata);
  const software = object(statement['software']);
  const name = [word(software['name']), word(software['version'])].filter(Boolean).join(' ');
  const fhirVersion = word(statement['fhirVersion']);
  const types = new Map<string, readonly string[]>();
  for (const rest of list(statement['rest'] as object | undefined)) {
    for (const resource of list(object(rest)['resource'] as object | undefined).slice(0, MAX_TYPES)) {
      const type = word(object(resource)['type']);
      const includes = list(object(resource)['searchInclude']).flatMap((one) => word(one) ?? []);
      if (type !== undefined) types.set(type, includes.slice(0, 50));
    }
  }
  return { types, ...(name !== '' && { software: name }), ...(fhirVersion !== undefined && { fhirVersion }) };
}

function key(resourceType: string, parameters: readonly string[]): string {
  return `${resourceType}?${[...parameters].sort().join('&')}`;
}

function word(value: unknown): string | undefined {
  return text(value)?.trim().slice(0, 80);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
