/** The calls that are measured, and what each has to be answered with: a wrong answer is no result. */
import * as chart from './chart.mjs';
import { hookCall } from './hook-call.mjs';
import { DRUGS, drugOrder, homeService, hospitalService } from './orders.mjs';
import { coverage, patient, surroundings } from './people-and-places.mjs';

const { infliximab, vedolizumab, abatacept, ironSucrose, natalizumab, immuneGlobulin, pembrolizumab } = DRUGS;

/** Prefetch keys that the call with four reads leaves to the FHIR server. */
const FROM_SERVER = ['administrations', 'allergies', 'procedures', 'encounters'];

/** A chart whose prefetch makes about 35 kB. */
export function usualChart({ conditions = 10, drugs = [infliximab] } = {}) {
  return [
    patient,
    coverage,
    ...surroundings,
    ...drugs.flatMap((drug) => chart.doses(drug, 4)),
    ...chart.conditions(conditions),
    ...chart.observations(6),
    ...chart.medicines(5),
    ...chart.visits(6),
    ...chart.procedures(2),
    ...chart.allergies(1),
  ];
}

const atHospital = [drugOrder(infliximab), hospitalService()];

/** Five drugs at the hospital; infliximab among them in the middle of its therapy, as the others are. */
export function severalOrders(count) {
  const drugs = [infliximab, vedolizumab, abatacept, ironSucrose, natalizumab];
  const ordered = Array.from({ length: count }, (_, at) => drugs[at % drugs.length]);
  const draft = ordered.map((drug, at) => drugOrder(drug, `m${at + 1}`));
  return hookCall({ draft: [...draft, hospitalService()], chart: usualChart({ drugs }) });
}

export function redirectWith(conditions) {
  return hookCall({ draft: atHospital, chart: usualChart({ conditions }) });
}

/** name → `call`, and `expect`: a reason why an answer is not the right one, or nothing. */
export const CALLS = {
  redirect: { call: redirectWith(10), expect: cardsOf('warning') },
  unlisted: {
    call: hookCall({ draft: [drugOrder(pembrolizumab), hospitalService()], chart: usualChart() }),
    expect: silent,
  },
  preferred: {
    call: hookCall({
      draft: [drugOrder(immuneGlobulin), homeService()],
      chart: usualChart({ drugs: [immuneGlobulin] }),
    }),
    expect: (answer) => (answer.cards.length > 0 ? 'a card' : actionsMissing(answer, 1)),
  },
  'conditions-500': { call: redirectWith(500), expect: cardsOf('warning') },
  'orders-5': {
    call: severalOrders(5),
    expect: (answer) => cardsOf('warning')(answer) ?? actionsMissing(answer, 5),
  },
  /** `fromServer`: the call names a FHIR server; `reads`: how often that has to be asked. */
  'four-reads': {
    call: hookCall({ draft: atHospital, chart: usualChart(), leftOut: FROM_SERVER }),
    fromServer: true,
    reads: FROM_SERVER.length,
    expect: cardsOf('warning'),
  },
  /** The draft alone: everything has to be read. */
  'all-reads': {
    call: { ...hookCall({ draft: atHospital, chart: [] }), prefetch: {} },
    fromServer: true,
    expect: cardsOf('warning'),
  },
};

function cardsOf(indicator) {
  return ({ cards }) =>
    cards.some((card) => card.indicator === indicator && card.suggestions?.length > 0)
      ? undefined
      : `no ${indicator} card with suggestions`;
}

function silent({ cards, systemActions = [] }) {
  return cards.length + systemActions.length === 0 ? undefined : 'something was said';
}

function actionsMissing({ systemActions = [] }, count) {
  return systemActions.length === count ? undefined : `${systemActions.length} actions instead of ${count}`;
}
