import { expect, test } from '@jest/globals';
import { describeError } from '../src/logger.js';

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test('a message that can quote the input is left out, its place is kept', () => {
  const described = JSON.stringify(describeError(thrownBy(() => JSON.parse('{"name": Jane}'))));
  expect(described).toContain('SyntaxError');
  expect(described).toContain('logger.test.ts');
  expect(described).not.toContain('Jane');
});

test('a message of Node.js, which says what it was given, is left out, its code is kept', () => {
  const words = `The "size" argument must be of type number. Received type string ('Jane')`;
  const described = describeError(Object.assign(new TypeError(words), { code: 'ERR_INVALID_ARG_TYPE' }));
  expect(described).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  expect(JSON.stringify(described)).not.toContain('Jane');
});

test('a message made of identifiers is kept, and so is the cause', () => {
  const error = new TypeError('x is not a function', { cause: new Error('Jane') });
  const described = describeError(error);
  expect(described).toMatchObject({
    name: 'TypeError',
    message: 'x is not a function',
    cause: { name: 'Error' },
  });
  expect(JSON.stringify(described)).not.toContain('Jane');
});

test('what is thrown and no Error is named by its type alone', () => {
  expect(describeError('Jane')).toEqual({ name: 'string' });
  expect(describeError(undefined)).toEqual({ name: 'undefined' });
});
