/** Checks cards/_options.yaml: what an EHR can switch, as discovery lists it (CR-22…CR-24). */
import { ajv } from './ajv.js';
import type { CardOptions, ConfigurationOption } from './card-types.js';
import type { Fault } from './compile-card.js';
import { object, string } from './schema-parts.js';

/** Options that switch something else than the cards of one type. */
export const COVERAGE_INFO = 'coverage-info';
export const UNSOLICITED_DETERMINATION = 'unsolicited-determ';
export const MAX_CARDS = 'max-cards';

const BUILT_IN: Readonly<Record<string, ConfigurationOption['type']>> = {
  [COVERAGE_INFO]: 'boolean',
  [UNSOLICITED_DETERMINATION]: 'boolean',
  [MAX_CARDS]: 'integer',
};

export interface OptionsFile {
  readonly options: readonly ConfigurationOption[];
  readonly neverSent: readonly string[];
}

/** CR-24: a code is a name of a JSON member, and one of the codes of CRD's card types where there is one. */
const code = { type: 'string', pattern: '^[a-z][a-z-]*$' };

export const validateOptions = ajv.compile<OptionsFile>(
  object({
    options: {
      type: 'array',
      items: object({
        code,
        type: { enum: ['boolean', 'integer'] },
        name: string,
        description: string,
        default: { type: ['boolean', 'integer'], minimum: 0 },
      }),
    },
    neverSent: { type: 'array', items: code, uniqueItems: true },
  }),
);

/** @param topics of the cards, each of which has to have its switch (CR-23); not looked at when they are not known */
export function compileOptions(
  { options, neverSent }: OptionsFile,
  topics: ReadonlySet<string> | undefined,
  fault: Fault,
): CardOptions {
  const codes = new Set(options.map((option) => option.code));
  for (const topic of topics ?? []) {
    if (!codes.has(topic)) fault(['options'], `there is no option for the card type "${topic}"`);
  }
  for (const name of Object.keys(BUILT_IN)) {
    if (!codes.has(name)) fault(['options'], `there is no option "${name}"`);
  }
  options.forEach((option, index) => {
    const type = BUILT_IN[option.code] ?? 'boolean';
    if (option.type !== type) fault(['options', index, 'type'], `"${option.code}" has to be ${type}`);
    if ((typeof option.default === 'number') !== (option.type === 'integer'))
      fault(['options', index, 'default'], `is not of the type ${option.type}`);
    if (topics && !topics.has(option.code) && !Object.hasOwn(BUILT_IN, option.code))
      fault(['options', index, 'code'], `no card is of the type "${option.code}"`);
    for (const member of ['code', 'name', 'description'] as const) {
      const first = options.findIndex((other) => other[member] === option[member]);
      if (first < index) fault(['options', index, member], `another option has the same ${member}`);
    }
  });
  for (const [index, name] of neverSent.entries()) {
    if (codes.has(name)) fault(['neverSent', index], `"${name}" is an option`);
  }
  return { options, neverSent: new Set(neverSent) };
}
