/** Who an address stands for: IPv4 addresses for themselves, of IPv6 the /64 that one customer is given as a rule. */
import { isIP } from 'node:net';

const GROUPS = 8;
const GROUPS_OF_A_NETWORK = 4;
/** A forwarded address is text that a proxy passed on, of any kind and length. */
const UNKNOWN = 'unknown';

export function networkOf(text = ''): string {
  const address = plainAddress(text);
  return isIP(address) === 6 ? networkOf6(address) : address;
}

/** Without the port that some proxies add; `unknown` for what is no address. */
export function plainAddress(text = ''): string {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? UNKNOWN : address;
}

function networkOf6(address: string): string {
  const [withoutZone = ''] = address.split('%');
  const [head = '', tail] = withoutZone.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : GROUPS - groups.length - after.length;
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...after];
  const network = all.slice(0, GROUPS_OF_A_NETWORK).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
