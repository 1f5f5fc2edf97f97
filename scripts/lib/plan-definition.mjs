// Turns a policy (policies/<id>/policy.yaml) into a PlanDefinition that people can read: criteria, paragraphs, what to document.
import { BASE } from './questionnaire.mjs';

/** Members of a node that hold further nodes. */
const BRANCHES = ['all', 'any'];

export function toPlanDefinition(policy, id) {
  const title = `${policy.id}: ${policy.title}`;
  const effective = policy.parameters['policy.effective'].value;
  const seen = new Set();
  const criteria = [policy.initial, policy.continued].flatMap((node) => actionsOf(node, seen));
  return {
    resourceType: 'PlanDefinition',
    id,
    text: { status: 'generated', div: narrative(policy, title, effective, criteria) },
    url: `${BASE}/PlanDefinition/${id}`,
    version: policy.version,
    name: policy.id
      .toLowerCase()
      .split('.')
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(''),
    title,
    type: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'clinical-protocol' },
      ],
    },
    status: 'active',
    experimental: false,
    publisher: 'site-of-care-cds',
    description: `The criteria of ${policy.id} as this service evaluates them, in its own words. The payer's document decides.`,
    effectivePeriod: { start: effective },
    action: criteria,
  };
}

/** A node with an id is a criterion; one without only holds others together. An id stands once in a resource. */
function actionsOf(node, seen) {
  const isFirst = !seen.has(node.id);
  if (node.id !== undefined) seen.add(node.id);
  const inner = once(childrenOf(node).flatMap((child) => actionsOf(child, seen)));
  if (node.id === undefined) return inner;
  return [
    {
      ...(isFirst && { id: node.id }),
      ...(node.paragraph !== undefined && { prefix: node.paragraph }),
      title: node.title,
      ...(node.documents && {
        documentation: node.documents.map((label) => ({ type: 'documentation', label })),
      }),
      ...(inner.length > 0 && { action: inner }),
    },
  ];
}

/** Readings of one criterion that parameters choose between are one criterion. */
function once(actions) {
  return [
    ...new Map(actions.map((action) => [`${action.prefix} ${action.title}`, action]).reverse()).values(),
  ].reverse();
}

function childrenOf(node) {
  const each = node.eachAdverseEvent?.all ?? [];
  return [...BRANCHES.flatMap((branch) => node[branch] ?? []), ...each].filter(
    (child) => typeof child === 'object',
  );
}

function narrative(policy, title, effective, criteria) {
  const never = policy.nonQualifying.map((node) => `<li>${escaped(node.title)}</li>`).join('');
  const reasons = policy.exceptions.map(({ display }) => `<li>${escaped(display)}</li>`).join('');
  return [
    '<div xmlns="http://www.w3.org/1999/xhtml">',
    `<h1>${escaped(title)}</h1>`,
    `<p>Version ${escaped(policy.version)}, in force from ${escaped(effective)}.`,
    " Criteria for a hospital or office as this service evaluates them, in its own words; the payer's document decides.</p>",
    '<h2>Criteria</h2>',
    listOf(criteria),
    `<h2>Never sufficient</h2><ul>${never}</ul>`,
    `<h2>Reasons for keeping the ordered site</h2><ul>${reasons}</ul>`,
    '</div>',
  ].join('');
}

function listOf(actions) {
  const items = actions.map(({ id, prefix, title, documentation = [], action = [] }) => {
    const where = prefix === undefined ? '' : ` (${escaped(prefix)})`;
    const documents = documentation.map(({ label }) => escaped(label)).join('; ');
    const attach = documents === '' ? '' : `<br/>To document: ${documents}`;
    const inner = action.length > 0 ? listOf(action) : '';
    const anchor = id === undefined ? '' : ` id="${escaped(id)}"`;
    return `<li${anchor}>${escaped(title)}${where}${attach}${inner}</li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

function escaped(text) {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
