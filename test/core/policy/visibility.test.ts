/**
 * What is hidden is unknown: a chart of which less can be seen may turn any answer into needs-documentation, and never into met or not met.
 * And what is only words, or a code that was never reviewed, decides nothing.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FhirResource } from 'fhir/r4.js';
import type { CriterionStatus, Decision } from '../../../src/core/decision.js';
import { ask, KEYS, valueSets, type Situation } from '../../support/decide.js';
import { coded, diagnosis } from '../../support/scenarios/chart.js';
import { SEARCHES } from '../../support/scenarios/request.js';
import { runs } from '../../support/property-runs.js';
import { BASES, POOL, PROVES_NO_ABSENCE } from './pool.js';
import { livingIn } from './support.js';

/** About one event or another, depending on which can be seen; the whole is criterion D. */
const OF_ONE_EVENT = ['D.EVT', 'D.LINK', 'D.SEV', 'D.RESP', 'D.NOALT'];
/** What administrations decide alone, so that hidden procedures, dispenses, statements and orders do not open it (contract, "Criteria"). */
const OF_DOSES = ['INIT.NEW', 'INIT.RESTART', 'DRUG.RTX', 'INIT', 'FDA', 'INITIAL'];
/** Hiding these moves the order before another gate or tree. */
const HIDEABLE = KEYS.filter((key) => key !== 'coverage' && key !== 'claimResponses');

interface Hidden {
  readonly keys: readonly string[];
  /** Of a search that was cut short, every second entry is on a page that was not read. */
  readonly state: 'partial' | 'unavailable';
}

const hidden: fc.Arbitrary<Hidden> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom(...HIDEABLE), { minLength: 1, maxLength: 4 }),
  state: fc.constantFrom('partial', 'unavailable'),
});

function hide(situation: Situation, { keys, state }: Hidden): Situation {
  const types = new Set(keys.map((key) => SEARCHES[key]));
  const seen = (situation.history ?? []).filter(
    ({ resourceType }, index) => state === 'unavailable' || !types.has(resourceType) || index % 2 === 0,
  );
  return { ...situation, history: seen, unseen: Object.fromEntries(keys.map((key) => [key, state])) };
}

/** Criteria whose answer changed to something other than "needs documentation". */
function wrongs(before: Decision, after: Decision, exempt: ReadonlySet<string>): readonly string[] {
  const whole = new Map(before.criteria.map(({ id, status }) => [id, status]));
  const changed = after.criteria.flatMap(({ id, status }) =>
    exempt.has(id) || status === whole.get(id) || isOpen(status)
      ? []
      : [`${id}: ${whole.get(id)} → ${status}`],
  );
  if (exempt.has('INITIAL')) return changed;
  const isWorse =
    after.determination !== before.determination && after.determination !== 'needs-documentation';
  return isWorse ? [...changed, `${before.determination} → ${after.determination}`] : changed;
}

function isOpen(status: CriterionStatus): boolean {
  return status === 'needs-documentation' || status === 'not-evaluated';
}

test('given any chart and any part of it hidden, then no answer changes but to needs-documentation', () => {
  fc.assert(
    fc.property(fc.constantFrom(...BASES), fc.subarray([...POOL]), hidden, (base, history, what) => {
      const situation = { ...base, history };
      const before = ask(situation).decision;
      const exempt = new Set(
        what.keys.includes('procedures') ? [...OF_ONE_EVENT, ...OF_DOSES] : OF_ONE_EVENT,
      );
      expect(wrongs(before, ask(hide(situation, what)).decision, exempt)).toEqual([]);
    }),
    runs(120),
  );
});

test('given hidden dispenses, statements and orders, then nothing but the first dose and the restart may change', () => {
  const exempt = new Set([...OF_ONE_EVENT, ...OF_DOSES]);
  const keys = ['dispenses', 'statements', 'medicationRequests'];
  fc.assert(
    fc.property(
      fc.subarray([...POOL, ...PROVES_NO_ABSENCE]),
      fc.subarray(keys, { minLength: 1 }),
      (history, some) => {
        const before = ask({ history }).decision;
        const after = ask(hide({ history }, { keys: some, state: 'unavailable' })).decision;
        expect(wrongs(before, after, exempt)).toEqual([]);
      },
    ),
    runs(40),
  );
});

test.each(KEYS.filter((key) => key !== 'coverage'))(
  'given nothing found and %s refused, then the reason of each criterion it leaves open says so',
  (key) => {
    const whole = ask({});
    const { decision } = ask({ unseen: { [key]: 'unavailable' } });
    for (const { id, status, reason } of decision.criteria) {
      if (id.includes('.') && status === 'needs-documentation' && whole.status(id) === 'not-met')
        expect(reason).toMatch(/visible|cannot tell|confirmed/);
    }
  },
);

describe('words and unreviewed codes', () => {
  const MAY_BE_MET = new Set(['INITIAL', 'INIT', 'INIT.NEW']);
  const decisive = (history: readonly FhirResource[]): readonly string[] =>
    ask({ history })
      .decision.criteria.filter(
        ({ id, status, notConcerned }) =>
          status === 'met' && !notConcerned && /^(ACC|FDA|C|D|CONT)\b/.test(id),
      )
      .map(({ id }) => id)
      .filter((id) => !MAY_BE_MET.has(id) && !['D.LINK', 'D.SEV', 'D.RESP'].includes(id));

  const weak = [...valueSets.values()].flatMap((set) =>
    [...set.exact].flatMap(([key, { weak: isWeak }]) => (isWeak ? [{ set: set.id, key }] : [])),
  );

  test('given any code that only hints, as an active diagnosis, then no criterion is met', () => {
    expect(weak.length).toBeGreaterThan(10);
    const met = weak.flatMap(({ set, key }) => {
      const [system, code] = key.split('|') as [string, string];
      const condition = diagnosis('weak', { code: coded(system, code), onsetDateTime: '2025-08-01' });
      return decisive([condition]).map((id) => `${set} ${key}: ${id}`);
    });
    expect(met).toEqual([]);
  });

  test('given the words of every pattern, as an active diagnosis, then no criterion is met', () => {
    const words = [
      'severe COPD', 'unstable angina', 'myocardial infarction', 'respiratory failure on home oxygen', 'ESRD on dialysis',
      'volume overload', 'cannot tolerate fluid', 'no caregiver', 'difficult IV access', 'severe dementia, combative', 'intellectual disability',
      'anaphylaxis', 'grade 4 infusion reaction', 'status epilepticus', 'acute kidney injury', 'home oxygen', 'heart failure', 'pulmonary hypertension',
    ]; // prettier-ignore
    const history = words.map((text, index) =>
      diagnosis(`words-${index}`, { code: { text }, onsetDateTime: '2025-08-01' }),
    );
    expect(decisive([...history, livingIn('30303')])).toEqual([]);
  });
});
