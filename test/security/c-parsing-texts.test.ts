/** Threats, part c: the texts of a token, rows 27 to 29 and 31. */

import { jws as library } from '../../lib';
import { expectJoseError, forms } from '../support/both';
import { b64u, flattenedHs256, hs256, mac, retagged, withPart, withTrailingBit } from '../support/forge';
import { everyAlgorithm, secret } from '../support/keys';

const invalidHeader = 'ERR_JOSE_HEADER_INVALID';
const invalidToken = 'ERR_JWS_INVALID';

describe.each(forms)('$name', ({ jws }) => {
  function refused(headerText: string | Uint8Array, code: string | string[]): Promise<unknown> {
    return expectJoseError(() => jws.deserializeCompact(hs256(headerText, 'x', secret), secret), code);
  }

  describe('row 27: base64url is strict', () => {
    const token = hs256({ alg: 'HS256' }, 'hello world', secret);
    const intruders = [
      ' ',
      '\n',
      '\t',
      '\r',
      '=',
      '==',
      '+',
      '/',
      '?',
      '*',
      '\0',
      '\u00a0',
      '\ufeff',
      '\u2028',
      'é',
      '\u0141',
    ];
    const changes: [string, (part: string) => string][] = intruders.flatMap((character) => {
      const shown = JSON.stringify(character);
      return [
        [`${shown} before`, (part: string): string => character + part],
        [`${shown} after`, (part: string): string => part + character],
        [`${shown} inside`, (part: string): string => part.slice(0, 4) + character + part.slice(4)],
      ] as [string, (part: string) => string][];
    });
    const lengths: [string, (part: string) => string][] = [
      ['a length of 1 mod 4', (part) => part.slice(0, 4 * Math.floor(part.length / 4)) + 'A'],
      ['a single character', () => 'A'],
    ];

    test.each([...changes, ...lengths])('%s', async (_, change) => {
      for (const index of [0, 1, 2] as const) {
        const changed = withPart(token, index, change);
        const again = withPart(changed, 2, (part) => (index === 2 ? part : retagOf(changed)));
        for (const value of [changed, again]) {
          await expectJoseError(() => jws.deserializeCompact(value, secret), invalidToken);
          const [header, payload, signature] = value.split('.');
          await expectJoseError(
            () => jws.deserializeJson({ protected: header, payload, signature }, secret),
            invalidToken,
          );
        }
      }
    });

    test('standard base64 instead', async () => {
      const bytes = Buffer.from([0xfb, 0xff, 0xfe, 0xfb, 0xef, 0xbe]);
      const header = b64u({ alg: 'HS256' });
      const value = retagged(header, bytes.toString('base64'), secret);
      await expectJoseError(() => jws.deserializeCompact(value, secret), invalidToken);
      expect((await jws.deserializeCompact(retagged(header, b64u(bytes), secret), secret)).payload.equals(bytes)).toBe(
        true,
      );
    });
  });

  describe('row 28: unused bits of the last character', () => {
    const token = hs256({ alg: 'HS256' }, 'hell', secret);

    test('in the header, signed over', async () => {
      const header = withTrailingBit(b64u('{"alg":"HS256" }'));
      await expectJoseError(() => jws.deserializeCompact(retagged(header, b64u('x'), secret), secret), invalidToken);
    });

    test('in the payload, signed over and not', async () => {
      const [header = '', payload = ''] = token.split('.');
      const changed = withTrailingBit(payload);
      expect(Buffer.from(changed, 'base64url').equals(Buffer.from('hell'))).toBe(true);
      await expectJoseError(
        () =>
          jws.deserializeCompact(
            withPart(token, 1, () => changed),
            secret,
          ),
        invalidToken,
      );
      await expectJoseError(() => jws.deserializeCompact(retagged(header, changed, secret), secret), invalidToken);
    });

    test('in the signature', async () => {
      const changed = withPart(token, 2, withTrailingBit);
      await expectJoseError(() => jws.deserializeCompact(changed, secret), invalidToken);
      const flattened = flattenedHs256('{"alg":"HS256"}', 'hell', secret);
      const value = { ...flattened, signature: withTrailingBit(flattened.signature) };
      await expectJoseError(() => jws.deserializeJson(value, secret), invalidToken);
    });
  });

  describe('row 29: members given twice', () => {
    test.each([
      '{"alg":"HS256","alg":"HS256"}',
      '{"alg":"none","alg":"HS256"}',
      '{"alg":"HS256","\\u0061lg":"none"}',
      '{"\\u0061\\u006c\\u0067":"HS256","alg":"HS256"}',
      '{"alg":"HS256","x":{"a":1,"a":2}}',
      '{"alg":"HS256","x":[{"a":1,"\\u0061":2}]}',
      '{"alg":"HS256","":1,"":2}',
      '{"alg":"HS256","__proto__":1,"__proto__":2}',
      '{"alg":"HS256","\\ud83d\\ude00":1,"\u{1f600}":2}',
    ])('%s', async (header) => {
      await refused(header, invalidHeader);
    });

    test('in the JSON serialization', async () => {
      const { protected: header, payload, signature } = flattenedHs256('{"alg":"HS256"}', 'x', secret);
      for (const text of [
        `{"protected":"${header}","payload":"${payload}","signature":"${signature}","signature":"${signature}"}`,
        `{"protected":"${header}","payload":"AA","\\u0070ayload":"${payload}","signature":"${signature}"}`,
        `{"protected":"${header}","payload":"${payload}","signature":"${signature}","header":{"kid":"a","kid":"b"}}`,
      ]) {
        await expectJoseError(() => jws.deserializeJson(text, secret), [invalidToken, invalidHeader]);
      }
    });

    test('names that only look alike are good', async () => {
      const token = hs256('{"alg":"HS256","a":1,"A":2,"a ":3,"\u00e9":4,"e\u0301":5}', 'x', secret);
      expect(Object.keys((await jws.deserializeCompact(token, secret)).protected)).toHaveLength(6);
    });
  });

  describe('row 31: the header is one JSON object in UTF-8', () => {
    const texts: [string, string | Uint8Array][] = [
      ...[
        '',
        '[]',
        '"alg"',
        'null',
        '1',
        'true',
        '{',
        '}',
        '{}x',
        '{"alg":"HS256"}x',
        '{"alg":"HS256"}{}',
        '{"alg":"HS256",}',
        '{alg:"HS256"}',
      ],
      ...[
        "{'alg':'HS256'}",
        '{"alg":"HS256"//\n}',
        '{"alg":"HS256"/**/}',
        '{"alg":"HS256","x":NaN}',
        '{"alg":"HS256","x":Infinity}',
      ],
      ...[
        '{"alg":"HS256","x":01}',
        '{"alg":"HS256","x":1.}',
        '{"alg":"HS256","x":.5}',
        '{"alg":"HS256","x":+1}',
        '{"alg":"HS256","x":0x1}',
      ],
      ...[
        '{"alg":"HS256","x":"\t"}',
        '{"alg":"HS256","x":"\n"}',
        '{"alg":"HS256","x":"\0"}',
        '{"alg":"HS256","x":"\\x41"}',
        '{"alg":"HS256","x":"\\u00"}',
      ],
      ...[
        '{"alg":"HS256"}\0',
        '\ufeff{"alg":"HS256"}',
        '\u00a0{"alg":"HS256"}',
        '{"alg":"HS256","x":undefined}',
        '{"alg":"HS256" "x":1}',
        '{"alg","HS256"}',
      ],
    ].map((text) => [JSON.stringify(text), text]);
    const bytes: [string, Uint8Array][] = [
      ['UTF-16', Buffer.from('{"alg":"HS256"}', 'utf16le')],
      ['UTF-16 with a mark', Buffer.from('\ufeff{"alg":"HS256"}', 'utf16le')],
      ['a lone continuation byte', withBytes('{"alg":"HS256","x":"', [0x80], '"}')],
      ['a truncated sequence', withBytes('{"alg":"HS256","x":"', [0xe2, 0x82], '"}')],
      ['an overlong slash', withBytes('{"alg":"HS256","x":"', [0xc0, 0xaf], '"}')],
      ['an overlong quote', withBytes('{"alg":"HS256","x":"', [0xc0, 0xa2], '"}')],
      ['an overlong NUL', withBytes('{"alg":"HS256","x":"', [0xc0, 0x80], '"}')],
      ['a surrogate', withBytes('{"alg":"HS256","x":"', [0xed, 0xa0, 0x80], '"}')],
      ['beyond U+10FFFF', withBytes('{"alg":"HS256","x":"', [0xf4, 0x90, 0x80, 0x80], '"}')],
      ['Latin-1', Buffer.from('{"alg":"HS256","x":"\u00e9"}', 'latin1')],
    ];
    test.each([...texts, ...bytes])('%s', async (_, header) => {
      // An empty part is no header at all, which is the token's fault rather than the header's.
      await refused(header, header.length === 0 ? [invalidHeader, invalidToken] : invalidHeader);
    });

    test('JSON’s own white space and escapes are good', async () => {
      const token = hs256('\r\n\t { "\\u0061lg" : "HS\\u0032\\u0035\\u0036" } \n', 'x', secret);
      expect((await jws.deserializeCompact(token, secret)).protected).toEqual({ alg: 'HS256' });
    });

    test('nothing of it is shown', async () => {
      const registry = new library.Registry({ algorithms: [...everyAlgorithm] });
      const token = hs256('{"alg":"HS256","x":"private matter"', 'x', secret);
      await expectJoseError(() => jws.deserializeCompact(token, secret, { registry }), invalidHeader, [
        'private matter',
      ]);
    });
  });
});

function withBytes(before: string, bytes: number[], after: string): Buffer {
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

/** A good tag over the first two parts as they stand; characters beyond ASCII as their UTF-8 bytes. */
function retagOf(token: string): string {
  const [header = '', payload = ''] = token.split('.');
  return b64u(mac('HS256', secret, `${header}.${payload}`));
}
