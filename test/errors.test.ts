import { expect, test } from '@jest/globals';
import { ServiceError } from '../src/errors.js';

test('a failure becomes an OperationOutcome with stable code, sentence, hint and place', () => {
  const failure = new ServiceError('invalid-request', [
    { expression: 'context.userId', diagnostics: 'context.userId is missing.' },
    { expression: 'hookInstance', diagnostics: 'hookInstance is empty.' },
  ]);
  expect(failure.status).toBe(400);
  const { resourceType, issue } = failure.toOperationOutcome();
  expect(resourceType).toBe('OperationOutcome');
  expect(issue.map((one) => one.expression)).toEqual([['context.userId'], ['hookInstance']]);
  expect(issue[0]).toMatchObject({
    severity: 'error',
    code: 'invalid',
    details: { coding: [{ code: 'invalid-request' }] },
  });
  expect(issue[0]?.diagnostics).toMatch(/context\.userId is missing\. .*CDS Hooks 2\.0/);
});

test('a failure without faults says its hint; one of ours is fatal', () => {
  const { issue } = new ServiceError('internal').toOperationOutcome();
  expect(issue).toHaveLength(1);
  expect(issue[0]).toMatchObject({ severity: 'fatal', code: 'exception' });
  expect(issue[0]?.diagnostics).toMatch(/Try again/);
  expect(issue[0]).not.toHaveProperty('expression');
});
