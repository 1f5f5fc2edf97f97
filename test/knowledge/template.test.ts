import { describe, expect, test } from '@jest/globals';
import { compileTemplate, fill, fillWithin } from '../../src/knowledge/template.js';

const filled = (source: string, values: Record<string, string | undefined>) =>
  fill(compileTemplate(source), values);

describe('the template language', () => {
  test('given all values, then they are put in', () => {
    expect(filled('{{drug}} at {{site}}.', { drug: 'infliximab', site: 'home' })).toBe('infliximab at home.');
  });

  test('given a missing value, then the text is not rendered', () => {
    expect(filled('Phone {{phone}}', {})).toBeUndefined();
  });

  test('given a missing value in an optional part, then only that part is left out', () => {
    expect(filled('{{drug}}[[ ({{hcpcs}})]] ordered', { drug: 'infliximab' })).toBe('infliximab ordered');
    expect(filled('{{drug}}[[ ({{hcpcs}})]] ordered', { drug: 'infliximab', hcpcs: 'J1745' })).toBe(
      'infliximab (J1745) ordered',
    );
  });

  test('given too little room, then optional parts are left out, the last ones first', () => {
    const template = compileTemplate('{{a}}[[ ({{b}})]]: {{c}}[[ ({{d}})]]');
    const values = new Map(Object.entries({ a: 'title', b: 'I.A', c: 'reason', d: 'fact' }));
    const within = (limit: number) => fillWithin(template, (name) => values.get(name), limit);
    expect(within(100)).toBe('title (I.A): reason (fact)');
    expect(within(20)).toBe('title (I.A): reason');
    expect(within(15)).toBe('title: reason');
    expect(within(1)).toBe('title: reason');
  });

  test('a value that looks like a template is not read as one', () => {
    expect(filled('{{drug}}', { drug: '{{site}}[[' })).toBe('{{site}}[[');
  });

  test('names of optional parts are known too', () => {
    expect(compileTemplate('{{a}}[[{{b}}]]').names).toEqual(['a', 'b']);
  });

  test.each(['[[a', 'a]]', '[[a[[b]]]]', '{{ drug }}', '{{drug'])('%s is refused', (source) => {
    expect(() => compileTemplate(source)).toThrow();
  });
});
