import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LookUp } from '../../src/terminology-server/look-up.js';
import { readHistory } from '../../src/terminology-server/rxnav.js';
import { readTranslation } from '../../src/terminology-server/translate.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';
import { history, startFakeServer, translation, type FakeServer } from './fake-server.js';

const infliximab = { system: 'rxnorm', code: '310994' } as const;
const vedolizumab = { system: 'rxnorm', code: '1538137' } as const;
let server: FakeServer;
let time: number;

beforeEach(async () => {
  server = await startFakeServer();
  time = 0;
});
afterEach(() => server.close());

function lookUp(kind: 'translate' | 'rxnav' = 'translate', more: object = {}): LookUp {
  return new LookUp({ kind, url: server.url, timeoutMs: UNHURRIED_MS, now: () => time, ...more });
}

describe('a look-up', () => {
  test('of $translate asks for HCPCS, with the map that was named, and sends nothing of the patient', async () => {
    server.answer(translation('J1745'));
    const map = 'https://example.org/ConceptMap/x';
    expect(await lookUp('translate', { map }).ask(infliximab)).toEqual({
      codes: ['J1745'],
      replacements: [],
      ingredients: [],
    });
    const asked = new URL(server.asked[0] ?? '', server.url);
    expect(asked.pathname).toBe('/ConceptMap/$translate');
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
      code: '310994',
      targetsystem: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
      url: map,
    });
  });

  test('of RxNav reads replacement and ingredients', async () => {
    server.answer(history({ remapped: '310994', ingredients: ['191831'] }));
    expect(await lookUp('rxnav').ask({ system: 'rxnorm', code: '99' })).toEqual({
      codes: [],
      replacements: ['310994'],
      ingredients: ['191831'],
    });
    expect(server.asked).toEqual(['/REST/rxcui/99/historystatus.json']);
  });

  test('of an NDC is not put to RxNav', async () => {
    await lookUp('rxnav').ask({ system: 'ndc', code: '57894003001' });
    expect(server.asked).toEqual([]);
  });

  test('asks a code once, also when asked twice at the same time, and again after a day', async () => {
    server.answer(translation('J1745'));
    const look = lookUp();
    await Promise.all([look.ask(infliximab), look.ask(infliximab)]);
    await look.ask(infliximab);
    expect(server.asked).toHaveLength(1);
    time = 24 * 3600_000 + 1;
    await look.ask(infliximab);
    expect(server.asked).toHaveLength(2);
  });

  test('given a server that never answers, then it ends as failed', async () => {
    server.answer(() => undefined);
    expect(await lookUp('translate', { timeoutMs: 50 }).ask(infliximab)).toBe('failed');
  });

  test.each([
    ['a fault', 500],
    ['no JSON', 'hello'],
    [
      'a redirect',
      (response: { writeHead(status: number, headers: object): { end(): void } }) =>
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['a body without end', `"${'x'.repeat(600_000)}"`],
  ])('given %s, then failed', async (_, how) => {
    server.answer(how);
    expect(await lookUp().ask(infliximab)).toBe('failed');
  });

  test('given a code the terminology server does not know (404), then that is an answer', async () => {
    server.answer(404);
    expect(await lookUp().ask(infliximab)).toEqual({ codes: [], replacements: [], ingredients: [] });
    expect(await lookUp('rxnav').ask(infliximab)).toBe('failed');
  });

  test('given two failures in a row, then nothing is asked for a while, and then again', async () => {
    server.answer(503);
    const look = lookUp();
    await look.ask(infliximab);
    await look.ask(vedolizumab);
    expect(await look.ask(infliximab)).toBe('failed');
    expect(server.asked).toHaveLength(2);
    server.answer(translation('J1745'));
    time = 30_001;
    expect(await look.ask(infliximab)).toMatchObject({ codes: ['J1745'] });
  });

  test('what is known so far needs no waiting', async () => {
    server.answer(translation('J1745'));
    const look = lookUp();
    expect(look.soFar(infliximab)).toBeUndefined();
    await look.ask(infliximab);
    expect(look.soFar(infliximab)).toMatchObject({ codes: ['J1745'] });
  });
});

describe('whatever a server answers', () => {
  test('reading it throws nothing', () => {
    const part = fc.record(
      {
        name: fc.constantFrom('match', 'concept', 'equivalence'),
        valueCode: fc.anything(),
        valueCoding: fc.anything(),
      },
      { requiredKeys: ['name'] },
    );
    const match = fc.record({ name: fc.constant('match'), part: fc.oneof(fc.array(part), fc.anything()) });
    const parameters = fc.record({
      parameter: fc.oneof(fc.array(fc.oneof(match, fc.anything())), fc.anything()),
    });
    fc.assert(
      fc.property(fc.oneof(parameters, fc.anything()), (answer) => {
        readTranslation(answer);
        readHistory(answer);
        readHistory({ rxcuiStatusHistory: answer });
        readHistory({ rxcuiStatusHistory: { derivedConcepts: answer } });
        readHistory({
          rxcuiStatusHistory: { derivedConcepts: { ingredientConcept: answer, remappedConcept: [answer] } },
        });
      }),
    );
  });

  test('a target that is unmatched, or of another system, is no code', () => {
    const target = (equivalence: string, system: string) => ({
      name: 'match',
      part: [
        { name: 'equivalence', valueCode: equivalence },
        { name: 'concept', valueCoding: { system, code: 'J1745' } },
      ],
    });
    const hcpcs = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
    expect(readTranslation({ parameter: [target('unmatched', hcpcs)] }).codes).toEqual([]);
    expect(readTranslation({ parameter: [target('equivalent', 'http://snomed.info/sct')] }).codes).toEqual(
      [],
    );
    expect(readTranslation({ parameter: [target('equivalent', hcpcs)] }).codes).toEqual(['J1745']);
  });
});
