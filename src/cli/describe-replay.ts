/** A replayed case as lines for a person at a terminal. */
import type { DecisionRecord } from '../decisions/record.js';
import type { CaseFile } from '../sandbox/case-file.js';
import type { Difference } from '../sandbox/differences.js';
import type { Replayed } from '../sandbox/replay.js';

type Section = readonly [title: string, lines: readonly string[]];

const LONGEST = 100;

export function describeReplay(file: CaseFile, { same, differences, response, decisions }: Replayed): string {
  const sections: readonly Section[] = [
    ['case', [`${file.endpoint}, CRD ${file.crd}, as on ${file.evaluatedAt}`, ...file.notes]],
    ...decisions.flatMap(decisionSections),
    [
      'cards',
      response.cards.length === 0
        ? ['none']
        : response.cards.map(({ indicator, summary }) => `${indicator}: ${summary}`),
    ],
    [
      'result',
      [same ? 'the same as in the file' : `differs from the file in ${countOf(differences.length)}`],
    ],
    ['', differences.map(differenceLine)],
  ];
  const lines = sections.flatMap(([title, content]) =>
    content.map((line, at) => `${(at === 0 ? title : '').padEnd(11)} ${line}`),
  );
  return `${lines.join('\n')}\n`;
}

function decisionSections(record: DecisionRecord): readonly Section[] {
  const { order, determination, cause, drug, site, policy, criteria } = record;
  const asked = criteria.filter(({ status }) => status !== 'not-evaluated');
  return [
    ['order', [`${order}: ${determination}${cause === undefined ? '' : ` (${cause})`}`]],
    ['drug', [`${[drug.name, ...drug.hcpcs].join(' ')}, ${drug.outcome}`]],
    ['site', site ? [site.class] : []],
    ['policy', policy ? [`${policy.id} ${policy.version}`] : []],
    ['criteria', asked.map(({ id, status, reason }) => `${id.padEnd(12)} ${status}: ${reason}`)],
    ['no reason', record.nonQualifying],
    ['assumed', record.assumptions],
    ['not seen', record.unavailable],
  ];
}

function differenceLine({ path, was, is }: Difference): string {
  return `${path}: was ${shown(was)}, is ${shown(is)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function countOf(number: number): string {
  return `${number} ${number === 1 ? 'place' : 'places'}`;
}
