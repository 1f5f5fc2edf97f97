/** Signing keys, tokens right and wrong, and a server that publishes keys. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

export interface Signer {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** With kid, alg and use. */
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

export async function signer(alg: string, kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const naming = { kid, alg, use: 'sig' };
  return {
    alg,
    kid,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...naming },
    privateJwk: { ...(await exportJWK(privateKey)), ...naming },
  };
}

export const ISSUER = 'https://ehr.north.example.org/cds';
export const SERVICE_URL = 'https://cds.example.org/cds-services/site-of-care-order-sign';

/** Members to set in a header or a claims set; undefined takes a member away. */
export type Changes = Readonly<Record<string, unknown>>;

let tokens = 0;

/** The claims of a good token of the client ISSUER, each with a jti of its own. */
export function claims(now: Date, changes: Changes = {}): Record<string, unknown> {
  const iat = Math.floor(now.getTime() / 1000);
  tokens += 1;
  return { iss: ISSUER, aud: SERVICE_URL, iat, exp: iat + 300, jti: `token-${tokens}`, ...changes };
}

export function header({ alg, kid }: Signer, changes: Changes = {}): Record<string, unknown> {
  return { alg, kid, typ: 'JWT', ...changes };
}

/** A signed token, whatever its header and claims say. */
export async function sign(by: Signer, headerMembers: Changes, claimMembers: Changes): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claimMembers));
  return new CompactSign(payload)
    .setProtectedHeader(JSON.parse(JSON.stringify(headerMembers)) as { alg: string })
    .sign(by.privateKey);
}

/** A token with any signature at all, for headers that nobody could sign with. */
export function unsigned(headerMembers: Changes, claimMembers: Changes, signature = ''): string {
  return [headerMembers, claimMembers].map(base64url).join('.') + `.${signature}`;
}

export function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export interface KeyServer {
  /** Where it answers with `set`. */
  readonly jku: string;
  /** What it answers from now on: JSON, or a status with headers. */
  answer(body: unknown, status?: number, headers?: Readonly<Record<string, string>>): void;
  /** Paths asked for so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startKeyServer(...keys: readonly JWK[]): Promise<KeyServer> {
  const requests: string[] = [];
  let current = { body: { keys } as unknown, status: 200, headers: {} as Readonly<Record<string, string>> };
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const text = typeof current.body === 'string' ? current.body : JSON.stringify(current.body);
    response.writeHead(current.status, { 'content-type': 'application/json', ...current.headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    jku: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    answer: (body, status = 200, headers = {}) => {
      current = { body, status, headers };
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
