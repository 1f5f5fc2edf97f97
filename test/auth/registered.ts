/** A verifier for clients of the test's choosing, made as the service makes it: from a file, with a network of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryReplayGuard, type ReplayGuard } from '../../src/auth/replay-guard.js';
import type { RemoteKeyOptions } from '../../src/auth/remote-keys.js';
import type { VerifyCaller } from '../../src/auth/verify-caller.js';
import { createCallers } from '../../src/callers.js';
import { createNetwork } from '../../src/ehr/network.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';

export interface RegisteredOptions {
  readonly mode?: 'sandbox' | 'production';
  readonly now?: () => Date;
  readonly replay?: ReplayGuard;
  readonly fetching?: Partial<RemoteKeyOptions>;
  /** Loopback is where the tests' key servers are. */
  readonly allowPrivate?: boolean;
}

export const NOW = new Date('2025-10-01T12:00:00Z');

const folders: string[] = [];
const networks: { close(): void }[] = [];

/** A file in a folder of its own, gone after `cleanUp`. */
export function temporaryFile(name: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'cds-clients-'));
  folders.push(folder);
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return file;
}

export function verifierFor(clients: readonly object[], options: RegisteredOptions = {}): VerifyCaller {
  const { mode = 'sandbox', now = () => NOW, allowPrivate = true } = options;
  const network = createNetwork({ allowPrivate });
  networks.push(network);
  return createCallers({
    file: temporaryFile('clients.json', { clients }),
    mode,
    payers: new Set(['demo-ga-him']),
    network,
    replay: options.replay ?? new MemoryReplayGuard(now),
    now,
    replayPatienceMs: UNHURRIED_MS,
    fetching: { timeoutMs: UNHURRIED_MS, ...options.fetching },
  });
}

export function cleanUp(): void {
  for (const network of networks.splice(0)) network.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
