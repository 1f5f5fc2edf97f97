/** The Dockerfile, read as text: what it copies is there, what the program needs is copied, and root is nowhere. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { imageDefaults, stages } from './image.js';
import { faultsOf, knownVariables } from './known-variables.js';

const root = join(import.meta.dirname, '../..');
const all = stages();
const final = all.at(-1) ?? [];
const of = (name: string) => final.filter((one) => one.name === name).map(({ rest }) => rest);
const copiedFromHere = (stage: (typeof all)[number]) =>
  stage
    .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
    .flatMap(({ rest }) => rest.split(' ').slice(0, -1));

describe('the image', () => {
  test('has fixed base images, one for building and one without npm', () => {
    const bases = all.map((stage) => stage[0]?.rest ?? '');
    expect(bases).toHaveLength(3);
    expect(bases.at(-1)).toMatch(/^debian:\d+\.\d+-slim$/);
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toMatch(
      /^ARG NODE=node:\d+\.\d+\.\d+-bookworm-slim$/m,
    );
    expect(final.some(({ rest }) => /npm|npx|corepack|apt-get/.test(rest))).toBe(false);
  });

  test('holds production packages only, installed by the lock file', () => {
    const installs = all.flat().filter(({ name, rest }) => name === 'RUN' && rest.includes('npm '));
    expect(installs.map(({ rest }) => rest)).toEqual([
      expect.stringMatching(/^npm ci /),
      'npm run build',
      expect.stringMatching(/^npm ci --omit=dev /),
    ]);
    expect(of('COPY').find((rest) => rest.includes('node_modules'))).toMatch(/^--from=packages /);
  });

  test('runs as a user without name or rights, and writes to /data only', () => {
    expect(of('USER')).toEqual(['10001:10001']);
    const order = final.map(({ name }) => name);
    expect(order.lastIndexOf('COPY')).toBeLessThan(order.indexOf('USER'));
    expect(of('RUN')).toEqual(['mkdir /data && chown 10001:10001 /data']);
    const { DATABASE, SPOOL_DIR } = imageDefaults();
    expect([DATABASE, SPOOL_DIR]).toEqual([
      expect.stringMatching(/^\/data\//),
      expect.stringMatching(/^\/data\//),
    ]);
  });

  test('is started without a shell between it and the signals', () => {
    expect(of('ENTRYPOINT')).toEqual(['["node", "dist/main.js"]']);
    expect(of('HEALTHCHECK')[0]).toMatch(/CMD \["node", "scripts\/healthcheck\.mjs"\]$/);
  });

  test('is in production mode, and does not start before it is told what it has to know', () => {
    expect(Object.keys(imageDefaults()).filter((name) => !knownVariables().has(name))).toEqual([]);
    expect(faultsOf(imageDefaults()).map((fault) => fault.split(':')[0])).toEqual([
      'PUBLIC_URL',
      'CDS_CLIENTS',
      'PAYER',
    ]);
  });
});

describe('what is copied', () => {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');

  test('is there, and is not left out by .dockerignore', () => {
    expect(ignored[0]).toBe('*');
    const let_ = new Set(ignored.slice(1).map((line) => line.replace(/^!/, '')));
    for (const path of all.flatMap(copiedFromHere).filter((one) => one !== '.')) {
      expect({ path, there: existsSync(join(root, path.replace(/\/\*.*/, ''))) }).toEqual({
        path,
        there: true,
      });
      expect({ path, let: let_.has(path.split('/')[0] ?? '') }).toEqual({ path, let: true });
    }
  });

  test('is all the program reads: every folder beside src that its sources name', () => {
    const copied = new Set(copiedFromHere(final).map((path) => path.split('/')[0]));
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
      .join('\n');
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['src', 'dist', 'test', 'node_modules'].includes(entry.name))
      .map(({ name }) => name);
    const named = folders.filter((name) =>
      new RegExp(`\\b(?:root|projectRoot)\\b, '${name}[/']`).test(sources),
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !copied.has(name))).toEqual([]);
  });

  test('is every data file of the sandbox; the sources of its page are not needed', () => {
    const endings = copiedFromHere(final)
      .filter((path) => path.startsWith('sandbox/'))
      .map((path) => path.replace('sandbox/*', ''));
    const files = readdirSync(join(root, 'sandbox'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(files.filter((name) => !endings.some((ending) => name.endsWith(ending)))).toEqual([]);
  });
});

describe('the health check', () => {
  async function exitWhen(status: number): Promise<number | null> {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/readyz' ? status : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const code = await run(port);
    await new Promise((resolve) => server.close(resolve));
    return code;
  }

  function run(port: number): Promise<number | null> {
    const script = join(root, 'scripts/healthcheck.mjs');
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [script], { env: { PORT: String(port) } }, () =>
        resolve(child.exitCode),
      );
    });
  }

  test('passes for a service that is ready, and fails for one that is not, or is not there', async () => {
    expect(await exitWhen(200)).toBe(0);
    expect(await exitWhen(503)).toBe(1);
    expect(await run(1)).toBe(1);
  });
});
