/** The signature algorithms a token may use: every asymmetric one of JWS. `none` and the HMACs are no proof of who signed (CH-83). */

const BY_CURVE: Readonly<Record<string, readonly string[]>> = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
};
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

export const ALGORITHMS: readonly string[] = [...Object.values(BY_CURVE).flat(), ...RSA];

/** The algorithms a public key can verify; none for a key of another kind. */
export function algorithmsOf({
  kty,
  crv,
  alg,
}: {
  kty?: unknown;
  crv?: unknown;
  alg?: unknown;
}): readonly string[] {
  const fitting =
    kty === 'RSA' ? RSA : typeof crv === 'string' && Object.hasOwn(BY_CURVE, crv) ? BY_CURVE[crv] : [];
  return (fitting ?? []).filter((algorithm) => alg === undefined || alg === algorithm);
}
