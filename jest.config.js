// Jest runs the TypeScript sources as ES modules; swc strips the types, `npm run typecheck` checks them.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Jest would leave one core idle; the suite is bound by computing.
  maxWorkers: '100%',
  // For slow machines: nothing here is meant to take so long.
  testTimeout: 30_000,
  // No output of any test may name a patient or show a token.
  globalSetup: '<rootDir>/test/support/output-setup.mjs',
  reporters: ['default', '<rootDir>/test/support/output-check.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
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
