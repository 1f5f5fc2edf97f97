/** Checks a client file as the service would at start, then its keys as the first call would need them. */
import type { Mode } from '../auth/addresses.js';
import type { ClientEntry } from '../auth/client-file.js';
import { loadClients, readClientFile } from '../auth/load-clients.js';
import { readPinnedKeys } from '../auth/pinned-keys.js';
import { RemoteKeys, type FetchJson } from '../auth/remote-keys.js';
import { keyFetcher } from '../callers.js';
import { createNetwork } from '../ehr/network.js';
import { KnowledgeError } from '../knowledge/faults.js';
import { projectRoot } from '../knowledge/load.js';
import { loadPayers } from '../knowledge/payers.js';
import { loadSiteMap } from '../knowledge/sites.js';
import { examineKeys, type KeyFinding } from './clients-keys.js';
import type { Output } from './output.js';

export interface CheckRequest {
  readonly file: string;
  readonly mode: Mode;
  /** Fetch nothing. */
  readonly offline: boolean;
  /** May keys be fetched from loopback and private addresses? */
  readonly allowPrivate: boolean;
}

/** Milliseconds for one key set; longer than a call would wait, to tell slow from broken. */
const PATIENCE_MS = 10_000;

/** @returns the exit status */
export async function checkClients(request: CheckRequest, output: Output): Promise<number> {
  const entries = readEntries(request, output);
  if (!entries) return 1;
  const network = createNetwork({ allowPrivate: request.allowPrivate });
  const fetchJson = once(keyFetcher(network));
  try {
    const findings = await Promise.all(
      entries.map(async (entry) => ({ entry, findings: await keysOf(entry, request, fetchJson) })),
    );
    const width = Math.max(...entries.map(({ id }) => id.length));
    for (const { entry, findings: found } of findings) output.out(describe(entry, found, width));
    const failed = findings.filter(({ findings: found }) => found.some((one) => one.failed)).length;
    output.out(`${summary(entries.length, failed)} (MODE=${request.mode})\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    network.close();
  }
}

/** Undefined when the service would not start with this file; the faults have been printed then. */
function readEntries({ file, mode }: CheckRequest, output: Output): readonly ClientEntry[] | undefined {
  const payers = new Set(loadPayers(projectRoot, loadSiteMap(projectRoot)).map(({ payer }) => payer.id));
  const remote = new RemoteKeys(() => Promise.reject(new Error('not asked')));
  try {
    loadClients(file, { mode, payers, remote });
    return readClientFile(file).value?.clients ?? [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    output.error(
      `${error.message}\n${error.faults.length === 1 ? '1 fault' : `${error.faults.length} faults`}\n`,
    );
    return undefined;
  }
}

async function keysOf(
  entry: ClientEntry,
  request: CheckRequest,
  fetchJson: FetchJson,
): Promise<readonly KeyFinding[]> {
  const { jku = [], jwks, algorithms } = entry.keys;
  const pinned = jwks === undefined ? undefined : readPinnedKeys(jwks, request.file).keys;
  const fetched = jku.map(async (address): Promise<KeyFinding> => {
    if (request.offline) return { where: address, words: 'not fetched', failed: false };
    try {
      const set = await fetchJson(new URL(address), AbortSignal.timeout(PATIENCE_MS));
      return examineKeys(address, set, algorithms);
    } catch (error) {
      return { where: address, words: `cannot be fetched: ${(error as Error).message}`, failed: true };
    }
  });
  return [...(pinned ? [examineKeys('pinned', pinned, algorithms)] : []), ...(await Promise.all(fetched))];
}

/** Tenants of one EHR share its address; it is asked once. */
function once(fetchJson: FetchJson): FetchJson {
  const asked = new Map<string, Promise<unknown>>();
  return (url, signal) => {
    const answer = asked.get(url.href) ?? fetchJson(url, signal);
    asked.set(url.href, answer);
    return answer;
  };
}

function describe({ id, fhirServers }: ClientEntry, findings: readonly KeyFinding[], width: number): string {
  const verdict = findings.some(({ failed }) => failed) ? 'FAILED' : 'ok';
  const words = findings.map((finding) => `${finding.where}: ${finding.words}`).join('; ');
  const open = fhirServers ? '' : '; its calls may name any FHIR server, because fhirServers is not given';
  return `${verdict.padEnd(7)} ${id.padEnd(width)}  ${words}${open}\n`;
}

function summary(clients: number, failed: number): string {
  const counted = clients === 1 ? '1 client' : `${clients} clients`;
  return failed === 0 ? counted : `${counted}, ${failed} failed`;
}
