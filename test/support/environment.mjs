// Node for the tests, with the libraries that take longest to load and to warm up loaded once per worker instead of once per file.
import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

/** Libraries that only compute: nothing of one test can be seen by the next. libraries/ hands them out under their own names. */
const library = createRequire(import.meta.url);

export default class Environment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global[Symbol.for('site-of-care.library')] = library;
  }
}
