/** The published knowledge, found by canonical address: the named version, or the one that is current. */
import type { FhirResource, Library, Questionnaire, ValueSet } from 'fhir/r4.js';
import type { Shelf } from './bundle.js';

interface Published {
  readonly resourceType: FhirResource['resourceType'];
  readonly id: string;
  readonly url: string;
  readonly version?: string;
}

export function shelfOf(artifacts: readonly Published[]): Shelf {
  const byUrl = new Map(artifacts.map((one) => [`${one.resourceType} ${one.url}`, one]));
  const find = (resourceType: string, canonical: string): Published | undefined => {
    const [url = '', version] = canonical.split('|');
    const found = byUrl.get(`${resourceType} ${url}`);
    return version === undefined || found?.version === version ? found : undefined;
  };
  const byId = (resourceType: string, id: string) =>
    artifacts.find((one) => one.resourceType === resourceType && one.id === id);
  return {
    valueSetById: (id) => byId('ValueSet', id) as ValueSet | undefined,
    form: (id) => byId('Questionnaire', id) as Questionnaire | undefined,
    questionnaire: (canonical) => find('Questionnaire', canonical) as Questionnaire | undefined,
    library: (canonical) => find('Library', canonical) as Library | undefined,
    valueSet: (canonical) => find('ValueSet', canonical) as ValueSet | undefined,
  };
}
