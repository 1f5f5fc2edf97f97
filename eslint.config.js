// Besides the usual rules, this file holds the architecture: imports run downward only (docs/architecture.md).
import tseslint from 'typescript-eslint';

/** Folders of src/ from the top of the house to its foundation; a folder may import itself and what stands after it. */
const layers = [
  ['http', 'cli', 'server'],
  ['sandbox'],
  ['hooks', 'telemetry'],
  ['auth', 'crd', 'dtr', 'ehr', 'terminology-server'],
  ['cards', 'decisions'],
  ['knowledge'],
  ['core'],
];

const layerRules = layers.flatMap((folders, depth) => {
  const above = layers.slice(0, depth).flat();
  return folders.map((folder) => {
    const beside = folders.filter((other) => other !== folder);
    const forbidden = [...above, ...beside];
    return {
      files: [`src/${folder}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: [
                  ...forbidden.flatMap((name) => [`**/${name}/*`, `**/${name}/**`]),
                  '**/app.js',
                  '**/main.js',
                ],
                message: `src/${folder} may not import a layer above or beside it (docs/architecture.md).`,
              },
              ...(folder === 'core'
                ? [
                    {
                      group: ['node:*', 'express', 'fhir-kit-client', 'libsql', 'pino', '../../knowledge/*'],
                      message: 'core is pure: no I/O, no clock, no environment.',
                    },
                  ]
                : []),
            ],
          },
        ],
      },
    };
  });
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'console', 'fetch', 'setTimeout'],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'core has no clock.' },
        {
          selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
          message: 'core has no clock.',
        },
        {
          selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
          message: 'core has no randomness.',
        },
      ],
    },
  },
  {
    files: ['sandbox/page/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/src/(?!sandbox/deciding\\.js$)',
              allowTypeImports: true,
              message: 'The page shares types with the service; of its code only what runs in a browser.',
            },
          ],
        },
      ],
    },
  },
  ...layerRules,
);
