/** `site-of-care-cds drug "<code or text>"` */
import { describe, expect, test } from '@jest/globals';
import { run } from '../../src/cli/run.js';

function cli(...args: readonly string[]): {
  readonly status: number;
  readonly out: string;
  readonly error: string;
} {
  const written = { out: '', error: '' };
  const status = run(args, {
    out: (text) => void (written.out += text),
    error: (text) => void (written.error += text),
  }) as number;
  return { status, ...written };
}

const drug = (...args: readonly string[]) => cli('drug', ...args, '--date', '2025-10-08');

describe('what an input is taken for', () => {
  test.each([
    ['310994', 'RxNorm; tried RxNorm: known', 'J1745'],
    ['57894-030-01', 'NDC; tried NDC: known', 'J1745'],
    ['57894-0030-01', 'NDC; tried NDC: known', 'J1745'],
    ['57894003001', 'NDC; tried NDC: known', 'J1745'],
    ['5789403001', 'NDC; tried NDC: known', 'J1745'],
    ['578940030', 'NDC; tried NDC: known', 'J1745'],
    ['J1745', 'HCPCS; tried HCPCS: known', 'J1745'],
    ['j1745-jz', 'HCPCS; tried HCPCS: known', 'J1745'],
    ['Remicade', 'text; tried text', 'J1745'],
    ['infliximab 100 MG Injection', 'text; tried text', 'J1745'],
  ])('%s is read as %s', (input, readAs, code) => {
    const { status, out } = drug(input);
    expect(status).toBe(0);
    expect(out).toContain(`read as     ${readAs}\n`);
    expect(out).toMatch(new RegExp(`^listed +${code}`, 'm'));
  });

  test('given five digits, then RxNorm and CPT are tried in this order', () => {
    expect(drug('90371').out).toContain('read as     CPT; tried RxNorm: not in the tables, CPT: known');
    expect(drug('22299').out).toContain('read as     RxNorm; tried RxNorm: known');
  });

  test('given no system knows it, then the first that could is named, with what was tried', () => {
    expect(drug('96413').out).toContain(
      'read as     RxNorm; tried RxNorm: not in the tables, CPT: cannot be read',
    );
    expect(drug('123456').out).toMatch(/tried RxNorm: not in the tables[^]*outcome +NOT_LISTED/);
    expect(drug('J9271').out).toContain('HCPCS: not a drug of the list');
  });

  test('given the system is named, then only that one counts', () => {
    expect(drug('rxnorm:90371').out).toContain('read as     RxNorm; tried RxNorm, as asked');
    expect(drug('text:J1745').out).toMatch(/outcome +UNRESOLVED/);
  });
});

describe('what is printed', () => {
  test('given a doubtful row, then print, truth, reasons and doubt', () => {
    const { out } = drug('J3303');
    expect(out).toContain('179 J3303, printed "factor VIII" / "Aristospan"');
    expect(out).toContain('really triamcinolone hexacetonide');
    expect(out).toMatch(/^doubts +Row 179/m);
    expect(out).toMatch(/^tables +hcpcs 2025-10/m);
  });

  test('given a route, the filters are on the path', () => {
    const { out } = drug('191831', '--route', 'IV');
    expect(out).toContain('rxnorm 191831 → J1745 J1748');
    expect(out).toContain('route IV → J1745 Q5103 Q5104 Q5121 Q5109');
    expect(out).toContain('LISTED_CODE_AMBIGUOUS');
  });

  test('given dialysis or a manufacturer, they decide', () => {
    expect(drug('205923').out).toMatch(/^question +Is the patient on dialysis/m);
    expect(drug('205923', '--dialysis', 'yes').out).toMatch(/^not listed +Q4081/m);
    expect(drug('205923', '--dialysis', 'no').out).toMatch(/RESOLVED[^]*^listed +J0885/m);
    expect(drug('daptomycin', '--manufacturer', 'Baxter').out).toMatch(/^not listed +J0874/m);
  });

  test('given a date, the code of that day', () => {
    expect(cli('drug', 'J1300', '--date', '2025-03-01').out).toMatch(
      /NOT_LISTED[^]*J1300[^]*until 2025-03-31/,
    );
    expect(cli('drug', 'J1300', '--date', '2025-04-01').out).toMatch(/^listed +J1299/m);
  });

  test('given a pen, the form and the note of the row', () => {
    const { out } = drug('849599');
    expect(out).toMatch(/^form +made for self-injection: prefilled syringe/m);
    expect(out).toContain('a note of the list excludes self-administration');
  });

  test('given --json, the whole resolution', () => {
    const { out } = drug('310994', '--json');
    expect(JSON.parse(out)).toMatchObject({
      reading: { as: 'RxNorm' },
      drug: { outcome: 'RESOLVED', hcpcs: ['J1745'], rows: [{ row: 89 }] },
    });
  });
});

describe('a wrong call', () => {
  test.each([
    [['drug'], 'What drug?'],
    [['drug', 'J1745', '--date', 'soon'], '--date'],
    [['drug', 'J1745', '--dialysis', 'perhaps'], '--dialysis'],
    [['drug', 'J1745', '--colour', 'red'], '--colour'],
    [['drug', 'J1745', '--policy', '../x'], '--policy'],
    [['medicine'], 'no command "medicine"'],
  ])('%j is refused with its usage and status 64', (args, message) => {
    const { status, out, error } = cli(...args);
    expect(status).toBe(64);
    expect(out).toBe('');
    expect(error).toContain(message);
    expect(error).toContain('Usage:');
  });

  test('help is no error', () => {
    expect(cli('--help')).toMatchObject({ status: 0, error: '' });
    expect(cli('drug', '--help').out).toContain('--manufacturer');
  });

  test('what cannot be resolved has status 1, with the near miss', () => {
    const { status, out } = drug('infliximb');
    expect(status).toBe(1);
    expect(out).toContain('close to infliximab; not matched');
  });
});
