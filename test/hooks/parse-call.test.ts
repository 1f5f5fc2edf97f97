import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceError } from '../../src/errors.js';
import { callParser } from '../../src/hooks/parse-call.js';
import { orderSign } from '../support/hook-call.js';

const parse = callParser('order-sign');

/** Either a request or a ServiceError; anything else thrown fails the test. */
function outcome(body: unknown): number {
  try {
    parse(body);
    return 200;
  } catch (error) {
    if (error instanceof ServiceError) return error.status;
    throw error;
  }
}

describe('whatever the body is', () => {
  test('the answer is a request, or a fault of 400 or 422', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => [400, 422].includes(outcome(body))));
  });

  test('any value in any member of a call never throws anything but a fault', () => {
    const member = fc.constantFrom(
      'hook',
      'hookInstance',
      'fhirServer',
      'fhirAuthorization',
      'context',
      'prefetch',
      'extension',
      'else',
    );
    fc.assert(
      fc.property(member, fc.jsonValue(), (name, value) =>
        [200, 400, 422].includes(outcome(orderSign({ [name]: value }))),
      ),
    );
    const inContext = fc.constantFrom('userId', 'patientId', 'encounterId', 'draftOrders', 'else');
    fc.assert(
      fc.property(inContext, fc.jsonValue(), (name, value) =>
        [200, 400, 422].includes(outcome(orderSign({}, { [name]: value }))),
      ),
    );
  });
});

test('a patient id that is accepted can stand in an address', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `Patient/${text}`),
      ),
      (patientId) => {
        if (outcome(orderSign({}, { patientId })) !== 200) return true;
        const id = parse(orderSign({}, { patientId })).context.patientId;
        return id !== '' && id !== '.' && id !== '..' && !/[/?#|\s]/.test(id);
      },
    ),
  );
});

test('the body that came is not changed', () => {
  const body = orderSign({ fhirServer: null }, { patientId: 'Patient/x' });
  const before = structuredClone(body);
  parse(body);
  expect(body).toEqual(before);
});

test('a hook without schema cannot be served', () => {
  expect(() => callParser('patient-view')).toThrow(/patient-view/);
});
