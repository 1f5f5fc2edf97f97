/** The address of the page: it says every choice, and whatever stands in it, a page comes of it. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  fromQuery,
  HOOKS,
  SITES,
  START,
  toQuery,
  wishOf,
  type Choices,
} from '../../sandbox/page/choose/choices.js';
import { tokenFor } from '../../sandbox/page/choose/token.js';

const word = fc.stringMatching(/^[\w .:/|&=%+-]{1,20}$/).filter((text) => text.trim() !== '');
const site = fc.constantFrom(...SITES);
const drug = fc.record({
  system: fc.stringMatching(/^http:\/\/[a-z./]+$/),
  code: fc.stringMatching(/^\d+$/),
  display: word,
});
const whatIf = fc.record(
  {
    site,
    lvef: fc.option(fc.nat(100), { nil: null }),
    removeAllergies: fc.constant(true as const),
    postalCode: fc.stringMatching(/^\d{5}$/),
    lastDoseDate: fc.constantFrom('2025-03-01', null),
  },
  { requiredKeys: [] },
);
const choices: fc.Arbitrary<Choices> = fc.record(
  {
    view: fc.constantFrom('case', 'gallery'),
    story: word,
    server: word,
    patient: word,
    drug,
    site,
    hook: fc.constantFrom(...HOOKS),
    crd: fc.constantFrom('2.0', '2.2'),
    prefetch: fc.boolean(),
    signed: fc.boolean(),
    whatIf,
  },
  { requiredKeys: ['view', 'story', 'hook', 'crd', 'prefetch', 'signed', 'whatIf'] },
);

describe('the address', () => {
  test('every choice is in it', () => {
    fc.assert(fc.property(choices, (chosen) => expect(fromQuery(toQuery(chosen))).toEqual(chosen)));
  });

  test('given any text, then it is understood as far as possible', () => {
    fc.assert(
      fc.property(fc.string(), (query) =>
        expect(fromQuery(toQuery(fromQuery(query)))).toEqual(fromQuery(query)),
      ),
    );
  });

  test('given none, then it is the first story, signed', () => {
    expect(fromQuery('')).toEqual(START);
  });

  test.each(['2025-02-31', '2026-99-99', '2025-3-1'])('given the day %s, then it is left out', (day) => {
    expect(fromQuery(`?story=s&if.dose=${day}`).whatIf).toEqual({});
  });

  test('given a hook, a site or a change that there is none of, then it is left out', () => {
    expect(fromQuery('?story=s&hook=order-burn&site=MOON&crd=9&if.lvef=101&if.zip=1&if.dose=soon')).toEqual({
      ...START,
      story: 's',
      signed: false,
    });
  });
});

describe('what the server is asked to build', () => {
  const own: Choices = { ...fromQuery('?patient=p1&server=https://ehr.example.org/fhir'), whatIf: {} };
  const infliximab = {
    system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
    code: '310994',
    display: 'infliximab',
  };

  test('given no drug, then nothing', () => {
    expect(wishOf(own, '')).toBeUndefined();
  });

  test('a token goes to a server that was chosen, never to the embedded one', () => {
    const embedded: Choices = { ...fromQuery('?patient=p1'), whatIf: {} };
    expect(wishOf({ ...own, drug: infliximab }, 'a-token')).toMatchObject({
      token: 'a-token',
      patientId: 'p1',
    });
    expect(wishOf({ ...embedded, drug: infliximab }, 'a-token')).not.toHaveProperty('token');
    expect(wishOf(START, 'a-token')).not.toHaveProperty('token');
  });

  test('a token that was given for one server goes to no other', () => {
    const held = { server: 'https://ehr.example.org/fhir', value: 'a-token' };
    expect(tokenFor('https://ehr.example.org/fhir', held)).toBe('a-token');
    for (const other of ['https://ehr.example.org/fhir2', undefined]) expect(tokenFor(other, held)).toBe('');
    expect(tokenFor(undefined, undefined)).toBe('');
  });

  test('no address says the token', () => {
    expect(toQuery({ ...own, drug: infliximab })).not.toContain('token');
  });
});
