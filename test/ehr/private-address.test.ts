import { describe, expect, test } from '@jest/globals';
import { isMetadataAddress, isPrivateAddress, isPrivateHost } from '../../src/ehr/private-address.js';

describe('addresses inside a network', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    '168.63.129.16',
    '::',
    '::1',
    '[::1]',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '192.169.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  test.each(['169.254.169.254', '[::ffff:169.254.169.254]', '100.100.100.200', 'fd00:ec2::254', '[fe80::1]'])(
    '%s is where a cloud keeps credentials',
    (address) => {
      expect(isMetadataAddress(address)).toBe(true);
    },
  );

  test.each(['127.0.0.1', '10.0.0.1', '192.168.1.1', '::1', 'fd00::1', 'ehr.example'])(
    '%s is not',
    (address) => {
      expect(isMetadataAddress(address)).toBe(false);
    },
  );

  test.each([
    'localhost',
    'LOCALHOST.',
    'ehr.localhost',
    'printer.local',
    'metadata.google.internal',
    'nas.home.arpa',
  ])('the name %s is private without asking DNS', (name) => {
    expect(isPrivateHost(name)).toBe(true);
  });

  test.each(['ehr.example', 'localhost.example.org', 'local.example', '10.example.org'])(
    'the name %s is for DNS to tell',
    (name) => {
      expect(isPrivateHost(name)).toBe(false);
    },
  );

  test.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://[::ffff:7f00:1]/',
    'http://0177.0.0.1/',
  ])('%s is seen through', (url) => {
    expect(isPrivateHost(new URL(url).hostname)).toBe(true);
  });
});
