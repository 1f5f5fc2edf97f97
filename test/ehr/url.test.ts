import { describe, expect, test } from '@jest/globals';
import { checkFhirServer } from '../../src/ehr/url.js';

const base = (check: ReturnType<typeof checkFhirServer>) => ('url' in check ? check.url.href : check.refused);

describe('which FHIR servers may be asked', () => {
  test.each([
    ['https://ehr.example/api/FHIR/R4', 'https://ehr.example/api/FHIR/R4/'],
    ['https://ehr.example/api/FHIR/R4///', 'https://ehr.example/api/FHIR/R4/'],
    ['https://ehr.example', 'https://ehr.example/'],
  ])('%s is fine', (url, expected) => {
    expect(base(checkFhirServer(url))).toBe(expected);
  });

  test.each([
    ['', 'no FHIR server given'],
    [undefined, 'no FHIR server given'],
    [{}, 'no FHIR server given'],
    ['ehr.example/fhir', 'fhirServer is not a URL'],
    ['file:///etc/passwd', 'fhirServer is not http or https'],
    ['ftp://ehr.example/', 'fhirServer is not http or https'],
    ['https://user:secret@ehr.example/fhir', 'fhirServer has credentials in it'],
    ['https://ehr.example/fhir?tenant=1', 'fhirServer is not a base URL'],
    ['https://ehr.example/fhir#x', 'fhirServer is not a base URL'],
    ['http://ehr.example/fhir', 'fhirServer is not https'],
    ['http://127.0.0.1.evil.example/fhir', 'fhirServer is not https'],
    ['http://localhost.evil.example/fhir', 'fhirServer is not https'],
  ])('%j is refused', (url, reason) => {
    expect(base(checkFhirServer(url))).toBe(reason);
  });

  test.each([
    ['http://localhost:8080/fhir', 'http://localhost:8080/fhir/'],
    ['http://127.0.0.1:8080/fhir', 'http://127.0.0.1:8080/fhir/'],
    ['http://[::1]:8080/fhir', 'http://[::1]:8080/fhir/'],
  ])('%s is fine where private networks are', (url, expected) => {
    expect(base(checkFhirServer(url, { plainHttp: 'loopback', privateNetworks: true }))).toBe(expected);
    expect(base(checkFhirServer(url))).toBe('private address refused');
  });

  test('a sandbox may read over plain http', () => {
    expect(
      base(checkFhirServer('http://ehr.example/fhir', { plainHttp: 'anywhere', privateNetworks: false })),
    ).toBe('http://ehr.example/fhir/');
  });

  test('a further policy has its say, on the normalised URL', () => {
    const accepts = (url: URL) => url.href === 'https://ehr.example/fhir/';
    expect(
      base(
        checkFhirServer('https://EHR.example/fhir', {
          plainHttp: 'loopback',
          privateNetworks: false,
          accepts,
        }),
      ),
    ).toBe('https://ehr.example/fhir/');
    expect(
      base(
        checkFhirServer('https://ehr.example/fhir2', {
          plainHttp: 'loopback',
          privateNetworks: false,
          accepts,
        }),
      ),
    ).toBe('fhirServer is not allowed');
  });
});
