/** Addresses inside a network: a caller could use this service to reach what it cannot reach itself (SSRF). */
import { BlockList, isIP } from 'node:net';

/** IANA special-purpose registries: everything that is not globally reachable, and what leads to it by another name. */
const IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, with the metadata service of every cloud.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Only 2000::/3 is global; what of it embeds an IPv4 address or is not routed is listed as well. ::ffff:0:0/96 is in ::/3. */
const IPV6: readonly (readonly [string, number])[] = [
  ['::', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
];
/** Cloud metadata outside these ranges: Alibaba 100.100.100.200 is in 100.64/10, Azure's wire server is public. */
const METADATA = ['168.63.129.16'];

// Two lists: in one, an IPv6 range would also cover the IPv4 addresses that can be mapped into it.
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of IPV4) blocked.ipv4.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of IPV6) blocked.ipv6.addSubnet(network, bits, 'ipv6');
for (const address of METADATA) blocked.ipv4.addAddress(address, 'ipv4');

/** Is this IP address private, link-local, loopback, multicast, reserved, or a way around? False for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  return blocked[family].check(bare, family);
}

// Where a cloud answers for its machines' credentials: link-local, and the few that are not.
const metadata = { ipv4: new BlockList(), ipv6: new BlockList() };
metadata.ipv4.addSubnet('169.254.0.0', 16, 'ipv4');
for (const address of [...METADATA, '100.100.100.200']) metadata.ipv4.addAddress(address, 'ipv4');
metadata.ipv6.addSubnet('fe80::', 10, 'ipv6');
metadata.ipv6.addSubnet('::ffff:169.254.0.0', 112, 'ipv6');
metadata.ipv6.addAddress('fd00:ec2::254', 'ipv6');

/** No FHIR server lives here, so it is closed also where private networks are open. False for what is no address. */
export function isMetadataAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  return metadata[family].check(bare, family);
}

/** Names that mean this machine or its network whatever DNS says (RFC 6761, RFC 6762, and clouds' metadata). */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|localdomain)\.?$/i;

/** Can it be told without DNS that this host of a URL is private? */
export function isPrivateHost(hostname: string): boolean {
  return isPrivateAddress(hostname) || PRIVATE_NAME.test(hostname);
}
