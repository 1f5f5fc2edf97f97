/** Everything a person can choose, and the same as a query of the page's address, so that a case can be shared. Never a token. */
import type { HookName } from '../../../src/core/call.js';
import type { CallRequest } from '../../../src/sandbox/console.js';
import type { DrugChoice, SiteId } from '../../../src/sandbox/stories.js';

export interface Changes {
  readonly site?: SiteId;
  /** Percent; null: never measured. */
  readonly lvef?: number | null;
  readonly removeAllergies?: true;
  readonly postalCode?: string;
  /** ISO day; null: never given. */
  readonly lastDoseDate?: string | null;
}

export interface Choices {
  readonly view: 'case' | 'gallery';
  readonly story?: string;
  /** Base address; absent for the embedded server. */
  readonly server?: string;
  readonly patient?: string;
  /** Absent: the story's. */
  readonly drug?: DrugChoice;
  readonly site?: SiteId;
  readonly hook: HookName;
  readonly crd: '2.0' | '2.2';
  readonly prefetch: boolean;
  /** Is the order signed as soon as it is there? */
  readonly signed: boolean;
  /** The order whose form is open: `MedicationRequest/order-1`. */
  readonly form?: string;
  readonly whatIf: Changes;
}

export const SITES: readonly SiteId[] = ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'NONE'];
export const HOOKS: readonly HookName[] = [
  'order-sign',
  'order-select',
  'order-dispatch',
  'appointment-book',
];
const NONE = 'none';

/** Where a stranger begins: the first story, already answered. */
export const START: Choices = {
  view: 'case',
  story: 'heart-failure-25',
  hook: 'order-sign',
  crd: '2.0',
  prefetch: true,
  signed: true,
  whatIf: {},
};

/** What an address does not say, or says wrongly, is as it is at the start. */
export function fromQuery(query: string): Choices {
  const params = new URLSearchParams(query);
  const story = params.get('story') ?? undefined;
  const patient = params.get('patient') ?? undefined;
  const server = params.get('server') ?? undefined;
  const drug = drugFrom(params.get('drug'));
  const form = params.get('form') ?? undefined;
  const site = oneOf(SITES, params.get('site'));
  const someone = story !== undefined || patient !== undefined || server !== undefined;
  return {
    view: params.get('view') === 'gallery' ? 'gallery' : 'case',
    ...(story !== undefined && { story }),
    ...(!someone && START.story !== undefined && { story: START.story }),
    ...(server !== undefined && { server }),
    ...(patient !== undefined && { patient }),
    ...(drug && { drug }),
    ...(site && { site }),
    hook: oneOf(HOOKS, params.get('hook')) ?? START.hook,
    crd: params.get('crd') === '2.2' ? '2.2' : '2.0',
    prefetch: params.get('prefetch') !== 'off',
    signed: someone ? params.get('signed') === 'yes' : START.signed,
    ...(form !== undefined && { form }),
    whatIf: changesFrom(params),
  };
}

export function toQuery(choices: Choices): string {
  const { view, story, server, patient, drug, site, hook, crd, prefetch, signed, form, whatIf } = choices;
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['view', view === 'gallery' ? view : undefined],
    ['story', story],
    ['server', server],
    ['patient', patient],
    ['drug', drug && [drug.system, drug.code, drug.display].join('|')],
    ['site', site],
    ['hook', hook === START.hook ? undefined : hook],
    ['crd', crd === START.crd ? undefined : crd],
    ['prefetch', prefetch ? undefined : 'off'],
    ['signed', signed ? 'yes' : undefined],
    ['form', form],
    ['if.site', whatIf.site],
    ['if.lvef', whatIf.lvef === null ? NONE : whatIf.lvef?.toString()],
    ['if.allergies', whatIf.removeAllergies ? NONE : undefined],
    ['if.zip', whatIf.postalCode],
    ['if.dose', whatIf.lastDoseDate === null ? NONE : whatIf.lastDoseDate],
  ];
  const params = new URLSearchParams();
  for (const [name, value] of entries) if (value !== undefined) params.set(name, value);
  return params.toString();
}

/** Stories are patients of the embedded server: where there is none, somebody else has to be chosen. */
export function withoutStory({ story: _story, ...choices }: Choices): Choices {
  return choices;
}

/** The same case without its form, to go back to. */
export function withoutForm({ form: _form, ...choices }: Choices): Choices {
  return choices;
}

/** What the server is asked to build. Undefined while patient or drug are still missing. */
export function wishOf(choices: Choices, token: string): CallRequest | undefined {
  const { story, server, patient, drug, site, hook, crd, prefetch } = choices;
  const common = { hook, crd, prefetch, ...(drug && { drug }), ...(site && { site }) };
  if (story !== undefined) return { ...common, story };
  if (patient === undefined || drug === undefined) return undefined;
  return {
    ...common,
    patientId: patient,
    ...(server !== undefined && { server }),
    ...(server !== undefined && token !== '' && { token }),
  };
}

function changesFrom(params: URLSearchParams): Changes {
  const site = oneOf(SITES, params.get('if.site'));
  const lvef = params.get('if.lvef');
  const zip = params.get('if.zip');
  const dose = params.get('if.dose');
  return {
    ...(site && { site }),
    ...(lvef === NONE && { lvef: null }),
    ...(lvef !== null && /^\d{1,3}$/.test(lvef) && Number(lvef) <= 100 && { lvef: Number(lvef) }),
    ...(params.get('if.allergies') === NONE && { removeAllergies: true }),
    ...(zip !== null && /^\d{5}$/.test(zip) && { postalCode: zip }),
    ...(dose === NONE && { lastDoseDate: null }),
    ...(dose !== null && isDay(dose) && { lastDoseDate: dose }),
  };
}

/** A day there is: `Date` takes 31 February for March. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function drugFrom(text: string | null): DrugChoice | undefined {
  const [system, code, ...display] = (text ?? '').split('|');
  if (!system || !code) return undefined;
  return { system, code, display: display.join('|') || code };
}

function oneOf<T extends string>(allowed: readonly T[], given: string | null): T | undefined {
  return allowed.find((one) => one === given);
}
