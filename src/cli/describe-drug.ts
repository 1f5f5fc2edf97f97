/** A drug resolution as lines for a person at a terminal. */
import type { DrugTables } from '../core/drug/tables.js';
import type { DrugListRow, DrugOutcome, DrugResolution } from '../core/drug/types.js';
import type { Answered } from './drug.js';
import type { DrugQuestion } from './drug-question.js';

const VERDICTS: Readonly<Record<DrugOutcome, string>> = {
  RESOLVED: 'on the list',
  LISTED_CODE_AMBIGUOUS: 'on the list, whichever of its codes it is',
  AMBIGUOUS_MIXED: 'perhaps on the list',
  SELF_ADMIN_FORM: 'a form for self-administration, which the list does not cover',
  CONFLICT: 'the codes and words exclude each other',
  NOT_LISTED: 'not on the list',
  UNRESOLVED: 'not recognised',
};

export function describeDrug(
  { input, reading, drug }: Answered,
  tables: DrugTables,
  asked: DrugQuestion,
): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['input', [`${input} (${asked.date}${asked.route === undefined ? '' : `, ${asked.route}`})`]],
    ['read as', [`${reading.as}; tried ${reading.tried.join(', ')}`]],
    ['drug', [drug.name]],
    ['outcome', [`${drug.outcome}: ${VERDICTS[drug.outcome]}`]],
    ['path', drug.path],
    ['listed', drug.hcpcs.map((code) => codeLine(code, tables))],
    ['not listed', drug.unlisted.map((code) => codeLine(code, tables))],
    ['rows', drug.rows.flatMap(rowLines)],
    ['question', drug.question === undefined ? [] : [drug.question]],
    ['doubts', drug.doubts],
    ['form', formLines(drug)],
    [
      'tables',
      [
        Object.entries(tables.versions)
          .map(([name, edition]) => `${name} ${edition}`)
          .join(', '),
      ],
    ],
  ];
  const lines = sections.flatMap(([title, content]) =>
    content.map((line, at) => `${(at === 0 ? title : '').padEnd(11)} ${line}`),
  );
  return `${lines.join('\n')}\n`;
}

function codeLine(code: string, tables: DrugTables): string {
  const entry = tables.codes.get(code);
  if (!entry) return code;
  const facts = [
    entry.brands.join(', '),
    entry.routes.join(' or '),
    entry.billingUnit === undefined ? '' : `per ${entry.billingUnit}`,
    entry.from === undefined ? '' : `from ${entry.from}`,
    entry.until === undefined ? '' : `until ${entry.until}`,
  ].filter((fact) => fact !== '');
  return `${code} ${entry.name}${facts.length > 0 ? `; ${facts.join('; ')}` : ''}`;
}

function rowLines({
  row,
  hcpcs,
  genericAsPrinted,
  brandAsPrinted,
  note,
  corrected,
}: DrugListRow): readonly string[] {
  return [
    `${row} ${hcpcs}, printed "${genericAsPrinted}" / "${brandAsPrinted}"${note === undefined ? '' : `, note "${note}"`}`,
    ...(corrected
      ? [
          `  really ${corrected.generic}${corrected.brands.length > 0 ? ` (${corrected.brands.join(', ')})` : ''}`,
          ...corrected.why.map((why) => `  because ${why}`),
        ]
      : []),
  ];
}

function formLines({
  selfAdministeredForm,
  noteExcludesSelfAdministration,
}: DrugResolution): readonly string[] {
  return [
    ...(selfAdministeredForm === undefined
      ? []
      : [`made for self-injection: ${selfAdministeredForm.replaceAll('_', ' ')}`]),
    ...(noteExcludesSelfAdministration ? ['a note of the list excludes self-administration'] : []),
  ];
}
