// What the published drug resources have in common: identity, edition, sources, and their form as text.

export const BASE = 'https://site-of-care-cds.example.org/fhir';
export const EXTENSION = `${BASE}/StructureDefinition`;

export function common(resourceType, id, { versions, sources }) {
  const name = id.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  return {
    resourceType,
    id,
    extension: Object.values(sources ?? {}).map((text) => string('drug-table-source', text)),
    url: `${BASE}/${resourceType}/${id}`,
    version: editionOf(versions),
    name,
    status: 'active',
    experimental: false,
    publisher: 'site-of-care-cds',
  };
}

/** Changes with every source: `2025-10.2025-10-06.2025-10-01` (HCPCS, RxNorm, CMS crosswalk). */
function editionOf({ hcpcs, rxnorm, aspCrosswalk }) {
  return [hcpcs, rxnorm, aspCrosswalk.split('/')[0]].join('.');
}

export const string = (name, valueString) => ({ url: `${EXTENSION}/${name}`, valueString });

/** JSON with one element of a map, or concept of a set, per line. */
export function linesOf(resource) {
  const long = [];
  const marked = JSON.stringify(
    resource,
    (key, value) => {
      if ((key !== 'element' && key !== 'concept') || !Array.isArray(value)) return value;
      return `\u0000${long.push(value) - 1}`;
    },
    2,
  );
  const text = marked.replace(/"\\u0000(\d+)"/g, (_, index) => {
    const lines = long[Number(index)].map((one) => JSON.stringify(one));
    return `[\n${lines.join(',\n')}\n]`;
  });
  return `${text}\n`;
}
