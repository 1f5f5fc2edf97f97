/** Names of DTR, and what its versions call differently (DT-04, DT-06). A version of DTR goes with one of CRD. */
import type { Extension } from '../core/fhir.js';

const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';
export const QR_CONTEXT = `${DTR}/qr-context`;
export const QR_COVERAGE = `${DTR}/qr-coverage`;
export const INTENDED_USE = `${DTR}/intendedUse`;
export const INFORMATION_ORIGIN = `${DTR}/information-origin`;
const CRD_TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';

export type DtrVersion = '2.0' | '2.2';

export interface DtrWords {
  readonly version: DtrVersion;
  /** Parameters of $questionnaire-package's answer. */
  readonly packageName: string;
  readonly outcomeName: string;
  /** What a server that filled an answer in writes as its origin. */
  readonly filledIn: string;
  /** Who pays: in 2.2 an extension of its own, before one of the contexts. */
  readonly coverageUrl: string;
}

export const DTR_2_0: DtrWords = {
  version: '2.0',
  packageName: 'PackageBundle',
  outcomeName: 'operationOutcome',
  filledIn: 'auto',
  coverageUrl: QR_CONTEXT,
};

export const DTR_2_2: DtrWords = {
  version: '2.2',
  packageName: 'packagebundle',
  outcomeName: 'outcome',
  filledIn: 'auto-server',
  coverageUrl: QR_COVERAGE,
};

/** The documents go with a prior authorization. */
export const WITH_AUTHORIZATION: Extension = {
  url: INTENDED_USE,
  valueCodeableConcept: {
    coding: [{ system: CRD_TEMP, code: 'withpa', display: 'Include with prior authorization' }],
  },
};

/** The first extension of that address. */
export function extensionsAt(
  extensions: readonly Extension[] | undefined,
  url: string,
): readonly Extension[] {
  return (extensions ?? []).filter((one) => one?.url === url);
}
