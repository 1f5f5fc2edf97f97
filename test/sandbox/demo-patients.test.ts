/**
 * The sandbox's patients are the scenarios' charts, one file made from them:
 * `UPDATE_DEMO=1 npm test -- test/sandbox/demo-patients` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Coverage, Patient } from 'fhir/r4.js';
import { embeddedFhir } from '../../src/sandbox/demo-patients.js';
import { scenarios } from '../support/scenarios/all.js';
import { relocate } from '../support/scenarios/relocate.js';
import { transactionOf } from '../support/scenarios/request.js';

const file = join(import.meta.dirname, '../../sandbox/demo-patients.json');

function demoPatients(): unknown {
  const charts = scenarios.flatMap((scenario) => {
    const { chart } = relocate(scenario, `${scenario.id.toLowerCase()}-`);
    return chart.map((resource) =>
      resource.resourceType === 'Patient' ? named(resource, `${scenario.id}: ${scenario.title}`) : resource,
    );
  });
  return transactionOf(charts);
}

/** Whoever looks at the list of patients sees what each is for. */
function named(patient: Patient, title: string): Patient {
  return { ...patient, name: [{ text: title, family: 'Example', given: ['Pat'] }] };
}

test('are those of the scenarios', () => {
  const text = `${JSON.stringify(demoPatients(), null, 1)}\n`;
  if (process.env['UPDATE_DEMO']) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8') === text).toBe(true);
});

test('can be asked for by the embedded server', () => {
  const { get } = serverOn('2025-10-01T12:00:00Z');
  expect(get('Patient').answer).toMatchObject({ total: scenarios.length });
  expect(get('Coverage', 'patient=t06-p1').answer).toMatchObject({ total: 1 });
  expect(get('Patient/t06-p1').answer).toMatchObject({ name: [{ text: expect.stringMatching(/^T06: /) }] });
});

test('have their charts moved to the day the server starts', () => {
  const { get } = serverOn('2026-10-03T00:30:00Z');
  const [coverage] = get('Coverage', 'patient=t06-p1').answer?.['entry'] as { resource: Coverage }[];
  expect(coverage?.resource.period).toEqual({ start: '2026-01-03', end: '2027-01-02' });
  const { get: onTheDay } = serverOn('2025-10-01T23:59:00Z');
  expect(onTheDay('Coverage/t06-c1').answer).toMatchObject({ period: { start: '2025-01-01' } });
});

function serverOn(day: string) {
  const api = embeddedFhir(new Date(day));
  return {
    get: (path: string, query = '') =>
      api.answer({ method: 'GET', path, query: new URLSearchParams(query), body: '', base: 'http://x/fhir' }),
  };
}
