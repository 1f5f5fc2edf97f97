/** What /metrics says, and that an operator can look each of it up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../src/metrics.js';
import { STAGES } from '../src/stages.js';
import { programVersion } from '../src/version.js';
import { startApp, type TestApp } from './support/app.js';
import { fakeService, orderSign } from './support/hook-call.js';

const root = join(import.meta.dirname, '..');
const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');
let app: TestApp;

beforeAll(async () => {
  app = await startApp([fakeService()]);
});
afterAll(() => app.close());

const scrape = async () => (await fetch(`${app.url}/metrics`)).text();
const namesIn = (text: string) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

test('each step of a call is timed under its own name', async () => {
  const { stages, registry } = createMetrics({ processMetrics: false });
  for (const stage of STAGES) stages.observe(stage, 0.002);
  const lap = stages.start();
  lap('parse');
  lap('read');
  const text = await registry.metrics();
  for (const stage of STAGES)
    expect(text).toContain(
      `cds_stage_duration_seconds_count{stage="${stage}"} ${['parse', 'read'].includes(stage) ? 2 : 1}`,
    );
});

test('a call over HTTP is timed, and a request under way is seen', async () => {
  await app.call(orderSign());
  const text = await scrape();
  expect(text).toMatch(/cds_stage_duration_seconds_count\{stage="parse"\} [1-9]/);
  // The one that asks.
  expect(text).toMatch(/^http_requests_in_flight 1$/m);
});

test('failures are counted by their code', async () => {
  await app.call('{');
  expect(await scrape()).toMatch(/http_failures_total\{code="invalid-json"\} 1/);
});

test('the version is told', async () => {
  const version = programVersion();
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const { registry } = createMetrics({ processMetrics: true, version });
  const text = await registry.metrics();
  expect(text).toContain(`cds_build_info{version="${version}"} 1`);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
});

describe('the runbook', () => {
  test('has a row for every metric of the service, and none for metrics that do not exist', async () => {
    const rows = [...operations.matchAll(/^\| `([a-z_]+)(?:\{[^`]*)?` /gm)].map(([, name = '']) => name);
    const documented = rows.filter((name) => /^(cds|decision|ehr|http|tls)_/.test(name));
    expect([...new Set(documented)].sort()).toEqual(namesIn(await scrape()).sort());
  });

  test('explains every alert, and every alert asks for metrics that exist', async () => {
    interface Rules {
      readonly groups: readonly {
        readonly rules: readonly { readonly alert: string; readonly expr: string }[];
      }[];
    }
    const text = readFileSync(join(root, 'deploy/prometheus/alerts.yaml'), 'utf8');
    const rules = (parse(text) as Rules).groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    const { registry } = createMetrics({ processMetrics: true });
    const known = new Set([...namesIn(await scrape()), ...namesIn(await registry.metrics()), 'up']);
    for (const { alert, expr } of rules) {
      expect(operations).toContain(`### ${alert}\n`);
      const asked = [...expr.matchAll(/\b([a-z]+(?:_[a-z0-9]+)+)(?=[{[\s)]|$)/g)].map(([, name = '']) =>
        name.replace(/_(?:bucket|count|sum)$/, ''),
      );
      expect({
        alert,
        unknown: asked.filter((name) => !known.has(name) && !/^histogram_quantile$/.test(name)),
      }).toEqual({
        alert,
        unknown: [],
      });
    }
  });
});
