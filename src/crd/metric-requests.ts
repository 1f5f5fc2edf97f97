/** The part of CRDMetricData about requests: what was ordered, and what the answer said of it in cards and coverage information. */
import type { Card, CdsResponse } from '../cards/types.js';
import type { Chart, Obtained } from '../core/chart/chart.js';
import { codings, list, text } from '../core/chart/read.js';
import { resolve } from '../core/chart/references.js';
import type { CodeableConcept, Extension, FhirResource } from '../core/fhir.js';
import type { Annotated } from './annotate.js';
import { COVERAGE_INFORMATION } from './coverage-information.js';

export interface RequestMetric {
  readonly type: string;
  /** Codes only: an EHR may write anything into the text. */
  readonly orderDetail?:
    | {
        readonly coding: readonly { readonly system?: string; readonly code: string }[];
      }
    | undefined;
  readonly response?: readonly ResponseMetric[] | undefined;
}

export interface ResponseMetric {
  /** Topic of the card, or `coverage-info`. */
  readonly type: string;
  readonly focus?: readonly string[];
  readonly coverageInfo?: readonly CoverageInfoMetric[];
}

export interface CoverageInfoMetric {
  readonly covered?: string;
  readonly paNeeded?: string;
  readonly docNeeded?: string;
  readonly infoNeeded?: string;
  readonly questionnaire?: readonly {
    readonly reference: string;
    readonly adaptive: boolean;
    readonly response: boolean;
  }[];
  readonly assertionId: string;
  readonly satisfiedId?: string;
}

/** Parts of the extension that are counted by their code. */
const CODES: ReadonlyMap<string, 'covered' | 'paNeeded' | 'docNeeded' | 'infoNeeded'> = new Map([
  ['covered', 'covered'],
  ['pa-needed', 'paNeeded'],
  ['doc-needed', 'docNeeded'],
  ['info-needed', 'infoNeeded'],
]);

/**
 * @param focal the orders or appointments of the call
 * @param ours coverage-assertion-ids of this answer: other payers' assertions on the same order are not ours to count
 */
export function requestMetrics(
  focal: readonly Obtained[],
  chart: Chart,
  response: CdsResponse,
  ours: ReadonlySet<string>,
): readonly RequestMetric[] {
  const cards = response.cards.map((card) => ({ card, said: cardResponse(card) }));
  return focal.map((obtained) => {
    const { resource, reference } = obtained;
    const coding = codesOf(obtained, chart);
    const responses = coverageResponses(reference, response, ours);
    for (const { card, said } of cards) if (isAbout(card, reference)) responses.push(said);
    return {
      type: resource.resourceType,
      orderDetail: coding.length > 0 ? { coding } : undefined,
      response: responses.length > 0 ? responses : undefined,
    };
  });
}

function codesOf(obtained: Obtained, chart: Chart): NonNullable<RequestMetric['orderDetail']>['coding'] {
  const codes: { system?: string; code: string }[] = [];
  for (const concept of conceptsOf(obtained, chart))
    for (const { system, code } of codings(concept))
      if (code !== undefined && text(code) !== undefined) codes.push(system ? { system, code } : { code });
  return codes;
}

/** The elements that the model names as the detail of each type of request. */
function conceptsOf(obtained: Obtained, chart: Chart): readonly (CodeableConcept | undefined)[] {
  const { resource } = obtained;
  switch (resource.resourceType) {
    case 'MedicationRequest': {
      const medication = resolve(chart, resource.medicationReference, obtained)?.resource;
      const code = medication?.resourceType === 'Medication' ? medication.code : undefined;
      return [resource.medicationCodeableConcept, code];
    }
    case 'ServiceRequest':
      return [resource.code];
    case 'DeviceRequest':
      return [resource.codeCodeableConcept];
    case 'Appointment':
      return list(resource.serviceType);
    default:
      return [];
  }
}

function coverageResponses(
  reference: string,
  { systemActions = [] }: CdsResponse,
  ours: ReadonlySet<string>,
): ResponseMetric[] {
  const responses: ResponseMetric[] = [];
  for (const { resource } of systemActions) {
    if (!resource || nameOf(resource) !== reference) continue;
    const coverageInfo = list((resource as Annotated).extension)
      .filter(({ url }) => url === COVERAGE_INFORMATION)
      .map(coverageInfoOf)
      .filter(({ assertionId }) => ours.has(assertionId));
    responses.push({ type: 'coverage-info', focus: [resource.resourceType], coverageInfo });
  }
  return responses;
}

/** The model has one code of each kind; of several the first counts. */
function coverageInfoOf(extension: Extension): CoverageInfoMetric {
  const info: { -readonly [Member in keyof CoverageInfoMetric]: CoverageInfoMetric[Member] } = {
    assertionId: '',
  };
  for (const { url, valueCode, valueCanonical, valueString } of list(extension.extension)) {
    const member = CODES.get(url);
    if (member && valueCode !== undefined) info[member] ??= valueCode;
    // A form of ours is never adaptive, and no answers are handed out with it here (that is DTR's part).
    else if (url === 'questionnaire' && valueCanonical !== undefined)
      info.questionnaire = [
        ...(info.questionnaire ?? []),
        { reference: valueCanonical, adaptive: false, response: false },
      ];
    else if (url === 'coverage-assertion-id') info.assertionId = valueString ?? '';
    else if (url === 'satisfied-pa-id' && valueString !== undefined) info.satisfiedId = valueString;
  }
  return info;
}

function cardResponse(card: Card): ResponseMetric {
  const focus: string[] = [];
  for (const { actions = [] } of card.suggestions ?? [])
    for (const { resource } of actions)
      if (resource && !focus.includes(resource.resourceType)) focus.push(resource.resourceType);
  const type = card.source.topic.code;
  return focus.length > 0 ? { type, focus } : { type };
}

/** A card that names no resource is about all of them. */
function isAbout(card: Card, reference: string): boolean {
  const associated = card.extension?.['davinci-crd.associated-resource'];
  if (!Array.isArray(associated)) return true;
  return associated.some(
    (one: unknown) => one === reference || (one as { reference?: unknown } | null)?.reference === reference,
  );
}

function nameOf({ resourceType, id }: FhirResource): string {
  return `${resourceType}/${id}`;
}
