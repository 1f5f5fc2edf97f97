// Finds what names a patient, or lets somebody in, in what the service was given, and again in what it wrote.
// Used by the check of all output of the tests (test/support/output-check.mjs) and by scripts/ci-smoke.mjs.

/** Resources about a person who is a patient, or stands beside one. */
const PERSONS = new Set(['Patient', 'RelatedPerson']);
/** What a reference to is no secret: everybody's places and payers. */
const PUBLIC = new Set(['Organization', 'Location', 'Practitioner', 'PractitionerRole', 'Medication']);
const REFERENCE = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})$/;
const TOKEN_MEMBERS = new Set(['access_token', 'subscriberId']);
/** Shorter ones stand in too many words and numbers to be told from them. */
const SHORTEST = 4;
/** Of ids and tokens. */
const SHORTEST_ID = 6;
const MAX_DEPTH = 40;
/** Words of the log itself that made-up names may be equal to, in small letters. */
const WORDS = new Set(['null', 'true', 'false', 'undefined', 'object', 'patient', 'example']);
const DAY = /^\d{4}-\d\d-\d\d$/;
/** Spoilt calls have them in place of names, and the time of every log line holds them. */
const YEAR_OR_MONTH = /^\d{4}(?:-\d\d)?$/;
/** A signed token is one wherever it comes from. */
const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}/;

/** Every word or phrase in a request, a resource or a list of them that must never be written. */
export function secretsOf(value) {
  const secrets = new Set();
  const add = (text, shortest = SHORTEST) => {
    if (typeof text !== 'string') return;
    const trimmed = text.trim();
    if (trimmed.length < shortest || WORDS.has(trimmed.toLowerCase()) || YEAR_OR_MONTH.test(trimmed)) return;
    secrets.add(trimmed);
  };
  const person = ({ id, name, identifier, telecom, address, birthDate }) => {
    add(id, SHORTEST_ID);
    if (DAY.test(birthDate)) add(birthDate);
    for (const one of list(name)) for (const part of [one.text, one.family, ...list(one.given)]) add(part);
    for (const one of [...list(identifier), ...list(telecom)]) add(one.value);
    for (const one of list(address)) for (const part of [one.text, ...list(one.line)]) add(part);
  };
  const visit = (node, depth) => {
    if (depth > MAX_DEPTH || typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const one of node) visit(one, depth + 1);
      return;
    }
    if (PERSONS.has(node.resourceType)) person(node);
    if (
      typeof node.resourceType === 'string' &&
      !PUBLIC.has(node.resourceType) &&
      typeof node.id === 'string'
    )
      add(`${node.resourceType}/${node.id}`);
    for (const [member, held] of Object.entries(node)) {
      if (TOKEN_MEMBERS.has(member)) add(held, SHORTEST_ID);
      else if (member === 'patientId' && typeof held === 'string') {
        add(`Patient/${held.replace(/^Patient\//, '')}`);
        add(held, SHORTEST_ID);
      } else if (member === 'reference' && typeof held === 'string') {
        const [, type, id] = REFERENCE.exec(held) ?? [];
        if (type !== undefined && !PUBLIC.has(type)) add(`${type}/${id}`);
      } else visit(held, depth + 1);
    }
  };
  visit(value, 0);
  return secrets;
}

/** The token of an Authorization header. */
export function secretOfHeader(authorization) {
  const token = /^\s*[a-z]+\s+(\S+)/i.exec(authorization ?? '')?.[1];
  return token !== undefined && token.length >= SHORTEST_ID ? [token] : [];
}

/** Those of the secrets that stand in the text as words of their own, and any signed token, each with its line. */
export function leaksIn(text, secrets) {
  // Most secrets have a word that the text has not; only the others are looked for.
  const words = new Set(text.split(NO_WORD));
  const candidates = [...secrets].filter((secret) =>
    secret.split(NO_WORD).every((word) => word === '' || words.has(word)),
  );
  const patterns = candidates.map((secret) => {
    const quoted = secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return new RegExp(`(?<![A-Za-z0-9])${quoted}(?![A-Za-z0-9])`);
  });
  return [JWT, ...patterns].flatMap((pattern) => {
    const found = pattern.exec(text);
    if (!found) return [];
    const line = text.slice(text.lastIndexOf('\n', found.index) + 1).split('\n', 1)[0] ?? '';
    return [{ secret: found[0], line: line.slice(0, 400) }];
  });
}

const NO_WORD = /[^A-Za-z0-9]+/;

function list(value) {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== undefined);
}
