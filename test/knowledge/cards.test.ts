import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCards } from '../../src/knowledge/cards.js';
import { KnowledgeError, type KnowledgeFault } from '../../src/knowledge/faults.js';

describe("loading the project's cards", () => {
  let directory: string;

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'cards-')), 'cards');
    cpSync('cards', directory, { recursive: true });
  });
  afterEach(() => rmSync(join(directory, '..'), { recursive: true }));

  /** Replaces text of a file and gives the faults of loading, and the line the text stood on. */
  function faultsAfter(
    file: string,
    from: string,
    to: string,
  ): { faults: readonly KnowledgeFault[]; line: number } {
    const source = readFileSync(join(directory, file), 'utf8');
    const at = source.indexOf(from);
    expect(at).toBeGreaterThanOrEqual(0);
    writeFileSync(
      join(directory, file),
      source.replace(from, () => to),
    );
    const line = source.slice(0, at).split('\n').length;
    try {
      loadCards(directory);
    } catch (error) {
      if (error instanceof KnowledgeError) return { faults: error.faults, line };
      throw error;
    }
    return { faults: [], line };
  }

  test('given the files as they are, then every kind of card is there', () => {
    expect(loadCards(directory).cards.map((card) => card.kind)).toEqual([
      'administration-unknown',
      'coverage-inactive',
      'coverage-missing',
      'coverage-unclear',
      'date-unknown',
      'drug-ambiguous',
      'drug-conflict',
      'facility-not-certified',
      'facility-out-of-network',
      'facility',
      'home-orders',
      'met',
      'needs-documentation',
      'not-fully-checked',
      'not-met',
      'rituximab-first-visit',
      'safety',
      'site-unknown',
      'split-order',
    ]);
  });

  test('given an unknown placeholder, then the fault names file and line', () => {
    const { faults, line } = faultsAfter(
      'met.yaml',
      "'Assumed: {{assumptions}}'",
      "'Assumed: {{asumptions}}'",
    );
    expect(faults).toEqual([
      { file: 'cards/met.yaml', line, message: expect.stringContaining('{{asumptions}} is not known here') },
    ]);
  });

  test('given a list name outside its own line, then it is unknown', () => {
    const { faults } = faultsAfter('met.yaml', "'Assumed: {{assumptions}}'", "'Attach: {{document}}'");
    expect(faults[0]?.message).toContain('{{document}} is not known here');
  });

  test('given an unknown member, then the fault names it with its line', () => {
    const { faults, line } = faultsAfter('met.yaml', 'topic: guideline', 'topics: guideline');
    expect(faults).toContainEqual({
      file: 'cards/met.yaml',
      line,
      message: expect.stringContaining('"topics"'),
    });
  });

  test('given a YAML mistake, then the fault names the line', () => {
    const { faults, line } = faultsAfter('met.yaml', 'topic: guideline', 'topic: "guideline');
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]).toMatchObject({ file: 'cards/met.yaml' });
    expect(faults[0]?.line).toBeGreaterThanOrEqual(line);
  });

  test('given room for more than twelve lines, then the start stops', () => {
    const { faults } = faultsAfter('not-met.yaml', 'max: 5', 'max: 6');
    expect(faults[0]?.message).toContain('13 lines');
  });

  test('given a line that grows without a list, then the start stops', () => {
    const { faults } = faultsAfter(
      'met.yaml',
      "  - 'Assumed: {{assumptions}}'",
      "  - { grows: true, line: 'x' }",
    );
    expect(faults[0]?.message).toContain('go with "each"');
  });

  test('given a second line that grows, then the start stops', () => {
    const { faults } = faultsAfter('met.yaml', 'each: met,', 'each: met, grows: true,');
    expect(faults[0]?.message).toContain('only one line can grow');
  });

  test('given words for a criterion with an unknown name or an unreadable pattern, then the faults name their lines', () => {
    const unknown = faultsAfter('_words.yaml', "met: ['{{found}}'] }\n  C:", "met: ['{{fond}}'] }\n  C:");
    expect(unknown.faults[0]?.message).toContain('{{fond}} is not known here');
    const pattern = faultsAfter('_words.yaml', "match: '^incomplete'", "match: '(incomplete'");
    expect(pattern.faults.at(-1)).toEqual({
      file: 'cards/_words.yaml',
      line: pattern.line,
      message: 'is no regular expression',
    });
  });

  test('given a short form too long for a summary, then the start stops', () => {
    const { faults } = faultsAfter(
      '_words.yaml',
      'drug: the ordered drug',
      'drug: the drug that this order is for',
    );
    expect(faults[0]?.message).toContain('at most 24 characters');
  });

  test('given a last summary that cannot fit, then the start stops', () => {
    const { faults } = faultsAfter(
      'safety.yaml',
      'Safety: the chart',
      `Safety: ${'word '.repeat(20)}the chart`,
    );
    expect(faults[0]?.message).toContain('139 characters');
  });

  test('given a last summary with a value that may be missing, then the start stops', () => {
    const { faults } = faultsAfter('safety.yaml', '{{drug}}. Review', '{{drug}} {{phone}}. Review');
    expect(faults[0]?.message).toContain('can name only drug and site');
  });

  test.each([
    ['a type of card without a switch', 'code: insurance', 'code: cost', 'the card type "insurance"'],
    ['a switch no card answers to', 'code: insurance', 'code: cost', 'no card is of the type "cost"'],
    ['no limit of cards', 'code: max-cards', 'code: most-cards', 'there is no option "max-cards"'],
    ['two options of one name', 'name: Safety', 'name: Other sites', 'has the same name'],
    ['a default of another type', 'default: 10', 'default: true', 'not of the type integer'],
    ['a limit that can be switched', 'type: integer', 'type: boolean', '"max-cards" has to be integer'],
    ['an option that is said never to be sent', '  - claim', '  - network', '"network" is an option'],
  ])('given %s, then the start stops', (_what, from, to, message) => {
    const { faults } = faultsAfter('_options.yaml', from, to);
    expect(faults.map((fault) => fault.message)).toContainEqual(expect.stringContaining(message));
    expect(new Set(faults.map((fault) => fault.file))).toEqual(new Set(['cards/_options.yaml']));
  });

  test.each([
    [
      'a change that only a click can make',
      'facility.yaml',
      "{ if: byHand, line: '{{byHand}}' }",
      "'Choose another facility'",
      'needs a line with {{byHand}}',
    ],
    [
      'the orders of home infusion on a card of its own',
      'facility.yaml',
      'suggest: [ASC_AIC, HOME]',
      'suggest: [ASC_AIC, HOME_ORDERS]',
      'HOME_ORDERS is all that a card with "offers" suggests',
    ],
    [
      'a site on the card that goes with others',
      'home-orders.yaml',
      'suggest: [HOME_ORDERS]',
      'suggest: [HOME]',
      'HOME_ORDERS is all that a card with "offers" suggests',
    ],
  ])('given %s, then the start stops', (_what, file, from, to, message) => {
    const { faults } = faultsAfter(file, from, to);
    expect(faults.map((fault) => fault.message)).toContainEqual(expect.stringContaining(message));
  });

  test('given lines that are never there together, then they count once', () => {
    const both = faultsAfter(
      'needs-documentation.yaml',
      'unless: [homeBarrier, byHand]',
      'unless: homeBarrier',
    );
    expect(both.faults[0]?.message).toContain('13 lines');
  });

  test('given faults in several files, then all are reported', () => {
    writeFileSync(join(directory, 'met.yaml'), 'when: {}\n');
    const { faults } = faultsAfter('_words.yaml', 'or: or', 'nor: or');
    expect(new Set(faults.map((fault) => fault.file))).toEqual(
      new Set(['cards/met.yaml', 'cards/_words.yaml']),
    );
  });
});
