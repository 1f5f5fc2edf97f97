/** Orders that carry assertions already: others' stay as they are, ours are replaced, taken off, or left in silence (CI-03, CI-04, VR-4). */
import { describe, expect, test } from '@jest/globals';
import type { Extension } from '../../src/core/fhir.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { decision, medicationRequest, samples, silent } from '../support/decisions.js';
import { about, assertionsOn, extensionsOf, only, render, TODAY, updated, type Version } from './render.js';

const OTHER: Readonly<Record<Version, Version>> = { '2.0': '2.2', '2.2': '2.0' };
const versions = ['2.0', '2.2'] as const;
const NOTHING = { '2.0': { cards: [], systemActions: [] }, '2.2': { cards: [] } } as const;

const OURS = 'aaaaaaaa-0000-4000-8000-000000000001';
const SOMEBODYS = 'bbbbbbbb-0000-4000-8000-000000000002';
const NEW = 'cccccccc-0000-4000-8000-000000000003';

const priority: Extension = { url: 'https://ehr.example.org/priority', valueInteger: 3 };

/** Coverage information of somebody else, with what no version of ours would write. */
function foreign(coverage: string, id: string): Extension {
  return {
    url: COVERAGE_INFORMATION,
    id: 'ext-1',
    extension: [
      { url: 'coverage', valueReference: { reference: coverage, display: 'Other plan' } },
      { url: 'covered', valueCode: 'covered' },
      { url: 'doc-needed', valueCode: 'no-doc' },
      { url: 'https://ehr.example.org/note', valueString: 'seen' },
      { url: 'date', valueDate: '2025-01-01' },
      { url: 'coverage-assertion-id', valueString: id },
    ],
  };
}

const idOf = (extension: Extension): string =>
  only((extension.extension ?? []).filter(({ url }) => url === 'coverage-assertion-id')).valueString ?? '';

describe.each(versions)('CRD %s', (version) => {
  const first = render(version, [samples['not-met']]);
  const signed = updated(first);
  const id = idOf(only(assertionsOn(signed)));

  test('given our own answer fed back on another day, then silence, under the same id', () => {
    const again = render(version, [about(samples['not-met'], signed)], { today: TODAY + 30 });
    expect(again.response).toEqual(NOTHING[version]);
    expect(again.assertions.get('MedicationRequest/m1')).toBe(id);
  });

  test('given another answer now, then ours is replaced under a new id', () => {
    const given = about(samples['needs-documentation'], signed);
    const again = render(version, [given], { isOurs: (one) => one === id, ids: () => NEW });
    expect(assertionsOn(updated(again)).map(idOf)).toEqual([NEW]);
  });

  test('given ours in the words of the other version, known by its id, then it is replaced in its place', () => {
    const theirs = updated(render(OTHER[version], [samples['not-met']], { ids: () => OURS }));
    const request = { ...theirs, extension: [...extensionsOf(theirs), priority] };
    const again = render(version, [about(samples['not-met'], request)], {
      isOurs: (one) => one === OURS,
      ids: () => NEW,
    });
    expect(extensionsOf(updated(again)).map(({ url }) => url)).toEqual([COVERAGE_INFORMATION, priority.url]);
    expect(assertionsOn(updated(again)).map(idOf)).toEqual([NEW]);
  });

  test('given three assertions (another payer, the other version by somebody else, ours of old), then two stay byte for byte', () => {
    const otherVersion = only(
      assertionsOn(updated(render(OTHER[version], [samples.met], { ids: () => SOMEBODYS }))),
    );
    const ours = only(assertionsOn(updated(render(version, [samples.met], { ids: () => OURS }))));
    const request = medicationRequest({
      extension: [foreign('Coverage/c2', 'theirs'), priority, ours, otherVersion],
    });
    const again = render(version, [about(samples['not-met'], request)], {
      isOurs: (one) => one === OURS,
      ids: () => NEW,
    });
    const after = extensionsOf(updated(again));
    expect(after).toHaveLength(4);
    expect([after[0], after[1], after[3]].map((one) => JSON.stringify(one))).toEqual(
      [foreign('Coverage/c2', 'theirs'), priority, otherVersion].map((one) => JSON.stringify(one)),
    );
    expect(idOf(after[2] as Extension)).toBe(NEW);
  });

  test('given three assertions of which ours is up to date, then silence', () => {
    const request = {
      ...signed,
      extension: [foreign('Coverage/c1', 'theirs'), ...extensionsOf(signed), foreign('Coverage/c2', 'more')],
    };
    expect(render(version, [about(samples['not-met'], request)]).response).toEqual(NOTHING[version]);
  });

  test('given an assertion about our coverage under an id nobody knows, then it stays beside ours', () => {
    const request = medicationRequest({ extension: [foreign('Coverage/c1', 'theirs')] });
    const after = assertionsOn(updated(render(version, [about(samples['not-met'], request)])));
    expect(after.map(idOf)).toEqual(['theirs', id]);
  });

  describe('given an assertion of ours, and now there is nothing to assert', () => {
    const known = { isOurs: (one: string) => one === id };
    const carrying = { ...signed, extension: [foreign('Coverage/c2', 'theirs'), ...extensionsOf(signed)] };

    test.each(['drug not listed', 'other line of business', 'out of scope'] as const)(
      '%s: it is taken off, and nothing else changes',
      (name) => {
        const again = render(version, [about(silent[name], carrying)], known);
        expect(updated(again)).toEqual({ ...carrying, extension: [foreign('Coverage/c2', 'theirs')] });
        expect(again.response.cards).toEqual([]);
        expect(only(again.response.systemActions ?? []).description).toMatch(/^Remove coverage information/);
        expect(render(version, [about(silent[name], updated(again))], known).response).toEqual(
          NOTHING[version],
        );
      },
    );

    test('and it was the only extension: the order is what it was before us', () => {
      const again = render(version, [about(silent['drug not listed'], signed)], known);
      expect(updated(again)).toEqual(samples['not-met'].order.request);
      expect(updated(again)).not.toHaveProperty('extension');
    });

    test('but its id is not known here: it stays', () => {
      const again = render(version, [about(silent['drug not listed'], carrying)]);
      expect(again.response).toEqual(NOTHING[version]);
    });

    test('but it is about another coverage than the one that was looked at: it stays', () => {
      const { coverage } = decision();
      const elsewhere = decision({
        ...silent['other line of business'],
        ...(coverage && { coverage: { ...coverage, reference: 'Coverage/c9' } }),
      });
      expect(render(version, [about(elsewhere, signed)], known).response).toEqual(NOTHING[version]);
    });

    test('but only because something is not known now: it stays', () => {
      const again = render(version, [about(samples['coverage-missing'], carrying)], known);
      expect(again.response.systemActions ?? []).toEqual([]);
    });
  });

  test('given the order changes between two answers and back, then each answer is said anew', () => {
    const other = render(version, [about(samples.met, signed)], {
      isOurs: (one) => one === id,
      ids: () => OURS,
    });
    const back = render(version, [about(samples['not-met'], updated(other))], {
      isOurs: (one) => one === OURS,
      ids: () => NEW,
    });
    expect(assertionsOn(updated(back)).map(idOf)).toEqual([NEW]);
    expect(back.response.cards.length).toBeGreaterThan(0);
  });
});
