/** Words for cards (contract.md): what a prescriber reads in five seconds. */
import { describe, expect, test } from '@jest/globals';
import { renderCards } from '../../src/cards/render.js';
import type { Card } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import { criterion, decision, drug, samples, site } from '../support/decisions.js';

const LONG_NAME = 'Atlanta Example General Hospital and Medical Center, Outpatient Infusion';

function cardOf(given: Decision): Card {
  return renderCards(subjectOf(given), cardKnowledge, countingIds())[0] as Card;
}

const linesOf = (given: Decision): readonly string[] => (cardOf(given).detail ?? '').split('\n- ');

describe('the summary', () => {
  test('names the site by its kind where its name does not fit whole', () => {
    expect(cardOf(decision({ site: site({ name: LONG_NAME }) })).summary).toBe(
      'infliximab: site criteria not met at the outpatient hospital on available data. Use home infusion or an infusion suite.',
    );
    expect(cardOf(decision({ site: site({ class: 'OFFICE', name: LONG_NAME }) })).summary).toContain(
      'at the office on',
    );
  });

  test('names a drug with a very long name by its molecule, or not at all', () => {
    const name = 'immune globulin intravenous human ten percent caprylate chromatography purified';
    expect(cardOf(decision({ drug: drug({ name }) })).summary).toMatch(/^infliximab: /);
    const nameless = Object.fromEntries(
      Object.entries(drug({ name })).filter(([member]) => member !== 'molecule'),
    );
    expect(cardOf(decision({ drug: nameless as unknown as Decision['drug'] })).summary).toMatch(
      /^the ordered drug: /,
    );
  });

  test('given a group of criteria about one event, then the group is named', () => {
    const criteria = [
      criterion('CONT.NEED', 'met', 0, 'Still needed', 'It is.'),
      criterion(
        'D',
        'met',
        1,
        'Severe adverse event',
        'Anaphylaxis, 2025-06-11: severe and in spite of measures.',
        {
          evidence: [{ reference: 'AdverseEvent/ae1', date: '2025-06-11', display: 'Anaphylaxis' }],
        },
      ),
      criterion('D.EVT', 'met', 2, 'Adverse event', 'Anaphylaxis is recorded.'),
      criterion('D.SEV', 'met', 2, 'Severe', 'The event was severe.'),
    ];
    const given = decision({ determination: 'met', criteria, deciding: criteria.map(({ id }) => id) });
    expect(cardOf(given).summary).toContain('(continued need: severe adverse event in spite of measures)');
    expect(linesOf(given)[1]).toBe('✔ Severe adverse event: Anaphylaxis, 2025-06-11');
    expect(linesOf(given).join()).not.toContain('The event was severe');
  });
});

describe('a line about a criterion', () => {
  const unmet = (reason: string, evidence: Parameters<typeof criterion>[5] = {}): string =>
    linesOf(decision({ criteria: [criterion('X', 'not-met', 0, 'Title', reason, evidence)] }))[1] ?? '';
  const dose = { evidence: [{ reference: 'MedicationAdministration/a1', date: '2025-05-05T09:00:00Z' }] };

  test('shows the fact behind a reason', () => {
    expect(unmet('It was given before.', dose)).toBe(
      '✘ Title: It was given before (administration 2025-05-05)',
    );
  });

  test('given the reason names the day already, then it is not said twice', () => {
    expect(unmet('Last dose 2025-05-05.', dose)).toBe('✘ Title: Last dose 2025-05-05');
  });

  test('given the reason says that nothing was found, then no fact stands behind it', () => {
    expect(unmet('Nothing of this therapy is on record.', dose)).toBe(
      '✘ Title: Nothing of this therapy is on record',
    );
  });

  test('given several criteria rest on one fact, then it is shown with the first', () => {
    const criteria = ['A', 'B'].map((id) => criterion(id, 'not-met', 0, id, 'It was given before.', dose));
    expect(linesOf(decision({ criteria })).filter((line) => line.includes('2025-05-05'))).toHaveLength(1);
  });

  test('given too much for a line, then the facts go, then the paragraph, then the end of the reason', () => {
    const paragraph = { ...dose, paragraph: 'I.A.1.c.i' };
    expect(unmet('a'.repeat(110), paragraph)).toBe(`✘ Title (I.A.1.c.i): ${'a'.repeat(110)}`);
    expect(unmet('a'.repeat(128), paragraph)).toBe(`✘ Title: ${'a'.repeat(128)}`);
    expect(unmet('word '.repeat(40), paragraph)).toMatch(/^✘ Title: word .* word…$/);
  });

  test('says a first dose or restart by the last dose alone', () => {
    expect(linesOf(samples['not-met'])[3]).toBe('✘ First dose or restart (I.A.1.b): last dose 2025-08-13');
  });
});

