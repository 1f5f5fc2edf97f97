import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plain, shorten } from '../../src/cards/plain.js';

describe('chart text in a card', () => {
  test.each([
    ['[click](https://evil.example)', '(click)(https: evil.example)'],
    ['![x](http://evil.example/p.png)', '!(x)(http: evil.example/p.png)'],
    ['<img src=x onerror=alert(1)>', '‹img src=x onerror=alert(1)›'],
    ['see www.evil.example', 'see www evil.example'],
    ['0www.evil.example', '0www evil.example'],
    ['mail a@evil.example', 'mail a at evil.example'],
    ['**bold** _it_ `code`', '∗∗bold∗∗ it ’code’'],
    ['# heading', 'heading'],
    ['- item', 'item'],
    ['1. item', 'item'],
    ['a\n\n- b', 'a - b'],
    ['a | b', 'a / b'],
    ['&lt;b&gt;', '+lt;b+gt;'],
    ['left \u202egnp.exe', 'left gnp.exe'],
  ])('%j becomes %j', (text, expected) => {
    expect(plain(text, 100)).toBe(expected);
  });

  test.each([
    'dose #3',
    'LVEF 25 %',
    '+1-555-0100',
    'grade 3–4',
    'C. difficile',
    '< 30 %'.replace('<', 'under'),
  ])('%j stays as it is', (text) => {
    expect(plain(text, 100)).toBe(text);
  });

  test('nothing readable is nothing', () => {
    expect(plain('\u200b \n', 100)).toBeUndefined();
    expect(plain(undefined, 100)).toBeUndefined();
  });

  test('given any text, then it is one line within its limit and holds no Markdown, HTML or address', () => {
    const hostile = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '!',
      '`',
      '*',
      '_',
      '~',
      '|',
      '\\',
      '\n',
      '#',
      '- ',
      '1. ',
      'http://',
      'www.',
      '@',
      '&#60;',
      '\u202e',
      '😀',
      'word ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, fc.string({ unit: 'grapheme' })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 90 }),
        (parts, limit) => {
          const text = plain(parts.join(''), limit);
          if (text === undefined) return;
          expect(text.length).toBeLessThanOrEqual(limit);
          expect(text).not.toMatch(/[<>[\]`*_~|\\\n\r@]|:\/\/|www\.|&#?\w+;/i);
          expect(text).not.toMatch(/^(?:[-+#]|\d+[.)])\s/);
          expect(text).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });
});

describe('shortening', () => {
  test('cuts at a word and marks the cut', () => {
    expect(shorten('Atlanta Example General Hospital', 26)).toBe('Atlanta Example General…');
  });

  test('a long word is cut inside, but never inside a character', () => {
    expect(shorten('😀😀😀😀', 4)).toBe('😀…');
  });

  test('what fits is not touched', () => {
    expect(shorten('Clinic', 6)).toBe('Clinic');
  });
});
