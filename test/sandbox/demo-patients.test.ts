/**
 * The sandbox's patients are the scenarios' charts, one file made from them:
 * `UPDATE_DEMO=1 npm test -- test/sandbox/demo-patients` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Coverage } from 'fhir/r4.js';
import { EmbeddedFhir } from '../../src/sandbox/embedded.js';
import { demoCharts } from './charts.js';
import { transactionOf } from '../support/scenarios/request.js';

const file = join(import.meta.dirname, '../../sandbox/demo-patients.json');

test('are those of the scenarios', () => {
  const text = `${JSON.stringify(transactionOf(demoCharts()), null, 1)}\n`;
  if (process.env['UPDATE_DEMO']) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8') === text).toBe(true);
});

test('can be asked for by the embedded server', () => {
  const { get } = serverOn('2025-10-01T12:00:00Z');
  expect(get('Coverage', 'patient=t06-p1').answer).toMatchObject({ total: 1 });
  expect(get('Patient/t06-p1').answer).toMatchObject({ name: [{ family: 'Hennigan', given: ['Walter'] }] });
  expect(get('Patient', 'name=henn').answer).toMatchObject({ total: 1 });
  expect(get('Patient', 'name=walter henn').answer).toMatchObject({ total: 1 });
  expect(get('Patient', 'name=ennigan').answer).toMatchObject({ total: 0 });
});

test('among them one without a name, and one whose name looks like markup', () => {
  const { get } = serverOn('2025-10-01T12:00:00Z');
  expect(get('Patient/nameless-p1').answer).not.toHaveProperty('name');
  expect(get('Patient/markup-p1').answer).toMatchObject({ name: [{ given: ['<b>Bobbie</b>'] }] });
});

test('one is of an EHR that holds diagnoses back', () => {
  const { get } = serverOn('2025-10-01T12:00:00Z');
  expect(get('Condition', 'patient=hidden-p1').status).toBe(403);
  expect(get('Condition', 'subject=Patient/hidden-p1').status).toBe(403);
  expect(get('Observation', 'patient=hidden-p1').status).toBe(200);
  expect(get('Condition', 'patient=t06-p1').status).toBe(200);
});

test('have their charts moved to the present day', () => {
  const { get } = serverOn('2026-10-03T00:30:00Z');
  const [coverage] = get('Coverage', 'patient=t06-p1').answer?.['entry'] as { resource: Coverage }[];
  expect(coverage?.resource.period).toEqual({ start: '2026-01-03', end: '2027-01-02' });
  const { get: onTheDay } = serverOn('2025-10-01T23:59:00Z');
  expect(onTheDay('Coverage/t06-c1').answer).toMatchObject({ period: { start: '2025-01-01' } });
});

test('move on while the server runs, and leave alone what was added', () => {
  const server = serverOn('2025-10-01T12:00:00Z');
  server.put('Patient/added', { resourceType: 'Patient', id: 'added', birthDate: '2025-10-01' });
  server.setClock('2025-10-02T00:00:01Z');
  expect(server.get('Coverage/t06-c1').answer).toMatchObject({ period: { start: '2025-01-02' } });
  expect(server.get('Patient/added').answer).toMatchObject({ birthDate: '2025-10-01' });
});

function serverOn(day: string) {
  let now = new Date(day);
  const api = new EmbeddedFhir(() => now);
  const base = 'http://x/fhir';
  return {
    setClock: (text: string) => {
      now = new Date(text);
    },
    get: (path: string, query = '') =>
      api.answer({ method: 'GET', path, query: new URLSearchParams(query), body: '', base }),
    put: (path: string, resource: object) =>
      api.answer({ method: 'PUT', path, query: new URLSearchParams(), body: JSON.stringify(resource), base }),
  };
}
