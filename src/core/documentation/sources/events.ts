/** Answers about one adverse event: what the policy judged it by, and what was done against it. */
import { isBefore } from '../../chart/moment.js';
import { codings } from '../../chart/read.js';
import { missingKeys } from '../../policy/availability.js';
import { isLowerRate } from '../../policy/dose-rate.js';
import type { JudgedEvent } from '../../policy/each-adverse-event.js';
import { describeEvent } from '../../policy/event-words.js';
import { isGiven } from '../../policy/exposures.js';
import { givenAround, isOf } from '../../policy/given-around.js';
import type { NodeResult } from '../../policy/result.js';
import { severityConcepts } from '../../policy/severity.js';
import type { Subject } from '../../policy/subject.js';
import type { CompiledValueSet } from '../../terminology/value-set.js';
import { choice, referencesOf, type Found } from '../answer.js';
import type { Fill } from '../filled.js';
import { dateOf } from './chart.js';

/** Code of an answer, and what means it. */
export interface Option<T> {
  readonly code: string;
  readonly means: readonly T[];
}

/** More than a prescriber goes through. */
const MAX_EVENTS = 5;

/** Events of which none of the criteria is refuted, the latest first. */
export function eventsOf({ judged }: Subject, criteria: readonly string[]): readonly JudgedEvent[] {
  const day = ({ event }: JudgedEvent): number => event.when?.span.last ?? -Infinity;
  return judged
    .filter((one) => criteria.every((id) => partOf(one, id)?.truth !== 'not-met'))
    .sort((a, b) => day(b) - day(a))
    .slice(0, MAX_EVENTS);
}

/** What one criterion found about the event. */
function partOf({ result }: JudgedEvent, criterion: string): NodeResult | undefined {
  return result.children.find(({ node }) => node.id === criterion);
}

type Read = (judged: JudgedEvent, subject: Subject, all: readonly JudgedEvent[]) => readonly Found[];

export function ofEvent(read: Read): Fill {
  return ({ event, events = [], subject }) => (event ? read(event, subject, events) : []);
}

export const eventDate = ofEvent(({ event: { when, fact } }) =>
  when ? [{ value: { valueDate: dateOf(when.text) }, from: [fact.reference] }] : [],
);

export function eventDrug(criterion: string): Fill {
  return ofEvent((judged, { drug }) =>
    partOf(judged, criterion)?.truth === 'met'
      ? [{ value: { valueString: drug.name }, from: [judged.event.fact.reference] }]
      : [],
  );
}

export function eventKind(options: readonly Option<CompiledValueSet>[]): Fill {
  return ofEvent(({ event }) => {
    const from = [event.fact.reference];
    const sure = event.matches.flatMap(({ set, match }) => (match.strength === 'strong' ? [set.id] : []));
    const option = options.find(({ means }) => means.some(({ id }) => sure.includes(id)));
    if (option) return [choice(option.code, from)];
    const display = describeEvent(event).evidence[0]?.display;
    return display === undefined ? [] : [{ value: { valueString: display }, from }];
  });
}

export function eventGrade(options: readonly Option<string>[]): Fill {
  return ofEvent(({ event: { fact } }) => {
    const stated = severityConcepts(fact)
      .flatMap(codings)
      .map(({ code }) => code ?? '');
    const [grade, ...others] = options.filter(({ means }) => means.some((code) => stated.includes(code)));
    return grade && others.length === 0 ? [choice(grade.code, [fact.reference])] : [];
  });
}

export function eventMeasures(
  options: readonly Option<CompiledValueSet>[],
  slower: string,
  hours: number,
): Fill {
  return ofEvent(({ event: { when, fact } }, subject) => {
    if (!when || fact.recordedOnly) return [];
    const given = subject.facts
      .of('MedicationAdministration')
      .filter((one) => one.when && one.standing !== 'unsure');
    const sides = ['before', 'after'] as const;
    const around = [...new Set(sides.flatMap((side) => givenAround(given, when, hours, side)))];
    const measures = [
      ...options.map(({ code, means }) => ({
        code,
        facts: around.filter((one) => means.some((set) => isOf(set, one))),
      })),
      { code: slower, facts: around.filter((one) => isLowerRate(subject, one)) },
    ];
    return measures.flatMap(({ code, facts }) =>
      facts.length === 0
        ? []
        : [
            choice(
              code,
              facts.map(({ reference }) => reference),
            ),
          ],
    );
  });
}

export function eventResponse(
  criterion: string,
  answers: { readonly met: string; readonly 'not-met': string },
): Fill {
  return ofEvent((judged) => {
    const response = partOf(judged, criterion);
    if (!response || response.truth === 'needs-documentation') return [];
    return [choice(answers[response.truth], referencesOf(response.evidence))];
  });
}

/** "None" only where every dose could have been seen. */
export function laterDoses(
  criterion: string,
  answers: { readonly none: string; readonly tolerated: string; readonly recurred: string },
): Fill {
  return ofEvent((judged, { exposures, facts }, all) => {
    const { when } = judged.event;
    if (!when) return [];
    const again = all.filter(({ event }) => event.when && isBefore(when, event.when) === 'met');
    if (again.length > 0)
      return [
        choice(
          answers.recurred,
          again.map(({ event }) => event.fact.reference),
        ),
      ];
    const response = partOf(judged, criterion);
    if (response?.truth === 'not-met') return [choice(answers.tolerated, referencesOf(response.evidence))];
    const given = exposures.filter(isGiven);
    const mayBeLater = given.some((dose) => !dose.when || isBefore(when, dose.when) !== 'not-met');
    const isAllSeen = missingKeys(facts.chart, ['administrations']).length === 0;
    return given.length > 0 && !mayBeLater && isAllSeen ? [choice(answers.none)] : [];
  });
}
