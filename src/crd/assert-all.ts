/** What the answer asserts on the requests of the call: one system action for each that gets news (CI-01, CI-03). */
import type { Decision } from '../core/decision.js';
import { typeAndId } from '../core/chart/references.js';
import { formatDay } from '../core/dates.js';
import { orderKey } from '../core/orders/key.js';
import type { CardKnowledge } from '../cards/knowledge.js';
import type { Action } from '../cards/types.js';
import { filled, viewOf, type CardView } from '../cards/view.js';
import { annotate, withdraw, type Annotated, type Annotation } from './annotate.js';
import { assertionOf, type AssertionKnowledge, type CoverageAssertion } from './coverage-assertion.js';
import type { CrdDialect } from './dialect.js';
import { withoutDocuments } from './hook-manner.js';

export interface AssertInput {
  readonly dialect: CrdDialect;
  readonly knowledge: {
    readonly cards: Pick<CardKnowledge, 'templates'>;
    /** Per policy id. */
    readonly assertions: ReadonlyMap<string, AssertionKnowledge>;
  };
  /** New assertion ids. */
  readonly ids: () => string;
  /** Days since 1970-01-01. */
  readonly today: number;
  /** Was this assertion id given out by this service? */
  readonly isOurs: (assertionId: string) => boolean;
}

export interface Asserted {
  readonly actions: readonly Action[];
  /** Order (orderKey) → coverage-assertion-id. */
  readonly assertions: ReadonlyMap<string, string>;
  /** Decisions whose request is given back with something new on it, or with something old taken off. */
  readonly changed: readonly Decision[];
  /** Decisions that the request already carries as they are. */
  readonly unchanged: ReadonlySet<Decision>;
}

/**
 * One action for each request, however many drugs it stands for: two updates of one resource would undo each other.
 *
 * @param asksForDocuments false at a secondary hook (HK-04)
 */
export function assertAll(
  decisions: readonly Decision[],
  input: AssertInput,
  asksForDocuments = true,
): Asserted {
  const actions: Action[] = [];
  const assertions = new Map<string, string>();
  const changed: Decision[] = [];
  const unchanged = new Set<Decision>();
  for (const group of byCarrier(decisions, input)) {
    const [first] = group;
    if (!first) continue;
    const speakers = group.filter(isSpeaker);
    let resource = first.decision.order.carrier.resource as Annotated;
    let description: string | undefined;
    for (const same of byCoverage(speakers)) {
      const annotation = annotated(
        resource,
        same.map(({ assertion }) => assertion),
        input,
        asksForDocuments,
      );
      for (const { decision } of same) {
        assertions.set(orderKey(decision.order), annotation.id);
        if (annotation.kind === 'unchanged') unchanged.add(decision);
        else changed.push(decision);
      }
      if (annotation.kind === 'unchanged') continue;
      ({ resource } = annotation);
      description ??= describe(same[0] ?? first, input, 'coverageAction');
    }
    const cleared = speakers.length === 0 ? withoutStale(group, resource, input) : undefined;
    if (cleared) {
      resource = cleared;
      description = describe(first, input, 'coverageRemoval');
      changed.push(...group.map(({ decision }) => decision));
    }
    if (description !== undefined) actions.push({ type: 'update', description, resource });
  }
  return { actions, assertions, changed, unchanged };
}

/** Those that speak of one coverage together. */
function byCoverage(speakers: readonly Speaker[]): readonly (readonly Speaker[])[] {
  if (speakers.length < 2) return speakers.length === 0 ? [] : [speakers];
  const coverages = new Set(speakers.map(({ assertion }) => assertion.coverage));
  return [...coverages].map((coverage) =>
    speakers.filter(({ assertion }) => assertion.coverage === coverage),
  );
}

/** What a signed order carries already is not cut down when it is selected again. */
function annotated(
  resource: Annotated,
  assertions: readonly CoverageAssertion[],
  { dialect, ids, isOurs, today }: AssertInput,
  asksForDocuments: boolean,
): Annotation {
  const date = formatDay(today);
  const write = (some: readonly CoverageAssertion[]): Annotation =>
    annotate(
      resource,
      some.map((assertion) => (id: string) => dialect.coverageInformation(assertion, id, date)),
      ids,
      isOurs,
    );
  const whole = write(assertions);
  if (asksForDocuments || whole.kind === 'unchanged') return whole;
  return write(assertions.map(withoutDocuments));
}

interface Member {
  readonly decision: Decision;
  readonly view: CardView;
  /** Undefined when nothing can or is to be asserted. */
  readonly assertion: CoverageAssertion | undefined;
}

type Speaker = Member & { readonly assertion: CoverageAssertion };

function isSpeaker(member: Member): member is Speaker {
  return member.assertion !== undefined;
}

/** The decisions request by request; a request without id is left out, since no update could name it. */
function byCarrier(
  decisions: readonly Decision[],
  { knowledge }: AssertInput,
): readonly (readonly Member[])[] {
  const { words } = knowledge.cards.templates;
  const groups = new Map<string, Member[]>();
  for (const decision of decisions) {
    const { carrier } = decision.order;
    if (!carrier.resource.id) continue;
    const policy = decision.policy && knowledge.assertions.get(decision.policy.id);
    const view = viewOf(decision, words);
    const assertion = policy && assertionOf(decision, policy, view);
    const member: Member = { decision, view, assertion };
    const group = groups.get(carrier.reference);
    if (group) group.push(member);
    else groups.set(carrier.reference, [member]);
  }
  return [...groups.values()];
}

/**
 * An assertion of ours about what the order was (another drug, another line of business) would be believed: it is taken off once the
 * policy certainly has nothing to say. Where something is merely unknown now, it stays; so does what we said of another coverage.
 */
function withoutStale(
  group: readonly Member[],
  resource: Annotated,
  { isOurs }: AssertInput,
): Annotated | undefined {
  if (group.some(({ decision }) => decision.determination !== 'not-applicable')) return undefined;
  const coverages = new Set(group.map(({ decision }) => typeAndId(decision.coverage?.reference)));
  return withdraw(
    resource,
    (id, coverage) => isOurs(id) && (coverages.has(undefined) || coverages.has(coverage)),
  );
}

function describe(
  { view }: Member,
  { knowledge }: AssertInput,
  what: 'coverageAction' | 'coverageRemoval',
): string {
  const words = knowledge.cards.templates.words[what];
  return filled(words, view) ?? 'Update the coverage information';
}
