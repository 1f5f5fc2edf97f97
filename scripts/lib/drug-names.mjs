// Reads RxNorm names: molecule keys, dose forms and strengths of a product such as "1 ML golimumab 100 MG/ML Auto-Injector [Simponi]".

const FORMS = [
  ['Prefilled Syringe', 'prefilled_syringe'],
  ['Auto-Injector', 'autoinjector_or_pen'],
  ['Pen Injector', 'autoinjector_or_pen'],
  ['Cartridge', 'cartridge'],
  ['Injection', 'injection'],
  ['Injectable', 'injection'],
  ['Medicated Patch', 'topical'],
  ['Enema', 'rectal'],
];
const STRENGTH = /(\d[\d.,]*) (MG|MCG|UNT|MEQ)(\/ML)?(?=[ )\]]|$)/g;

/** `infliximab`, `c1-esterase-inhibitor` */
export function slug(name) {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Forms in the table's words, strengths as `100 mg` or `12.5 mg/ml`. */
export function factsOfProduct(name) {
  const forms = FORMS.filter(([words]) => name.includes(words)).map(([, form]) => form);
  const strengths = [...name.matchAll(STRENGTH)].map(([, amount, unit, perMl]) =>
    `${amount.replace(/,/g, '')} ${unit}${perMl ?? ''}`.toLowerCase(),
  );
  return { forms: [...new Set(forms)], strengths };
}
