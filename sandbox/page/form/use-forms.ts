/** The forms of a case: fetched once, answered as long as somebody likes, returned as often as needed. Nothing of them leaves the sandbox. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Coverage, QuestionnaireResponse } from 'fhir/r4.js';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { fhirBaseOf, postFhir, type WireCall } from '../api/dtr.js';
import { asFailure, Failure } from '../api/http.js';
import type { Answer } from '../api/sandbox.js';
import { coverageFor } from './coverage.js';
import { completed } from './model/completed.js';
import type { FormOffer } from './offers.js';
import { packageIn, packageRequest, remarksIn, type FormPackage } from './package.js';

export interface OpenForm extends Partial<FormPackage> {
  readonly busy?: 'fetching' | 'returning';
  readonly failure?: Failure;
  readonly coverage?: Coverage;
  readonly calls: readonly WireCall[];
  readonly returned?: Returned;
}

export interface Returned {
  /** What the service said to it. */
  readonly said: readonly string[];
  /** The decision the form was completed for. */
  readonly before: DecisionRecord | undefined;
}

export interface FormsControl {
  readonly formOf: (offer: FormOffer) => OpenForm | undefined;
  readonly fetchFor: (offer: FormOffer) => void;
  readonly change: (offer: FormOffer, response: QuestionnaireResponse) => void;
  readonly giveBack: (offer: FormOffer) => void;
}

type Forms = Readonly<Record<string, OpenForm>>;

/** @param built the order as it was first written; another one has other forms */
export function useForms(built: unknown, answer: Answer | undefined): FormsControl {
  const [forms, setForms] = useState<Forms>({});
  const current = useRef(built);
  useEffect(() => {
    if (current.current !== built) setForms({});
    current.current = built;
  }, [built]);

  const update = (offer: FormOffer, change: (form: OpenForm) => OpenForm) => {
    // An answer that comes after the order was exchanged belongs to nothing any more.
    if (current.current === built)
      setForms((all) => ({ ...all, [offer.order]: change(all[offer.order] ?? { calls: [] }) }));
  };
  const attempt = (offer: FormOffer, busy: NonNullable<OpenForm['busy']>, work: () => Promise<void>) => {
    update(offer, (form) => ({ ...without(form, 'failure', 'returned'), busy }));
    void work()
      .catch((error: unknown) => update(offer, (form) => ({ ...form, failure: asFailure(error) })))
      .finally(() => update(offer, (form) => without(form, 'busy')));
  };
  const recordFor = (offer: FormOffer) => answer?.decisions.find((one) => isAbout(one, offer));

  const fetchPackage = async (offer: FormOffer) => {
    if (!answer) return;
    const coverage = await coverageFor(recordFor(offer), answer);
    const path = `${fhirBaseOf(answer.endpoint)}/Questionnaire/$questionnaire-package`;
    const { call, failure } = await postFhir(path, packageRequest(offer, coverage));
    update(offer, (form) => ({ ...form, coverage, calls: [...form.calls, call] }));
    if (failure) throw failure;
    const found = packageIn(call.answer);
    if (!found) throw noForm(call.answer);
    update(offer, (form) => ({ ...form, ...found }));
  };

  const giveBack = async (offer: FormOffer) => {
    const { questionnaire, response } = forms[offer.order] ?? {};
    if (!answer || !questionnaire || !response) return;
    const before = recordFor(offer);
    const author = answer.request.context['userId'];
    const sent = completed(questionnaire, response, {
      now: new Date().toISOString(),
      author: typeof author === 'string' ? author : undefined,
    });
    const path = `${fhirBaseOf(answer.endpoint)}/QuestionnaireResponse?context=${encodeURIComponent(offer.context)}`;
    const { call, failure } = await postFhir(path, sent);
    update(offer, (form) => ({ ...form, calls: [...form.calls, call] }));
    if (failure) throw failure;
    const said = remarksIn([call.answer as Parameters<typeof remarksIn>[0][number]]);
    // What was changed meanwhile was not returned.
    update(offer, (form) => (form.response === response ? { ...form, returned: { said, before } } : form));
  };

  return {
    formOf: (offer) => forms[offer.order],
    fetchFor: (offer) => attempt(offer, 'fetching', () => fetchPackage(offer)),
    change: (offer, response) =>
      update(offer, (form) => ({ ...without(form, 'failure', 'returned'), response })),
    giveBack: (offer) => attempt(offer, 'returning', () => giveBack(offer)),
  };
}

/** The order, or what carries its answer. */
export function isAbout({ order, carrier }: DecisionRecord, offer: FormOffer): boolean {
  return order === offer.order || carrier === offer.order;
}

function noForm(answer: unknown): Failure {
  const resources = (answer as { parameter?: { resource?: never }[] } | undefined)?.parameter ?? [];
  const said = remarksIn(resources.flatMap(({ resource }) => resource ?? []));
  return new Failure('No form came back.', said.join(' ') || 'The service gave no reason.');
}

function without(form: OpenForm, ...names: readonly (keyof OpenForm)[]): OpenForm {
  return Object.fromEntries(
    Object.entries(form).filter(([name]) => !names.includes(name as keyof OpenForm)),
  ) as unknown as OpenForm;
}
