/** The call as it is shown: stages, and a command line without the token. */
import { describe, expect, test } from '@jest/globals';
import { stagesOf } from '../../sandbox/page/api/timing.js';
import { asCurl, withoutToken } from '../../sandbox/page/reason/curl.js';

const request = {
  hook: 'order-sign',
  hookInstance: 'i1',
  context: { note: "it's" },
  fhirAuthorization: { access_token: 'a-token', scope: 'patient/*.rs' },
};

describe('the command line', () => {
  test('holds the whole call, and no token', () => {
    const line = asCurl('http://127.0.0.1:3000', '/cds-services/x', request);
    expect(line).toMatch(/^curl -s -X POST 'http:\/\/127\.0\.0\.1:3000\/cds-services\/x'/);
    const [, body] = line.split("<<'CALL'\n");
    expect(JSON.parse(body?.replace(/CALL\n$/, '') ?? '')).toEqual(withoutToken(request));
    expect(line).not.toContain('a-token');
    expect(line).toContain('patient/*.rs');
  });
});

describe('the stages', () => {
  test('are those of Server-Timing', () => {
    expect(stagesOf('parse;dur=0.4, read;desc="x";dur=12, total;dur=13.5')).toEqual([
      { name: 'parse', ms: 0.4 },
      { name: 'read', ms: 12 },
      { name: 'total', ms: 13.5 },
    ]);
  });

  test.each(['', 'parse', ';', 'parse;dur=x'])('given "%s", then there are none', (header) => {
    expect(stagesOf(header)).toEqual([]);
  });
});