describe('what has to be documented', () => {
  test('a criterion the chart has a sign of goes before one that could not be looked at', () => {
    const criteria = [
      criterion('X', 'needs-documentation', 0, 'Unseen', 'Could not be checked.', { documents: ['of X'] }),
      criterion('Y', 'needs-documentation', 0, 'In reach', 'Unclear.', {
        documents: ['of Y'],
        evidence: [{ reference: 'Organization/o1', display: 'Suite', source: 'directory' }],
      }),
      criterion('Z', 'needs-documentation', 0, 'Recorded', 'Its severity has to be documented.', {
        documents: ['of Z'],
        evidence: [{ reference: 'Condition/c1', date: '2025-03-02', display: 'Heart failure' }],
      }),
    ];
    const lines = linesOf(
      decision({ determination: 'needs-documentation', criteria, deciding: ['X', 'Y', 'Z'] }),
    );
    expect(lines.slice(1, 5)).toEqual([
      '? Recorded: Its severity has to be documented (Heart failure, problem list 2025-03-02)',
      '? Unseen: Could not be checked',
      '? In reach: Unclear',
      'Attach: of Z; of X; of Y',
    ]);
  });

  const documentLinesOf = (documents: readonly string[]): readonly string[] => {
    const criteria = [criterion('X', 'needs-documentation', 0, 'X', 'Unclear.', { documents })];
    const given = decision({ determination: 'needs-documentation', criteria, deciding: ['X'] });
    return linesOf(given).filter((line) => line.startsWith('Attach: '));
  };

  test('documents take the lines that the card has left, each whole, and what has no room is counted', () => {
    const documents = Array.from({ length: 24 }, (_, index) => `document ${index + 10} ${'x'.repeat(48)}`);
    const lines = documentLinesOf(documents);
    expect(lines).toHaveLength(9);
    expect(lines[0]).toBe(`Attach: ${documents[0]}; ${documents[1]}`);
    expect(lines.at(-1)).toMatch(/ \(and 6 more\)$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(140);
  });

  test('given a criterion that the completed form rules out, then the line names the form by its day', () => {
    const criteria = [
      criterion('C', 'not-met', 0, 'Health risk', 'By the completed form, nothing qualifies.', {
        evidence: [{ reference: 'QuestionnaireResponse/f1', date: '2025-10-01T12:00:00Z' }],
      }),
    ];
    expect(linesOf(decision({ criteria }))[1]).toBe(
      '✘ Health risk at lower-cost sites: none that qualifies, by the form of 2025-10-01',
    );
  });

  test('a document that two criteria ask for is listed once', () => {
    expect(documentLinesOf(['notes', 'notes', 'a letter'])).toEqual(['Attach: notes; a letter']);
  });
});

describe('what could not be read', () => {
  test('is said in plain words, with the reason once', () => {
    const unavailable = [
      'Condition: 403',
      'Observation: 403',
      'Location/h1: timed out after 1500 ms',
      'Basic/x: odd',
    ];
    expect(linesOf(decision({ unavailable }))).toContain(
      'Could not be read: diagnoses, results (not shown by the EHR); facility location (EHR too slow); other records (EHR error)',
    );
  });

  test('given many, then the rest is counted', () => {
    const unavailable = ['Condition', 'Observation', 'AdverseEvent', 'Task', 'Procedure'].map(
      (one) => `${one}: 403`,
    );
    expect(linesOf(decision({ unavailable }))).toContain(
      'Could not be read: diagnoses, results, adverse events and 2 more (not shown by the EHR)',
    );
  });

  test('given only that keeps the question open, then the card is no finding about the patient, and no warning', () => {
    const given = { ...samples['not-fully-checked'], unavailable: ['Condition: 403', 'Observation: 403'] };
    expect(cardOf(given)).toMatchObject({
      indicator: 'info',
      summary: 'Site criteria not fully checked for infliximab: diagnoses and results could not be read.',
    });
    expect(cardOf(given)).not.toHaveProperty('overrideReasons');
    const many = ['Condition', 'Observation', 'Task', 'Procedure'].map((one) => `${one}: 403`);
    expect(cardOf({ ...given, unavailable: many }).summary).toContain('part of the chart could not be read');
  });
});

describe('an unclear coverage', () => {
  test('given several, then the order has to name one', () => {
    expect(cardOf(samples['coverage-unclear']).summary).toContain(
      '2 active coverages on file; name one in the order',
    );
  });

  test('given one whose payer cannot be told, then nobody is asked to choose', () => {
    const { coverage } = samples['coverage-unclear'];
    const given = {
      ...samples['coverage-unclear'],
      ...(coverage && { coverage: { ...coverage, evidence: coverage.evidence.slice(1) } }),
    };
    expect(cardOf(given).summary).toMatch(/^Coverage not clear: site-of-care policy not evaluated/);
  });

  test('given none, then it was not found', () => {
    expect(cardOf(samples['coverage-missing']).summary).toMatch(/^Coverage not found/);
  });
});

describe('an unclear drug', () => {
  test('given codes that disagree, then the card asks which drug is ordered', () => {
    expect(cardOf(samples['drug-conflict']).summary).toBe(
      'Drug codes disagree: rxnorm 310994 is infliximab 100 MG Injection, but rxnorm 24909 is iron sucrose; which is ordered?',
    );
  });

  test('given products on the list and others, then each of the two has its line, cut between products', () => {
    const names = Array.from({ length: 12 }, (_, index) => `Product ${index} IV (J00${index + 10})`);
    const question = `Which product is ordered? On the list: ${names.join(', ')}. Not on the list: Other IV (J1599).`;
    const lines = linesOf({
      ...samples['drug-ambiguous'],
      drug: { ...samples['drug-ambiguous'].drug, question },
    });
    expect(lines).toContain('Which product is ordered?');
    expect(lines.find((line) => line.startsWith('On the list'))).toMatch(
      /Product \d IV \(J00\d\d\) \(and \d more\)$/,
    );
    expect(lines).toContain('Not on the list: Other IV (J1599)');
  });
});

describe('a place that is not known', () => {
  const unknown = samples['site-unknown'];
  const open = (status: 'needs-documentation' | 'not-met'): Decision => ({
    ...unknown,
    criteria: [
      criterion('INITIAL', status, 0, 'Initial approval', 'Open.'),
      criterion('C', status, 1, 'Health risk', 'Open.'),
      criterion(
        'C.CARDIO',
        'needs-documentation',
        2,
        'Cardiopulmonary disorder',
        'Its severity is not recorded.',
      ),
    ],
  });

  test('given nothing on the chart comes near a criterion, then the card says so', () => {
    expect(linesOf(unknown)).toContain('At a hospital or office no criterion would be met on this chart');
  });

  test('given a criterion that could be claimed, then it is named', () => {
    expect(linesOf(open('needs-documentation')).join()).toContain(
      '? Cardiopulmonary disorder: Its severity is not recorded',
    );
    expect(linesOf(open('needs-documentation')).join()).not.toContain('no criterion would be met');
  });

  test('given an open part of a group that is not met, then it could not be claimed', () => {
    expect(linesOf(open('not-met')).join()).not.toContain('Cardiopulmonary');
  });
});

describe('words of the chart', () => {
  test.each(['Approved Infusion Center', 'DENIED Clinic', 'Pre-approved Care'])(
    'given a place called %s, then its name is left out',
    (name) => {
      const card = cardOf(decision({ site: site({ name }) }));
      expect(card.summary).toContain('at the outpatient hospital');
      expect(card.detail).not.toContain(name);
    },
  );

  test('given a sentence with such a word, then the word is left out', () => {
    const criteria = [criterion('X', 'not-met', 0, 'Title', 'The request was denied elsewhere.')];
    expect(linesOf(decision({ criteria }))).toContain('✘ Title: The request was … elsewhere');
  });

  test('given ids in sentences, then the kind of record stands in their place', () => {
    expect(linesOf(samples['coverage-inactive'])[0]).toContain('The coverage on file ended on 2025-06-30');
    const given = {
      ...samples['site-unknown'],
      site: site({
        class: 'UNRESOLVED',
        reason: 'The performer in ServiceRequest/s1 says nothing; POS 11/22.',
      }),
    };
    expect(linesOf(given)).toContain('The performer in the service order says nothing; POS 11/22');
  });
});

describe('a doubt about the drug', () => {
  const doubted = (...doubts: readonly string[]): Decision => decision({ drug: drug({ doubts }) });

  test.each([
    [
      'Matched by text only, which is less certain than a code.',
      'Assumed: infliximab is meant. Matched by text only, which is less certain than a code',
    ],
    ['The text "insulin pump" names another drug.', /Assumed: infliximab is meant\. .*names another drug$/],
    [
      'RxNav (rxnav.example.org) maps rxnorm 1 to J1756 (iron sucrose, on the list), the tables to J1745; the tables were used.',
      /Assumed: infliximab is meant\. RxNav/,
    ],
    [
      'Row 123 names Cathflo (catheter clearance); this looks like Activase (stroke), which shares the code.',
      /Assumed: infliximab is meant\. Row 123/,
    ],
  ])('that could change the answer is said with what is assumed: %s', (doubt, line) => {
    const said = linesOf(doubted('The package is not in the tables.', doubt)).filter((one) =>
      one.startsWith('Assumed'),
    );
    expect(said).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
  });

  test('that changes nothing is left to the decision record', () => {
    const doubts = [
      'The package of NDC 573940001 is not in the tables; labeler and product are.',
      'Row 74 prints "Gammagard" only: J1566 is the lyophilized Gammagard S/D, the liquid is J1569.',
    ];
    expect(linesOf(doubted(...doubts)).join()).not.toContain('Assumed');
  });
});
