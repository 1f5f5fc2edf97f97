/** A CDS client with a key of its own: its registration, and tokens for its calls. Every token is good for one call. */
import { randomUUID } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';

const ISSUER = 'https://ehr.example.org/cds';
export const PUBLIC_URL = 'https://cds.example.org';
/** How many are signed at the same time; the signing itself runs in Node's thread pool. */
const AT_ONCE = 64;

/** @param algorithm `RS384`, `ES384` */
export async function newClient(algorithm) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = `bench-${algorithm}`;
  const key = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  const sign = (audience) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(`${PUBLIC_URL}${audience}`)
      .setIssuedAt(now)
      .setExpirationTime(now + 300)
      .sign(privateKey);
  };
  return {
    /** The content of the file that CDS_CLIENTS names. */
    registration: {
      clients: [{ id: 'bench', issuer: ISSUER, keys: { jwks: { keys: [key] } }, rateLimit: 1_000_000_000 }],
    },
    /** @param audience path of the service */
    async tokens(audience, count) {
      const made = [];
      while (made.length < count) {
        const batch = Array.from({ length: Math.min(AT_ONCE, count - made.length) }, () => sign(audience));
        made.push(...(await Promise.all(batch)));
      }
      return made;
    },
  };
}
