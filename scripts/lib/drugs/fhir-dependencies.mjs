// What the target of a drug map depends on besides the source code: route, dialysis, volume, presentation, manufacturer.
import { uniq } from './facts.mjs';
import { BASE, common } from './fhir-resource.mjs';

/** What a target of the maps can depend on, besides the source code. */
const DEPENDENCIES = {
  route: 'Route of administration: the target applies when the drug is given by one of these routes.',
  dialysis: 'esrd: the patient is on dialysis for end-stage renal disease; non-esrd: is not.',
  volume: 'Volume given, in mL.',
  presentation: 'powder or liquid.',
  manufacturer: 'Who labels the product, for codes of a single manufacturer.',
  administration: 'clinician: the target applies when a clinician gives a product made for self-injection.',
};

/** What tells a code from the other candidates of its element; the route also where forms without a code remain. */
export function dependenciesOf(code, candidates, codes, open) {
  const facets = {
    route: (entry) => entry.routes.join(' or '),
    dialysis: (entry) => entry.dialysis ?? '',
    volume: ({ volumeMl }) =>
      volumeMl ? (volumeMl.upTo ? `at most ${volumeMl.upTo}` : `more than ${volumeMl.above}`) : '',
    presentation: (entry) => entry.presentation ?? '',
    manufacturer: (entry) => (entry.labelers ?? []).join(' or '),
  };
  return Object.entries(facets).flatMap(([name, valueOf]) => {
    const value = valueOf(codes[code]);
    const differs = uniq(candidates.map((other) => valueOf(codes[other]))).length > 1;
    return value !== '' && (differs || (open && name === 'route'))
      ? [{ property: propertyOf(name), value }]
      : [];
  });
}

/** The dependencies as a CodeSystem. */
export function dependencySystem({ hcpcs }) {
  return {
    ...common('CodeSystem', 'drug-map-dependencies', hcpcs.meta),
    title: 'What the target of a drug map depends on',
    description: 'Properties used in ConceptMap.group.element.target.dependsOn of the maps to HCPCS.',
    caseSensitive: true,
    content: 'complete',
    concept: Object.entries(DEPENDENCIES).map(([code, definition]) => ({ code, display: code, definition })),
  };
}

/** The URI of a dependency, for dependsOn.property. */
export const propertyOf = (name) => `${BASE}/CodeSystem/drug-map-dependencies#${name}`;
