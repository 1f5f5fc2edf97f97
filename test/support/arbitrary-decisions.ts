/** Decisions of every kind with arbitrary names, criteria and sites, for property tests. */
import fc from 'fast-check';
import type { CriterionResult, Decision } from '../../src/core/decision.js';
import {
  companion,
  criterion,
  decision,
  drug,
  homeInfusion,
  infusionSuite,
  order,
  medicationRequest,
  samples,
  silent,
  site,
} from './decisions.js';

const words = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.lorem({ maxCount: 40 }),
  fc.constantFrom('[a](http://x)', '<script>', '', '   ', '# x', 'x'.repeat(500)),
  fc.constantFrom(
    'Approved Infusion Center',
    'pre-approved',
    'claim denied',
    'Coverage/c1 ended on 2025-06-30',
  ),
);

const criteria: fc.Arbitrary<CriterionResult[]> = fc.array(
  fc
    .record({
      id: fc.constantFrom('INIT', 'INIT.NEW', 'INIT.PLAN', 'C', 'C.CARDIO', 'D', 'DRUG.CERT', 'S.NET'),
      status: fc.constantFrom('met', 'not-met', 'needs-documentation', 'not-evaluated'),
      depth: fc.integer({ min: 0, max: 3 }),
      title: words,
      reason: words,
      display: words,
    })
    .map((one) =>
      criterion(one.id, one.status, one.depth, one.title, one.reason, {
        evidence: [{ reference: 'Condition/c1', date: '2025-01-01', display: one.display }],
        documents: [one.reason],
      }),
    ),
  { maxLength: 12 },
);

const kinds: readonly Decision[] = [...Object.values(samples), ...Object.values(silent)];

export const anyDecision: fc.Arbitrary<Decision> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    drugName: words,
    siteName: words,
    criteria,
    deciding: fc.uniqueArray(fc.constantFrom('INIT', 'C', 'C.CARDIO', 'D'), { maxLength: 3 }),
    texts: fc.array(words, { maxLength: 5 }),
    withCompanion: fc.boolean(),
    homes: fc.constantFrom([], [homeInfusion]),
    suites: fc.constantFrom([], [infusionSuite]),
    // The directory is checked at start: every site has a name.
    suiteName: words.filter((name) => name.trim() !== ''),
    safety: fc.boolean(),
  })
  .map((one) => {
    const writtenAt = one.withCompanion ? 'ServiceRequest/s1' : 'MedicationRequest/m1';
    return decision({
      ...one.kind,
      order: order(medicationRequest(), one.withCompanion ? [companion()] : []),
      drug: drug({ ...one.kind.drug, name: one.drugName }),
      site: site({ ...one.kind.site, name: one.siteName, writtenAt }),
      criteria: one.criteria,
      deciding: one.deciding,
      assumptions: one.texts,
      unavailable: one.texts,
      alternatives: [
        { siteClass: 'HOME', sites: one.homes },
        { siteClass: 'ASC_AIC', sites: one.suites.map((suite) => ({ ...suite, name: one.suiteName })) },
      ],
      safety: one.safety ? [{ reference: 'AllergyIntolerance/a1', display: one.drugName }] : [],
    });
  });
