/** A request as bytes, of which a caller changes the id of the call, and the token where there is one, in place: no call repeats another. */
import { randomFillSync, randomUUID } from 'node:crypto';
import { ANY_INSTANCE } from '../calls/hook-call.mjs';

const ANY_INSTANCE_BYTES = Buffer.from(ANY_INSTANCE);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @param tokens all of one length; each is used once, or none when undefined */
export function prepare({ url, body, tokens }) {
  const { host, pathname } = new URL(url);
  const bytes = Buffer.from(body);
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    ...(tokens ? [`Authorization: Bearer ${tokens[0]}`] : []),
  ].join('\r\n');
  const whole = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
  const instanceAt = whole.indexOf(ANY_INSTANCE_BYTES);
  if (instanceAt < 0) throw new Error('the body names no hookInstance to change');
  const tokenAt = tokens ? whole.indexOf(tokens[0]) : -1;
  let used = 0;
  return {
    bytes: whole.length,
    /** A buffer for one connection, and what makes the next call of it; false when there is no token left. */
    copy() {
      const buffer = Buffer.from(whole);
      const next = () => {
        buffer.latin1Write(uuid(), instanceAt);
        if (!tokens) return true;
        if (used === tokens.length) return false;
        buffer.latin1Write(tokens[used], tokenAt);
        used += 1;
        return true;
      };
      return { buffer, next };
    },
  };
}

const random = Buffer.alloc(8 * 1024);
const half = randomUUID().slice(0, 19);
let at = random.length;

/** Half of it stays for the life of the process: as unique, and cheaper. */
function uuid() {
  if (at + 8 > random.length) {
    randomFillSync(random);
    at = 0;
  }
  let text = `${half}-`;
  for (let end = at + 6; at < end; at += 1) text += HEX[random[at]];
  return text;
}
