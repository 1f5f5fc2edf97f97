/**
 * What the EHR wants to hear (CRD request extension `davinci-crd.configuration`, CR-25…CR-27). Nothing in it makes a call
 * fail: what cannot be followed is left aside, and the answer says so.
 */
import type { Card } from '../cards/types.js';
import { COVERAGE_INFO, MAX_CARDS, UNSOLICITED_DETERMINATION } from '../knowledge/card-options.js';
import type { CardOptions, ConfigurationOption } from '../knowledge/card-types.js';

export const OPTIONS_EXTENSION = 'davinci-crd.configuration-options';
const CONFIGURATION_EXTENSION = 'davinci-crd.configuration';
/** Of the response. CRD has no place to say it, and its names are not ours to extend (CH-90: a name has to be unique). */
const IGNORED_EXTENSION = 'site-of-care-cds.ignored-configuration';

/** A setting that was not followed, by its code where that can be quoted, and why; never its value. */
export interface IgnoredSetting {
  readonly code?: string;
  readonly reason: string;
}

export interface Configuration {
  readonly coverageInformation: boolean;
  /** Types of cards that are not wanted. */
  readonly off: ReadonlySet<string>;
  readonly maxCards: number;
  readonly ignored: readonly IgnoredSetting[];
}

const MOST_IGNORED = 20;
const QUOTABLE = /^[\w.-]{1,64}$/;

/** @param extension of the request */
export function readConfiguration(
  extension: Readonly<Record<string, unknown>> | undefined,
  options: CardOptions,
): Configuration {
  const given = extension?.[CONFIGURATION_EXTENSION];
  return given === undefined ? defaultsOf(options) : configurationOf(given, options);
}

/** Most calls bring no configuration. */
const defaults = new WeakMap<CardOptions, Configuration>();

function defaultsOf(options: CardOptions): Configuration {
  const known = defaults.get(options);
  if (known) return known;
  const configuration = configurationOf({}, options);
  defaults.set(options, configuration);
  return configuration;
}

function configurationOf(given: unknown, { options, neverSent }: CardOptions): Configuration {
  const ignored: IgnoredSetting[] = [];
  const settings = isRecord(given) ? given : {};
  if (!isRecord(given))
    ignored.push({ reason: `${CONFIGURATION_EXTENSION} is not an object; the defaults were used` });

  const known = new Map(options.map((option) => [option.code, option]));
  const values = new Map(options.map((option) => [option.code, option.default]));
  for (const [code, value] of Object.entries(settings)) {
    const option = known.get(code);
    const fault = option ? faultOf(value, option) : faultOfOther(code, value, neverSent);
    if (fault !== undefined) ignored.push({ ...(QUOTABLE.test(code) && { code }), reason: fault });
    else if (option) values.set(code, value as boolean | number);
  }

  const coverageInformation = values.get(COVERAGE_INFO) !== false;
  if (!coverageInformation && settings[UNSOLICITED_DETERMINATION] === true)
    ignored.push({ code: UNSOLICITED_DETERMINATION, reason: `goes with ${COVERAGE_INFO}, which is off` });
  return {
    coverageInformation,
    off: new Set([...values].flatMap(([code, value]) => (value === false ? [code] : []))),
    maxCards: Number(values.get(MAX_CARDS)),
    ignored: ignored.slice(0, MOST_IGNORED),
  };
}

/** The most important first; the rest is left out. */
export function mostImportant<T>(cards: readonly T[], { maxCards }: Configuration): readonly T[] {
  return cards.slice(0, maxCards);
}

export function isWanted(card: Card, { off }: Configuration): boolean {
  return !off.has(card.source.topic.code);
}

/** The response extension that tells an integrator what was not followed. */
export function remarksOn({
  ignored,
}: Configuration): { readonly extension: Readonly<Record<string, unknown>> } | undefined {
  return ignored.length > 0 ? { extension: { [IGNORED_EXTENSION]: ignored } } : undefined;
}

function faultOf(value: unknown, { type }: ConfigurationOption): string | undefined {
  if (type === 'boolean')
    return typeof value === 'boolean' ? undefined : 'is not true or false; the default was used';
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? undefined
    : 'is not a whole number from 0; the default was used';
}

/** CR-25: what is not supported is left aside. To switch off a type of card that is never sent is no mistake. */
function faultOfOther(code: string, value: unknown, neverSent: ReadonlySet<string>): string | undefined {
  if (!neverSent.has(code)) return 'is not an option of this service';
  return typeof value === 'boolean' ? undefined : 'is not true or false';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
