/** Certificates made on the spot, so that no test rests on a file that expires: an authority, and what it has signed. */
import {
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MadeCertificate {
  /** PEM */
  readonly cert: string;
  /** PEM */
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Signed by itself when absent. */
  readonly issuer?: MadeCertificate & { readonly name: string };
  readonly authority?: boolean;
  readonly validTo?: Date;
}

const HOUR = 3_600_000;
const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
};

/** For 127.0.0.1, on P-256 (RFC 5280, in the few parts that matter). */
export function makeCertificate(options: CertificateOptions): MadeCertificate & { readonly name: string } {
  const { name, issuer, authority = false, validTo = new Date(Date.now() + HOUR) } = options;
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    nameOf(issuer?.name ?? name),
    sequence(time(new Date(validTo.getTime() - 24 * HOUR)), time(validTo)),
    nameOf(name),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(OID.basicConstraints, sequence(...(authority ? [der(0x01, Buffer.from([0xff]))] : []))),
        extension(OID.subjectAltName, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
      ),
    ),
  );
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : keys.privateKey;
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, signer)));
  return {
    name,
    cert: new X509Certificate(certificate).toString(),
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Writes certificate and key into a folder and gives their paths. */
export function keepCertificate(directory: string, { cert, key }: MadeCertificate) {
  const paths = { cert: join(directory, 'tls.crt'), key: join(directory, 'tls.key') };
  writeFileSync(paths.cert, cert);
  writeFileSync(paths.key, key, { mode: 0o600 });
  return paths;
}

/** One DER element: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const value = Buffer.concat(content);
  const { length } = value;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const tagged = (number: number, content: Buffer): Buffer => der(0xa0 + number, content);
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);
const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid(OID.commonName), der(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value));
const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`));

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}
