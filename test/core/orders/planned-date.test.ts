import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  concept,
  CPT,
  day,
  medicationRequest,
  orderIn,
  serviceRequest,
  TODAY,
  type Elements,
} from '../../support/draft.js';

const bounds = (start?: unknown, end?: unknown) => [{ timing: { repeat: { boundsPeriod: { start, end } } } }];
const planned = (order: Elements, ...services: readonly Elements[]) => {
  const { text, path } = orderIn([medicationRequest(order), ...services]).planned;
  return `${text} ${path}`;
};
const undated = { occurrenceDateTime: undefined };
const home = { id: 's2', code: concept(CPT, '99601'), occurrenceDateTime: '2025-11-19' };
const both = [{ reference: 'ServiceRequest/s1' }, { reference: 'ServiceRequest/s2' }];

describe('the first element that gives a date wins', () => {
  const everything = {
    dosageInstruction: bounds('2025-10-09', '2026-10-08'),
    dispenseRequest: { validityPeriod: { start: '2025-10-10' } },
    authoredOn: '2025-10-02',
  };

  test('the occurrence of the service', () => {
    expect(planned(everything, serviceRequest())).toBe('2025-10-08 ServiceRequest/s1 occurrenceDateTime');
    const period = { ...undated, occurrencePeriod: { start: '2025-10-08T09:00:00Z' } };
    expect(planned(everything, serviceRequest(period))).toBe(
      '2025-10-08T09:00:00Z ServiceRequest/s1 occurrencePeriod.start',
    );
    const timing = { ...undated, occurrenceTiming: { event: ['2025-10-22', '2025-10-08'] } };
    expect(planned(everything, serviceRequest(timing))).toBe(
      '2025-10-08 ServiceRequest/s1 occurrenceTiming.event',
    );
  });

  test('the timing of the order, its earliest day over all instructions', () => {
    expect(planned(everything, serviceRequest(undated))).toBe(
      '2025-10-09 dosageInstruction.timing.repeat.boundsPeriod.start',
    );
    const dosageInstruction = [...bounds('2025-10-20'), { timing: { event: ['2025-10-06'] } }];
    expect(planned({ dosageInstruction })).toBe('2025-10-06 dosageInstruction.timing.event');
  });

  test('the dispense window, the day of writing, the day of evaluation', () => {
    const { dispenseRequest, authoredOn } = everything;
    expect(planned({ dispenseRequest, authoredOn })).toBe('2025-10-10 dispenseRequest.validityPeriod.start');
    expect(planned({ authoredOn })).toBe('2025-10-02 authoredOn');
    expect(planned({})).toBe('2025-10-01 evaluation date');
  });
});

describe('continuation is not the planned date', () => {
  test('T01: an unlinked home service later on', () => {
    const order = { dosageInstruction: bounds('2025-10-08', '2025-11-04') };
    expect(planned(order, serviceRequest(undated), serviceRequest(home))).toContain(
      '2025-10-08 dosageInstruction',
    );
  });

  test('a linked home service beside one elsewhere, whether that one is dated or not', () => {
    const order = { supportingInformation: both };
    expect(planned(order, serviceRequest(), serviceRequest(home))).toContain('ServiceRequest/s1');
    expect(
      planned({ ...order, authoredOn: '2025-10-02' }, serviceRequest(undated), serviceRequest(home)),
    ).toBe('2025-10-02 authoredOn');
  });

  test('a linked home service alone that begins after the order does', () => {
    const order = { supportingInformation: both, dosageInstruction: bounds('2025-10-08', '2025-11-04') };
    expect(planned(order, serviceRequest(home))).toContain('2025-10-08 dosageInstruction');
  });

  test('the same when the order has no end', () => {
    expect(
      planned({ supportingInformation: both, dosageInstruction: bounds('2025-10-08') }, serviceRequest(home)),
    ).toContain('2025-10-08 dosageInstruction');
  });

  test('an undated service beside a later one: the order’s own date holds', () => {
    const order = { supportingInformation: both, dosageInstruction: bounds('2025-10-08', '2026-10-07') };
    const suite = serviceRequest({ id: 's2', occurrenceDateTime: '2025-11-19' });
    expect(planned(order, serviceRequest(undated), suite)).toContain('2025-10-08 dosageInstruction');
    expect(planned(order, serviceRequest({ occurrenceDateTime: '2025-10-10' }), suite)).toContain(
      '2025-10-10 ServiceRequest/s1',
    );
  });

  test('a service in an infusion suite after the period of the order', () => {
    const order = { supportingInformation: both, dosageInstruction: bounds('2025-10-08', '2025-11-04') };
    const suite = serviceRequest({ id: 's2', occurrenceDateTime: '2025-11-19' });
    expect(planned(order, suite)).toContain('2025-10-08 dosageInstruction');
    expect(planned(order, serviceRequest(undated), suite)).toContain('2025-10-08 dosageInstruction');
  });

  test('but a home service is the planned date when it is all there is (T18)', () => {
    const order = { supportingInformation: both, authoredOn: '2025-10-01' };
    expect(planned(order, serviceRequest({ ...home, occurrenceDateTime: '2025-10-08' }))).toContain(
      'ServiceRequest/s2',
    );
  });
});

describe('partial and nonsensical dates', () => {
  test('a month is every day of it', () => {
    const { span } = orderIn([medicationRequest({ authoredOn: '2025-11' })]).planned;
    expect(span).toEqual({ first: day('2025-11-01'), last: day('2025-11-30') });
  });

  test.each(['2025-02-30', 'soon', '', 20251008, null, { value: '2025-10-08' }, '1900-01-01', '9999-12-31'])(
    '%p is skipped',
    (authoredOn) => {
      expect(planned({ authoredOn })).toBe('2025-10-01 evaluation date');
    },
  );

  test('a nonsensical occurrence gives way to the next element', () => {
    expect(planned({ authoredOn: '2025-10-02' }, serviceRequest({ occurrenceDateTime: '0001-01-01' }))).toBe(
      '2025-10-02 authoredOn',
    );
  });

  test('there is always a planned day, and its span never runs backwards', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.integer({ min: 0, max: 9999 }),
          fc.integer({ min: 0, max: 99 }),
          fc.integer({ min: 0, max: 99 }),
        )
        .map(([year, month, date]) =>
          [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(date).padStart(2, '0')].join(
            '-',
          ),
        ),
    );
    fc.assert(
      fc.property(text, text, text, (authoredOn, occurrenceDateTime, start) => {
        const order = medicationRequest({ authoredOn, dosageInstruction: bounds(start) });
        const { span } = orderIn([order, serviceRequest({ occurrenceDateTime })]).planned;
        expect(span.first).toBeLessThanOrEqual(span.last);
        expect(Math.abs(span.first - TODAY)).toBeLessThan(5000);
      }),
    );
  });
});
