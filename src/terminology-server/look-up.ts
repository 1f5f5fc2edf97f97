/** Look-ups of drug codes at a terminology service: each code asked once a day, in a given time, and not at all while the service is down. */
import type { AskedCode, SecondOpinion } from '../core/drug/disagreement.js';
import { getJson } from './get-json.js';
import { readHistory, rxnavUrl } from './rxnav.js';
import { readTranslation, translateUrl } from './translate.js';

export interface LookUpOptions {
  readonly kind: 'translate' | 'rxnav';
  /** Base address, without trailing slash. */
  readonly url: string;
  /** Canonical of the ConceptMap for `$translate`. */
  readonly map?: string | undefined;
  /** Milliseconds for one look-up. */
  readonly timeoutMs: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds; the age of answers is measured with it. */
  readonly now?: () => number;
}

/** `failed`: no answer now. */
export type LookedUp = SecondOpinion | 'failed';

const ANSWER_LASTS_MS = 24 * 3600_000;
/** How long nothing is asked after failures in a row. */
const PAUSE_MS = 30_000;
const FAILURES_BEFORE_PAUSE = 2;
const MOST_ANSWERS = 5000;
const NOTHING: SecondOpinion = { codes: [], replacements: [], ingredients: [] };

interface Known {
  readonly answer: Promise<LookedUp>;
  settled?: LookedUp;
  readonly until: number;
}

export class LookUp {
  readonly #options: LookUpOptions;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #failures = 0;
  #pausedUntil = 0;

  constructor(options: LookUpOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** What is known of a code by now; starts to ask when nothing is. */
  soFar(asked: AskedCode): LookedUp | undefined {
    void this.ask(asked);
    return this.#known.get(keyOf(asked))?.settled;
  }

  /** Never rejects, and ends within the time of one look-up. */
  ask(asked: AskedCode): Promise<LookedUp> {
    const key = keyOf(asked);
    const known = this.#known.get(key);
    if (known && known.until > this.#now()) return known.answer;
    if (this.#pausedUntil > this.#now()) return Promise.resolve('failed');
    const answer = this.#get(asked);
    const entry: Known = { answer, until: this.#now() + ANSWER_LASTS_MS };
    this.#remember(key, entry);
    void answer.then((said) => {
      entry.settled = said;
      if (said === 'failed' && this.#known.get(key) === entry) this.#known.delete(key);
    });
    return answer;
  }

  async #get(asked: AskedCode): Promise<LookedUp> {
    const { kind, url: base, map, timeoutMs, fetch: fetcher } = this.#options;
    const url = kind === 'rxnav' ? rxnavUrl(base, asked) : translateUrl(base, asked, map);
    if (!url) return NOTHING;
    try {
      const answer = await getJson(url, timeoutMs, fetcher);
      this.#failures = 0;
      return kind === 'rxnav' ? readHistory(answer) : readTranslation(answer);
    } catch (error) {
      // A terminology server that does not know a code may say so with 404 or 422: an answer, not a failure.
      if (kind === 'translate' && error instanceof Error && /^4(?:04|22)$/.test(error.message))
        return NOTHING;
      this.#failures += 1;
      if (this.#failures >= FAILURES_BEFORE_PAUSE) this.#pausedUntil = this.#now() + PAUSE_MS;
      return 'failed';
    }
  }

  /** The oldest answer makes room. */
  #remember(key: string, entry: Known): void {
    this.#known.delete(key);
    this.#known.set(key, entry);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_ANSWERS && oldest !== undefined) this.#known.delete(oldest);
  }
}

const keyOf = ({ system, code }: AskedCode): string => `${system}|${code}`;
