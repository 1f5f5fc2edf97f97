// Bundles the sandbox page into dist/page: index.html, favicon.svg and assets/ with names that change with their content.
// Usage: node scripts/build-page.mjs [folder]
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'sandbox/page');

/** @param {string} folder is emptied first */
export async function buildPage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(SOURCE, 'main.tsx')],
    outdir: join(folder, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  const named = (ending) =>
    `/assets/${basename(Object.keys(metafile.outputs).find((name) => name.endsWith(ending)))}`;
  const page = readFileSync(join(SOURCE, 'index.html'), 'utf8')
    .replace('%SCRIPT%', named('.js'))
    .replace('%STYLE%', named('.css'));
  writeFileSync(join(folder, 'index.html'), page);
  copyFileSync(join(SOURCE, 'favicon.svg'), join(folder, 'favicon.svg'));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildPage(process.argv[2] ?? join(ROOT, 'dist/page'));
