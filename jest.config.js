// Jest runs the TypeScript sources as ES modules; swc strips the types, `npm run typecheck` checks them.
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Jest would leave one core idle; the suite is bound by computing.
  maxWorkers: '100%',
  // For slow machines; only what hangs takes so long.
  testTimeout: 60_000,
  // No output of any test may name a patient or show a token.
  globalSetup: '<rootDir>/test/support/output-setup.mjs',
  reporters: ['default', '<rootDir>/test/support/output-check.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // cql-exec-fhir has `x.xml.js` beside `x.xml`.
    '^(\\.{1,2}/.*)(?<!\\.xml)\\.js$': '$1',
    // A third of the time to start the service in a test (environment.mjs).
    '^(ajv|fhirpath|js-yaml|prom-client|yaml)$': '<rootDir>/test/support/libraries/$1.cjs',
    '^fhirpath/fhir-context/r4$': '<rootDir>/test/support/libraries/fhirpath-r4.cjs',
    '^fast-check$': '<rootDir>/test/support/libraries/fast-check.mjs',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'es6' },
        // A third of the time to load a module; SOURCE_MAPS=1 for a debugger. Lines are right without: only types go.
        sourceMaps: process.env['SOURCE_MAPS'] ? 'inline' : false,
      },
    ],
  },
};
