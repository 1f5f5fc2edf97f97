/** SMART scopes of a system that uses DTR (DT-11): what may be asked for, and what each call needs. */

/** Resource types in lower case, as DTR writes them and SMART does not, with the permissions that are given on them. */
const OFFERED: Readonly<Record<string, { readonly type: string; readonly permissions: string }>> = {
  questionnaire: { type: 'Questionnaire', permissions: 'rs' },
  questionnaireresponse: { type: 'QuestionnaireResponse', permissions: 'c' },
  valueset: { type: 'ValueSet', permissions: 'rs' },
  library: { type: 'Library', permissions: 'rs' },
};

export const SCOPES_OFFERED: readonly string[] = Object.values(OFFERED).map(
  ({ type, permissions }) => `system/${type}.${permissions}`,
);

/** `system/Questionnaire.rs`, and the words of SMART 1: `system/Questionnaire.read`. */
const SCOPE = /^system\/([A-Za-z]+|\*)\.(\*|read|write|[cruds]+)$/;
const WORDS: Readonly<Record<string, string>> = { '*': 'cruds', read: 'rs', write: 'cud' };

/** What of the requested scopes is given; empty when none is. */
export function grantedScopes(requested: string): readonly string[] {
  const given = requested.split(/\s+/).flatMap((scope) => {
    const [, type = '', asked = ''] = SCOPE.exec(scope) ?? [];
    const wanted = WORDS[asked] ?? asked;
    const offers = type === '*' ? Object.values(OFFERED) : [OFFERED[type.toLowerCase()]];
    return offers.flatMap((offer) => {
      const permissions = [...(offer?.permissions ?? '')].filter((one) => wanted.includes(one)).join('');
      return offer && permissions !== '' ? [`system/${offer.type}.${permissions}`] : [];
    });
  });
  return [...new Set(given)];
}

export function allows(scopes: readonly string[], type: string, permission: string): boolean {
  return scopes.some((scope) => {
    const [, of, permissions = ''] = SCOPE.exec(scope) ?? [];
    return of === type && permissions.includes(permission);
  });
}
