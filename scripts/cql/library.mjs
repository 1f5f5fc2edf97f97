// The FHIR Library that carries a form's CQL and ELM (DTR 2.2 spec-95, spec-99: both, in content.data).
import { BASE } from '../lib/questionnaire.mjs';

export function toLibrary({ form, policy, generated, elm }) {
  const { name, title, id } = form;
  return {
    resourceType: 'Library',
    id,
    url: `${BASE}/Library/${id}`,
    version: policy.version,
    name,
    title: `Answers of "${title}"`,
    status: 'active',
    experimental: false,
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/library-type', code: 'logic-library' }],
    },
    publisher: 'site-of-care-cds',
    description: `Fills in what the chart and the order can tell of ${BASE}/Questionnaire/${id}. Made from the same specification as this service's own draft of the form.`,
    effectivePeriod: { start: policy.parameters['policy.effective'].value },
    relatedArtifact: generated.valueSets.map(({ url, version }) => ({
      type: 'depends-on',
      resource: `${url}|${version}`,
    })),
    parameter: [
      { name: 'MedicationRequest', use: 'in', min: 0, max: '1', type: 'MedicationRequest' },
      ...[...generated.items.values()].map((item) => ({
        name: item,
        use: 'out',
        min: 0,
        max: '*',
        type: 'Any',
      })),
    ],
    dataRequirement: generated.requirements,
    content: [
      { contentType: 'text/cql', data: base64(generated.text) },
      { contentType: 'application/elm+json', data: base64(elm) },
    ],
  };
}

function base64(text) {
  return Buffer.from(text, 'utf8').toString('base64');
}
