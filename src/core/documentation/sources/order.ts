/** Answers of the order itself: the drug, the course at the ordered site, the volume of an infusion. */
import { list, text } from '../../chart/read.js';
import { formatDay } from '../../dates.js';
import type { Quantity } from '../../fhir.js';
import { orderedSpan } from '../../orders/duration.js';
import type { Subject } from '../../policy/subject.js';
import type { AnswerValue } from '../answer.js';
import type { Fill } from '../filled.js';

type Part = 'drug' | 'doses' | 'volume';

const PARTS: Readonly<Record<Part, (subject: Subject) => AnswerValue | undefined>> = {
  drug: ({ drug }) => ({ valueString: drug.name }),
  doses: (subject) => whole(dosesOf(subject)),
  volume: (subject) => {
    const millilitres = volumeOf(subject);
    return millilitres === undefined ? undefined : { valueDecimal: millilitres };
  },
};

export function fromOrder(part: Part): Fill {
  return ({ subject }) => {
    const value = PARTS[part](subject);
    return value ? [{ value, from: [subject.order.reference] }] : [];
  };
}

/** A longer course is to be split, and where it ends is then the prescriber's to say. */
export function fromLastDay(atMostDays: number): Fill {
  return ({ subject: { order } }) => {
    const span = orderedSpan(order);
    if (!span || span.days > atMostDays) return [];
    return [
      {
        value: { valueDate: formatDay(order.planned.span.first + span.days - 1) },
        from: [span.reference],
      },
    ];
  };
}

function whole(value: number | undefined): AnswerValue | undefined {
  return value === undefined ? undefined : { valueInteger: value };
}

/** Only where the order counts them; what follows from an interval is a guess about the day of the last one. */
function dosesOf({ order }: Subject): number | undefined {
  const [dosage, ...more] = list(order.request.dosageInstruction);
  if (more.length > 0) return undefined;
  const { repeat, event } = dosage?.timing ?? {};
  const days = list(event).length;
  const count: unknown = repeat?.count ?? (days > 0 && !repeat ? days : undefined);
  return typeof count === 'number' && Number.isInteger(count) && count > 0 ? count : undefined;
}

/** A dose that is a volume. */
function volumeOf({ order }: Subject): number | undefined {
  const volumes = list(order.request.dosageInstruction)
    .flatMap((dosage) => list(dosage.doseAndRate))
    .flatMap(({ doseQuantity }) => millilitres(doseQuantity) ?? []);
  const [first, ...others] = [...new Set(volumes)];
  return others.length === 0 ? first : undefined;
}

const MILLILITRES: Readonly<Record<string, number>> = { ml: 1, l: 1000 };

function millilitres(quantity: Quantity | undefined): number | undefined {
  const factor = MILLILITRES[(text(quantity?.code) ?? text(quantity?.unit) ?? '').toLowerCase()];
  const value: unknown = quantity?.value;
  return factor === undefined || typeof value !== 'number' || value <= 0 ? undefined : value * factor;
}
