/** The words of the answers, the same everywhere on the page. The shape tells the same as the colour. */
import type { CriterionStatus, Determination } from '../../../src/core/decision.js';

export type Tone = 'good' | 'open' | 'bad' | 'quiet';

export interface Mark {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: 'check' | 'question' | 'cross' | 'dash';
}

const DETERMINATIONS: Readonly<Record<Determination, Mark>> = {
  met: { word: 'Criteria met', tone: 'good', shape: 'check' },
  'needs-documentation': { word: 'Documents needed', tone: 'open', shape: 'question' },
  'not-met': { word: 'Criteria not met', tone: 'bad', shape: 'cross' },
  'insufficient-context': { word: 'Cannot tell yet', tone: 'open', shape: 'question' },
  'not-applicable': { word: 'Not concerned', tone: 'quiet', shape: 'dash' },
};

/** The policy does not concern an order for a place it prefers; that is better news than not to be concerned at all. */
export function markOf(determination: Determination, cause: string | undefined): Mark {
  if (determination === 'not-applicable' && cause === 'preferred-site')
    return { word: 'Preferred site', tone: 'quiet', shape: 'dash' };
  return DETERMINATIONS[determination];
}

export const STATUSES: Readonly<Record<CriterionStatus | 'not-concerned', Mark>> = {
  met: { word: 'met', tone: 'good', shape: 'check' },
  'needs-documentation': { word: 'needs documentation', tone: 'open', shape: 'question' },
  'not-met': { word: 'not met', tone: 'quiet', shape: 'cross' },
  'not-evaluated': { word: 'not evaluated', tone: 'quiet', shape: 'dash' },
  'not-concerned': { word: 'does not apply', tone: 'quiet', shape: 'dash' },
};

export const SITE_WORDS: Readonly<Record<string, string>> = {
  HOPD: 'the hospital outpatient department',
  OFFICE: "the physician's office",
  ASC_AIC: 'the infusion suite',
  HOME: 'home',
};

export const HOOK_WORDS: Readonly<Record<string, { readonly act: string; readonly done: string }>> = {
  'order-sign': { act: 'Sign', done: 'Signed' },
  'order-select': { act: 'Select', done: 'Selected' },
  'order-dispatch': { act: 'Dispatch', done: 'Dispatched' },
  'appointment-book': { act: 'Book', done: 'Booked' },
};
