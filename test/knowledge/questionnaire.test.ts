import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CodeSystem, Questionnaire, QuestionnaireItem } from 'fhir/r4.js';
import { parse } from 'yaml';

const PROJECT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

const form = JSON.parse(read('fhir-profiles/questionnaires/ga-pmn-34-site-of-care.json')) as Questionnaire;
const answers = JSON.parse(read('fhir-profiles/codesystems/soc-answers.json')) as CodeSystem;
const policy: unknown = parse(read('policies/ga-pmn-34/policy.yaml'));

const items = flat(form.item);
const byLinkId = new Map(items.map((item) => [item.linkId, item]));
const displays = new Map(answers.concept?.map(({ code, display }) => [code, display]));

function flat(nested: readonly QuestionnaireItem[] = []): readonly QuestionnaireItem[] {
  return nested.flatMap((item) => [item, ...flat(item.item)]);
}

function optionsOf(item: QuestionnaireItem | undefined): readonly (string | undefined)[] {
  return (item?.answerOption ?? []).map(({ valueCoding }) => valueCoding?.code);
}

interface Answered {
  readonly questionnaire: string;
  readonly linkId: string;
  readonly is?: string | readonly string[];
}

/** Every `answered` question of the policy file, wherever it stands. */
function answeredIn(node: unknown): readonly Answered[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === 'answered' ? [value as Answered] : answeredIn(value),
  );
}

describe('the form of GA.PMN.34', () => {
  test('is the canonical that coverage-information names, for a patient', () => {
    expect(form).toMatchObject({
      resourceType: 'Questionnaire',
      url: 'https://site-of-care-cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care',
      version: '2025-07',
      status: 'active',
      subjectType: ['Patient'],
    });
  });

  test('has every question of the policy facts, each once', () => {
    const groups: Record<string, readonly number[]> = {
      0: [1, 2],
      3: [1, 2, 3, 4, 5, 9],
      4: [1, 2, 3],
      5: [1, 2, 3, 4, 5, 6],
      6: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 19],
      7: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      9: [1, 2],
    };
    const expected = Object.entries(groups).flatMap(([group, parts]) =>
      parts.map((part) => `${group}.${part}`),
    );
    expect(form.item?.map(({ linkId }) => linkId)).toEqual([...Array(12).keys()].map(String));
    expect([...byLinkId.keys()]).toEqual(expect.arrayContaining(expected));
    expect(byLinkId.size).toBe(items.length);
  });

  test('every item has words, and no item of the order is asked', () => {
    expect(items.filter(({ text }) => !text)).toEqual([]);
    expect(flat(byLinkId.get('0')?.item).map(({ readOnly }) => readOnly)).toEqual([true, true]);
  });

  test('a condition names a question that comes earlier, and an answer it can have', () => {
    const faults: string[] = [];
    items.forEach((item, position) => {
      for (const { question, operator, answerCoding } of item.enableWhen ?? []) {
        const asked = byLinkId.get(question);
        if (!asked || items.indexOf(asked) >= position)
          faults.push(`${item.linkId} depends on ${question}, which does not come earlier`);
        if (operator === '=' && asked?.answerOption && !optionsOf(asked).includes(answerCoding?.code)) {
          faults.push(`${item.linkId}: ${question} cannot be ${answerCoding?.code}`);
        }
      }
    });
    expect(faults).toEqual([]);
    expect(items.some(({ enableWhen }) => enableWhen)).toBe(true);
  });

  test('an answer option is a code of the published code system, with its display', () => {
    const used = items.flatMap((item) => item.answerOption ?? []).map(({ valueCoding }) => valueCoding);
    expect(used.length).toBeGreaterThan(50);
    for (const coding of used) {
      expect(coding?.system).toBe(answers.url);
      expect(coding?.display).toBe(displays.get(coding?.code ?? ''));
      expect(coding?.display).toBeTruthy();
    }
    expect(new Set(used.map((coding) => coding?.code))).toEqual(new Set(displays.keys()));
  });

  test('keeps the rules of the resource (FHIR R4 Questionnaire, que-1 to que-12)', () => {
    const faults = items.flatMap((item) => {
      const chosen = ['choice', 'open-choice'].includes(item.type);
      return [
        item.type === 'group' && !item.item && 'que-1: a group holds items',
        item.type === 'display' && item.item && 'que-1: a display holds none',
        chosen !== Boolean(item.answerOption) && 'que-5: options go with a choice',
        item.type === 'display' &&
          (item.required || item.repeats || item.readOnly) &&
          'que-6, que-9: a display is not answered',
        item.enableWhen?.some(
          ({ operator, answerBoolean }) => operator === 'exists' && answerBoolean === undefined,
        ) && 'que-7: exists is true or false',
        (item.enableWhen?.length ?? 0) > 1 &&
          !item.enableBehavior &&
          'que-12: several conditions need any or all',
      ].flatMap((fault) => (fault ? [`${item.linkId} ${fault}`] : []));
    });
    expect(faults).toEqual([]);
  });

  test('both health risk statements are required, and the anaphylaxis statement after an anaphylaxis', () => {
    expect(byLinkId.get('6.12')).toMatchObject({ type: 'text', required: true });
    expect(byLinkId.get('6.13')).toMatchObject({ type: 'text', required: true });
    expect(byLinkId.get('7.8')).toMatchObject({
      required: true,
      enableWhen: [{ question: '7.3', answerCoding: { code: 'anaphylaxis' } }],
    });
  });

  test('whatever the policy asks of the form can be answered in it', () => {
    const asked = answeredIn(policy);
    expect(asked.length).toBeGreaterThan(0);
    for (const { questionnaire, linkId, is } of asked) {
      expect(questionnaire).toBe(form.id);
      expect([...byLinkId.keys()]).toContain(linkId);
      const item = byLinkId.get(linkId);
      const possible = item?.type === 'boolean' ? ['true', 'false'] : optionsOf(item);
      for (const code of [is ?? []].flat()) expect(possible).toContain(code);
    }
  });
});
