// Makes the prose of the reviewed status filters and negation rules explicit: no parentheses, one answer per status.

/** `clinicalStatus` may be absent; what else the Condition says then decides, first match first. */
const CONDITION_WITHOUT_CLINICAL_STATUS = [
  { abatement: true, then: 'history' },
  { category: 'problem-list-item', then: 'current' },
  { category: 'encounter-diagnosis', then: 'current' },
];

/** Reviewed group → what a resource in that status is worth. */
const WORTH = { count: 'current', historyOnly: 'history', needsDocumentation: 'unsure', never: 'never' };

/** The element a flat list of statuses speaks about. */
const STATUS_ELEMENT = 'status';

/**
 * `{ Condition: { clinicalStatus: { values: { active: 'current', … }, absent: 'unsure', other: 'unsure' } } }`.
 * The worth of a resource is the worst of its elements: never, then unsure, then history, then current.
 */
export function statusFilters(filters) {
  const resources = {};
  for (const [type, groups] of Object.entries(filters)) {
    const elements = {};
    for (const [group, worth] of Object.entries(WORTH)) {
      const listed = groups[group] ?? {};
      const byElement = Array.isArray(listed) ? { [STATUS_ELEMENT]: listed } : listed;
      for (const [element, statuses] of Object.entries(byElement)) {
        if (Array.isArray(statuses)) for (const status of statuses) add(elements, element, status, worth);
      }
    }
    if (groups.doNotPerform)
      elements.doNotPerform = { values: { true: 'never', false: 'current' }, absent: 'current' };
    for (const [element, rule] of Object.entries(elements)) {
      rule.absent ??= 'unsure';
      rule.other = 'unsure';
    }
    if (groups.absentClinicalStatus) elements.clinicalStatus.absentWhen = CONDITION_WITHOUT_CLINICAL_STATUS;
    resources[type] = elements;
  }
  return resources;
}

/** Negation as reviewed, and the words that make a hit a thing of the past. */
export function textNegation({ patterns }) {
  return {
    rule: 'A text hit is void when a pattern matches the text from the start of its clause to the hit.',
    clauseEnd: '[.;,\\n]',
    patterns: [...patterns, '\\b(history of|hx of|h/o)\\b[^.;,]{0,40}$'],
  };
}

function add(elements, element, text, worth) {
  // "stopped (dose started: …)" is the status "stopped"; "(absent)" is the missing element.
  const status = text.replace(/\s*\(.*\)$/, '');
  const rule = (elements[element] ??= { values: {} });
  if (status === '') rule.absent = worth;
  else rule.values[status] = worth;
}
