/** Which orders ask for a form, by the coverage information they carry. */
import { isObject, list, text, type Resource } from '../ehr/resources.js';
import { readOrder } from '../ehr/read-order.js';
import type { HookRequest } from '../api/sandbox.js';

export interface FormOffer {
  /** `MedicationRequest/order-1`: the order that carries it. */
  readonly order: string;
  readonly title: string;
  readonly resource: Resource;
  /** The coverage-assertion-id: what a DTR app is launched with. */
  readonly context: string;
}

const COVERAGE_INFORMATION =
  'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
const NOTHING_NEEDED = 'no-doc';

export function formOffers(draft: HookRequest): readonly FormOffer[] {
  return readOrder(draft).flatMap(({ key, title, resource }) => {
    const contexts = list(resource['extension']).flatMap((one) =>
      isObject(one) && one['url'] === COVERAGE_INFORMATION ? (contextOf(list(one['extension'])) ?? []) : [],
    );
    const [context] = contexts;
    return context === undefined ? [] : [{ order: key, title, resource, context }];
  });
}

/** A form is offered where documents are needed and a questionnaire is named. */
function contextOf(parts: readonly unknown[]): string | undefined {
  const values = (url: string) =>
    parts.flatMap((part) =>
      isObject(part) && part['url'] === url
        ? (text(part['valueString']) ?? text(part['valueCode']) ?? text(part['valueCanonical']) ?? [])
        : [],
    );
  const isNeeded = values('doc-needed').some((code) => code !== NOTHING_NEEDED);
  return isNeeded && values('questionnaire').length > 0 ? values('coverage-assertion-id')[0] : undefined;
}
