/** Narrows the codes by form, presentation and strength. */
import { entriesOf, narrow, narrowKeepingListed, type Candidates, type Keep } from './candidates.js';
import type { OrderedProduct } from './product.js';
import type { DrugTables } from './tables.js';

/**
 * Form, presentation and strength; only where no coding names one product already. What a text says of them may as well
 * be the dose, or how the pharmacy prepares it, so they never rule out the last listed code.
 */
export function byForm(candidates: Candidates, product: OrderedProduct, tables: DrugTables): Candidates {
  const shaped = byPresentation(candidates, product, tables);
  const { selfAdministeredForms, notInjected } = tables.words;
  const forms = product.forms.map((form) => (form === 'vial' ? 'injection' : form));
  const entries = entriesOf(shaped, tables);
  const fits = entries.some((entry) => forms.some((form) => entry.forms.includes(form)));
  const known = entries.some((entry) => tables.selfInjected.has(entry.molecule));
  if (!fits && known && forms.some((form) => selfAdministeredForms.has(form)))
    return { ...shaped, elsewhere: 'self-administered' };
  if (!fits && shaped.otherForms && forms.some((form) => notInjected.has(form)))
    return { ...shaped, elsewhere: 'not-injected' };
  const formed = byNamedForm(shaped, product.forms, tables);
  return byStrength(fits ? { ...formed, otherForms: false } : formed, product, tables);
}

/** "Injection" says no more than that it is injected; a vial, a syringe and a pen exclude each other. */
function byNamedForm(candidates: Candidates, named: readonly string[], tables: DrugTables): Candidates {
  const forms = named
    .filter((form) => form !== 'injection')
    .map((form) => (form === 'vial' ? 'injection' : form));
  const what = `form ${named.filter((form) => form !== 'injection').join(', ')}`;
  const has: Keep = (entry) => forms.some((form) => entry.forms.includes(form));
  if (forms.length === 0) return candidates;
  if (!entriesOf(candidates, tables).some(has)) return narrow(candidates, what, has, tables);
  return narrowKeepingListed(candidates, what, (entry) => entry.forms.length === 0 || has(entry), tables);
}

function byPresentation(
  candidates: Candidates,
  { presentations }: OrderedProduct,
  tables: DrugTables,
): Candidates {
  if (presentations.length !== 1) return candidates;
  const [presentation] = presentations;
  const fits: Keep = (entry) => entry.presentation === undefined || entry.presentation === presentation;
  return narrow(candidates, `presentation ${presentation}`, fits, tables);
}

/**
 * A strength that no code has is no contradiction: the tables do not know every package. A code whose strengths are all
 * in another unit stays: `0.25 mg` may be 5 mL of `0.05 mg/ml`.
 */
function byStrength(candidates: Candidates, { strengths }: OrderedProduct, tables: DrugTables): Candidates {
  const has: Keep = (entry) => strengths.some((strength) => entry.strengths.includes(strength));
  if (!entriesOf(candidates, tables).some(has)) return candidates;
  const units = new Set(strengths.map(unitOf));
  const mayHave: Keep = (entry) =>
    has(entry) || !entry.strengths.some((strength) => units.has(unitOf(strength)));
  const narrowed = narrowKeepingListed(candidates, `strength ${strengths.join(', ')}`, mayHave, tables);
  return entriesOf(narrowed, tables).some(has) ? { ...narrowed, otherForms: false } : narrowed;
}

/** `0.05 mg/ml` → `mg/ml` */
const unitOf = (strength: string): string => strength.slice(strength.indexOf(' ') + 1);
