/**
 * Why a token is refused: a stable code for the caller, an exact reason for the operator. What can be wrong with a
 * token's own form and claims is told. Whether an issuer, an address or a key is known here is not: everything that
 * fails before the signature is verified sounds the same, or else a stranger could ask who the clients are.
 */
import type { ErrorCode } from '../errors.js';

interface Kind {
  readonly code: ErrorCode;
  /** For the operator's log and the sandbox; what callers are told when `told`. */
  readonly words: string;
  readonly told: boolean;
}

const REASONS = {
  'no-token': { code: 'token-missing', words: 'The header Authorization is missing.', told: true },
  'two-tokens': { code: 'token-malformed', words: 'Authorization was sent more than once.', told: true },
  'not-bearer': { code: 'token-malformed', words: 'Authorization has to be "Bearer <JWT>".', told: true },
  'too-large': { code: 'token-malformed', words: 'The token is too large.', told: true },
  'not-a-jwt': { code: 'token-malformed', words: 'The token is not a signed JWT.', told: true },
  'alg-refused': {
    code: 'token-malformed',
    words: 'alg has to be an asymmetric algorithm, such as ES384 or RS384.',
    told: true,
  },
  'typ-wrong': { code: 'token-malformed', words: 'typ has to be JWT.', told: true },
  'kid-missing': { code: 'token-malformed', words: 'kid has to name the key.', told: true },
  'jku-wrong': { code: 'token-malformed', words: 'jku has to be an address.', told: true },
  'iss-missing': { code: 'token-malformed', words: 'iss has to be a string.', told: true },
  'tenant-wrong': { code: 'token-malformed', words: 'tenant has to be a string.', told: true },

  'client-unknown': {
    code: 'token-untrusted',
    words: 'No client is registered with this iss and tenant.',
    told: false,
  },
  'alg-not-registered': {
    code: 'token-untrusted',
    words: 'alg is not one of those registered for the client.',
    told: false,
  },
  'jku-not-registered': {
    code: 'token-untrusted',
    words: 'jku is not one of those registered for the client.',
    told: false,
  },
  'jku-missing': {
    code: 'token-untrusted',
    words: 'Several key addresses are registered for the client, and the token has no jku.',
    told: false,
  },
  'keys-unreachable': {
    code: 'token-untrusted',
    words: "The client's keys could not be fetched.",
    told: false,
  },
  'keys-unusable': {
    code: 'token-untrusted',
    words: 'What the key address answered is no set of public keys.',
    told: false,
  },
  'kid-unknown': {
    code: 'token-untrusted',
    words: "None of the client's keys has this kid and fits alg.",
    told: false,
  },
  'signature-wrong': {
    code: 'token-untrusted',
    words: 'The signature does not fit the key.',
    told: false,
  },

  'claim-wrong': { code: 'token-claims', words: 'A claim is missing or wrong.', told: true },
  expired: { code: 'token-expired', words: 'exp has passed.', told: true },
  replayed: { code: 'token-replayed', words: 'The token has been used before.', told: true },
  'replay-unchecked': {
    code: 'caller-unchecked',
    words: 'The tokens already used could not be looked up.',
    told: false,
  },
} as const satisfies Record<string, Kind>;

export type RefusalReason = keyof typeof REASONS;

export class CallerRefused extends Error {
  override readonly name = 'CallerRefused';
  readonly reason: RefusalReason;
  readonly code: ErrorCode;
  /** What the caller may read; absent when the code's own sentence has to do. */
  readonly told: string | undefined;
  /** What the operator may read; names claims and headers, never their values. */
  readonly words: string;
  /** The client whose token it claims to be. */
  readonly clientId: string | undefined;

  /** @param words in place of the table's own */
  constructor(reason: RefusalReason, words?: string, options: { clientId?: string; cause?: unknown } = {}) {
    const kind: Kind = REASONS[reason];
    super(`${kind.code}: ${reason}`, { cause: options.cause });
    this.reason = reason;
    this.code = kind.code;
    this.words = words ?? kind.words;
    this.told = kind.told ? this.words : undefined;
    this.clientId = options.clientId;
  }
}
