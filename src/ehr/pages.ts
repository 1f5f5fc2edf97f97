/** Follows the pages of a search result, up to the limits. Links are opaque and taken verbatim (facts: quirk 20). */
import type { Answer } from './answer.js';
import { failureOf } from './failure.js';
import type { ReadLimits } from './limits.js';

/**
 * The first page and all that follow it as one answer. What stops the reading (a limit, a link that repeats, a page
 * that fails) is a shortfall; what was read until then counts.
 */
export async function followPages(
  first: Answer,
  firstNumber: number,
  limits: Pick<ReadLimits, 'maxPages' | 'maxEntries'>,
  readPage: (link: string, number: number) => Promise<Answer>,
): Promise<Answer> {
  const obtained = [...first.obtained];
  const shortfalls = [...first.shortfalls];
  const visited = new Set<string>();
  let { fits, entries, next } = first;
  for (let number = firstNumber + 1; next !== undefined; number += 1) {
    const stop = reasonToStop(next, number, entries, visited, limits);
    if (stop !== undefined) {
      shortfalls.push(stop);
      break;
    }
    visited.add(next);
    try {
      const page = await readPage(next, number);
      obtained.push(...page.obtained);
      shortfalls.push(...page.shortfalls);
      fits += page.fits;
      entries += page.entries;
      next = page.next;
    } catch (error) {
      shortfalls.push(`page ${number}: ${failureOf(error).message}`);
      break;
    }
  }
  if (entries > limits.maxEntries) shortfalls.push(`more than ${limits.maxEntries} entries`);
  return { obtained: obtained.slice(0, limits.maxEntries), fits, shortfalls, entries };
}

function reasonToStop(
  link: string,
  number: number,
  entries: number,
  visited: ReadonlySet<string>,
  limits: Pick<ReadLimits, 'maxPages' | 'maxEntries'>,
): string | undefined {
  if (visited.has(link)) return 'the link to the next page repeats';
  if (number > limits.maxPages) return `more than ${limits.maxPages} pages`;
  return entries >= limits.maxEntries ? `more than ${limits.maxEntries} entries` : undefined;
}
