import { describe, expect, test } from '@jest/globals';
import type { Action, Card, CdsResponse } from '../../src/cards/types.js';
import { checkResponse } from '../../src/hooks/check-response.js';

const UUID = '0c1f3a86-3a3c-4d55-a1c7-4b0a9e4f7a11';
const order = { resourceType: 'MedicationRequest', id: 'm1', note: [] } as unknown as NonNullable<
  Action['resource']
>;
const update: Action = { type: 'update', description: 'Change the site', resource: order };
const card: Card = {
  uuid: UUID,
  summary: 'Infliximab: home or an infusion suite is covered here.',
  detail: 'Ejection fraction < 40 %',
  indicator: 'warning',
  source: { label: 'Demo payer', topic: { system: 'urn:topics', code: 'network' } },
  suggestions: [{ label: 'At home', uuid: UUID, isRecommended: true, actions: [update] }],
  selectionBehavior: 'at-most-one',
  overrideReasons: [{ system: 'urn:reasons', code: 'C.CARDIO', display: 'Unstable heart' }],
  links: [{ label: 'Policy', url: 'https://payer.example/policy', type: 'absolute' }],
};

function faulty(response: unknown): string {
  return checkResponse(response)
    .map(({ expression, diagnostics }) => `${expression}: ${diagnostics}`)
    .join('\n');
}

function withCard(changes: Record<string, unknown>): unknown {
  return { cards: [{ ...card, ...changes }], systemActions: [] };
}

test.each<[string, CdsResponse]>([
  ['nothing to say', { cards: [], systemActions: [] }],
  ['no system actions at all', { cards: [] }],
  ['a full card and a system action', { cards: [card], systemActions: [update] }],
])('%s is valid', (_, response) => {
  expect(checkResponse(response)).toEqual([]);
});

test('139 characters are a summary, 140 are too many', () => {
  expect(faulty(withCard({ summary: 'x'.repeat(139) }))).toBe('');
  expect(faulty(withCard({ summary: 'x'.repeat(140) }))).toContain('cards[0].summary');
});

describe('an answer of ours is faulty', () => {
  const { suggestions, selectionBehavior, ...plain } = card;
  const two = [card.suggestions?.[0], card.suggestions?.[0]];
  test.each<[string, unknown, string]>([
    ['without cards', {}, 'cards is missing'],
    ['with an unknown member', { cards: [], card: [] }, 'must NOT have additional properties'],
    ['with an unknown indicator', withCard({ indicator: 'hard-stop' }), 'cards[0].indicator'],
    ['with a card without topic', withCard({ source: { label: 'x' } }), 'cards[0].source.topic is missing'],
    ['with a card without uuid', withCard({ uuid: undefined }), 'cards[0].uuid'],
    ['with a prefixed uuid', withCard({ uuid: `urn:uuid:${UUID}` }), 'cards[0].uuid'],
    ['with HTML in the detail', withCard({ detail: 'a<br>b' }), 'cards[0].detail'],
    ['with an empty list', withCard({ links: [] }), 'cards[0].links'],
    ['with null', withCard({ detail: null }), 'cards[0].detail'],
    [
      'with an empty text in an extension',
      withCard({ extension: { a: [{ b: '' }] } }),
      'cards[0].extension.a[0].b is empty',
    ],
    [
      'with suggestions but no selectionBehavior',
      { cards: [{ ...plain, suggestions }] },
      'selectionBehavior is missing',
    ],
    ['with two recommended of one', withCard({ suggestions: two }), 'At most one'],
    [
      'with a relative link',
      withCard({ links: [{ label: 'x', url: '/x', type: 'absolute' }] }),
      'cards[0].links[0].url',
    ],
    [
      'with context on a plain link',
      withCard({ links: [{ ...card.links?.[0], appContext: 'x' }] }),
      'appContext',
    ],
    [
      'with an update without resource',
      { cards: [], systemActions: [{ type: 'update', description: 'x' }] },
      'resource is missing',
    ],
    [
      'with a delete of a resource',
      { cards: [], systemActions: [{ ...update, type: 'delete' }] },
      'resource',
    ],
    [
      'with a delete of a list',
      { cards: [], systemActions: [{ type: 'delete', description: 'x', resourceId: ['A/1'] }] },
      'resourceId',
    ],
    [
      'with an action without description',
      { cards: [], systemActions: [{ type: 'update', resource: order }] },
      'description is missing',
    ],
  ])('%s', (_, response, fault) => {
    expect(selectionBehavior).toBeDefined();
    expect(faulty(JSON.parse(JSON.stringify(response)))).toContain(fault);
  });
});

describe('what the CRD versions see differently', () => {
  const faultyIn = (version: '2.0' | '2.2', response: unknown): string =>
    checkResponse(JSON.parse(JSON.stringify(response)), version)
      .map(({ expression, diagnostics }) => `${expression}: ${diagnostics}`)
      .join('\n');
  const carded = (system: string, associated: unknown): Record<string, unknown> => ({
    cards: [
      {
        ...card,
        source: { label: 'Demo payer', topic: { system, code: 'network' } },
        extension: { 'davinci-crd.associated-resource': [associated] },
      },
    ],
  });
  const TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';
  const CARD_TYPE = 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type';
  const in20 = { ...carded(TEMP, 'MedicationRequest/m1'), systemActions: [] };
  const in22 = carded(CARD_TYPE, { reference: 'MedicationRequest/m1' });

  test('an answer in its own version is valid, in the other it is not', () => {
    expect(faultyIn('2.0', in20)).toBe('');
    expect(faultyIn('2.2', in22)).toBe('');
    expect(faultyIn('2.2', in20)).toContain('systemActions');
    expect(faultyIn('2.0', in22)).toContain('systemActions is missing');
  });

  test('the topic is of the code system of the version', () => {
    const swapped = carded(TEMP, { reference: 'MedicationRequest/m1' });
    expect(faultyIn('2.2', swapped)).toContain('cards[0].source.topic.system');
  });

  test('the associated resource is a string in 2.0 and a Reference in 2.2', () => {
    expect(faultyIn('2.2', carded(CARD_TYPE, 'MedicationRequest/m1'))).toContain('associated-resource');
    const reference = { reference: 'MedicationRequest/m1' };
    expect(faultyIn('2.0', { ...carded(TEMP, reference), systemActions: [] })).toContain(
      'associated-resource',
    );
  });
});
