/** Turns one checked file of cards/ into templates, and reports what a schema cannot see: names, lengths, counts. */
import type { CardFile, DetailLineFile } from './card-schema.js';
import type { CardCondition, CardTemplate, DetailLine } from './card-types.js';
import { CARD_LISTS, CARD_VALUES, SHORTENABLE, type CardList, type CardValue } from './card-vocabulary.js';
import { compileTemplate, fixedLength, TemplateError, type Template } from './template.js';

/** CDS Hooks: a summary has fewer than 140 characters. */
export const SUMMARY_LIMIT = 139;
/** contract.md, "Words for cards". */
export const DETAIL_LINES = 12;
/** Characters of one line of a detail, without its bullet. */
export const LINE_LIMIT = 140;
/** Room in the last summary of a card for a name; the short forms of _words.yaml are not longer. */
export const ROOM_FOR_A_NAME = 24;

export type Fault = (path: readonly (string | number)[], message: string) => void;

export function compileCard(kind: string, file: CardFile, fault: Fault): CardTemplate {
  const summary = file.summary.map((source, index) =>
    compileText(source, CARD_VALUES, ['summary', index], fault),
  );
  const last = summary.at(-1);
  if (last) checkLastSummary(last, (message) => fault(['summary', summary.length - 1], message));

  const detail = file.detail.map((line, index) => compileLine(line, ['detail', index], fault));
  const lines = mostLines(detail);
  if (lines > DETAIL_LINES) fault(['detail'], `can become ${lines} lines; ${DETAIL_LINES} are allowed`);
  if (detail.filter(({ grows }) => grows).length > 1) fault(['detail'], 'only one line can grow');

  checkSuggestions(file, detail, fault);
  return {
    kind,
    when: conditionOf(file.when),
    indicator: file.indicator,
    topic: file.topic,
    summary,
    detail,
    suggest: file.suggest ?? [],
    recommended: file.recommended,
    overrideReasons: file.overrideReasons ?? false,
    links: (file.links ?? []).map((link, index) => ({
      to: link.to,
      label: compileText(link.label, CARD_VALUES, ['links', index, 'label'], fault),
    })),
  };
}

/** With every member, there or not: objects of one shape are read faster, and every call asks all cards whether they are for it. */
function conditionOf(when: CardCondition): CardCondition {
  const { determination, causes, drugOutcomes, criteria, safety, offers } = when;
  return { determination, causes, drugOutcomes, criteria, safety, offers };
}

/** What goes with suggestions, and what does not (facts/crd-requirements.md §3.3). */
function checkSuggestions(file: CardFile, detail: readonly DetailLine[], fault: Fault): void {
  const suggest = file.suggest ?? [];
  if (file.recommended && !suggest.includes(file.recommended)) {
    fault(['recommended'], `${file.recommended} is not among the suggestions`);
  }
  if (file.overrideReasons && suggest.length === 0)
    fault(['overrideReasons'], 'there is no suggestion to override');
  const isCompanion = file.when.offers !== undefined;
  if (isCompanion ? suggest.join() !== 'HOME_ORDERS' : suggest.includes('HOME_ORDERS'))
    fault(
      ['suggest'],
      'HOME_ORDERS is all that a card with "offers" suggests, and no other card suggests it',
    );
  // CR-14: enough text to act without the click.
  if (!isCompanion && suggest.length > 0 && !detail.some(({ line }) => line.names.includes('byHand')))
    fault(['detail'], 'a card that suggests a change needs a line with {{byHand}}');
}

/** The most there can be, whichever of the values in `if` and `unless` are there. */
function mostLines(detail: readonly DetailLine[]): number {
  const names = [...new Set(detail.flatMap((line) => [...(line.if ? [line.if] : []), ...line.unless]))];
  const cases = Array.from(
    { length: 2 ** names.length },
    (_, bits) => new Set(names.filter((_name, index) => (bits >> index) % 2 === 1)),
  );
  const sums = cases.map((there) =>
    detail
      .filter((line) => (!line.if || there.has(line.if)) && !line.unless.some((name) => there.has(name)))
      .reduce((total, line) => total + line.max, 0),
  );
  return Math.max(...sums);
}

/** The last summary has to be there for every decision, and to fit. */
function checkLastSummary(template: Template, fault: (message: string) => void): void {
  const names: readonly string[] = SHORTENABLE;
  if (template.names.some((name) => !names.includes(name))) {
    fault(`the last summary can name only ${SHORTENABLE.join(' and ')}`);
  }
  if (fixedLength(template) + ROOM_FOR_A_NAME * template.names.length > SUMMARY_LIMIT) {
    fault(`the last summary has to fit ${SUMMARY_LIMIT} characters with short names`);
  }
}

/** Compiles one text; a name outside the vocabulary and a syntax mistake are faults. */
export function compileText(
  source: string,
  vocabulary: readonly string[],
  path: readonly (string | number)[],
  fault: Fault,
): Template {
  try {
    const template = compileTemplate(source);
    for (const name of template.names) {
      if (!vocabulary.includes(name))
        fault(path, `{{${name}}} is not known here; known: ${vocabulary.join(', ')}`);
    }
    return template;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    fault(path, error.message);
    return compileTemplate('');
  }
}

function compileLine(
  line: string | DetailLineFile,
  path: readonly (string | number)[],
  fault: Fault,
): DetailLine {
  const file = typeof line === 'string' ? { line } : line;
  const vocabulary = file.each ? [...CARD_VALUES, ...CARD_LISTS[file.each]] : CARD_VALUES;
  const condition = (name: string | undefined): CardValue | CardList | undefined => {
    if (name === undefined || isName(name)) return name;
    fault(path, `"${name}" is neither a value nor a list`);
    return undefined;
  };
  if ((file.max !== undefined || file.countRest || file.grows) && !file.each)
    fault(path, '"max", "countRest" and "grows" go with "each"');
  const when = condition(file.if);
  const unless = [file.unless ?? []].flat().flatMap((name) => condition(name) ?? []);
  return {
    line: compileText(file.line, vocabulary, path, fault),
    max: file.max ?? 1,
    countRest: file.countRest ?? false,
    grows: file.grows ?? false,
    each: file.each,
    if: when,
    unless,
  };
}

function isName(name: string): name is CardValue | CardList {
  return name in CARD_LISTS || (CARD_VALUES as readonly string[]).includes(name);
}
