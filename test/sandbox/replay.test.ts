/** A case is asked of services that know nothing but the case. */
import { expect, test } from '@jest/globals';
import type { CdsResponse } from '../../src/cards/types.js';
import { readCase, type CaseFile } from '../../src/sandbox/case-file.js';
import type { ServiceNeeds } from '../../src/sandbox/in-process.js';
import { replay } from '../../src/sandbox/replay.js';
import { fakeService, orderSign, record } from '../support/hook-call.js';

const answerWith = (url: string): CdsResponse => ({
  cards: [
    {
      summary: 'A card',
      indicator: 'info',
      source: { label: 'A payer' },
      links: [{ label: 'Policy', url, type: 'absolute' }],
    },
  ] as unknown as CdsResponse['cards'],
  systemActions: [],
});

function caseFile(changes: Partial<CaseFile> = {}): CaseFile {
  return readCase({
    format: 'site-of-care-cds/case',
    version: 1,
    crd: '2.0',
    endpoint: '/cds-services/site-of-care-order-sign',
    service: 'https://old.example.org',
    evaluatedAt: '2025-10-01T12:00:00Z',
    request: orderSign(),
    expected: {
      determinations: { 'MedicationRequest/m1': 'not-applicable' },
      response: answerWith('https://old.example.org/fhir/x'),
    },
    ...changes,
  });
}

const answering = (response: CdsResponse) =>
  fakeService(() => Promise.resolve({ response, records: [record()] }));

test('given another installation, then links to itself are no difference', async () => {
  const fresh = () => [answering(answerWith('https://new.example.org/fhir/x'))];
  expect(await replay(caseFile(), fresh, 'https://new.example.org')).toMatchObject({ same: true });
  const { differences } = await replay(caseFile(), fresh, 'https://third.example.org');
  expect(differences.map(({ path }) => path)).toEqual(['cards[0].links[0].url']);
});

test('given the case, then its day and the assertions it knows are those of the call', async () => {
  const asked: unknown[] = [];
  const fresh = ({ knownIds }: ServiceNeeds) => [
    fakeService(async (_request, { receivedAt }) => {
      asked.push(receivedAt.toISOString(), [...(await knownIds(['known', 'other']))]);
      return { response: answerWith('https://old.example.org/fhir/x'), records: [record()] };
    }),
  ];
  await replay(caseFile({ knownAssertions: ['known'] }), fresh, '');
  expect(asked).toEqual(['2025-10-01T12:00:00.000Z', ['known']]);
});
