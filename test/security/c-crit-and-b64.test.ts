/** Threats, part c: header parameters that change what is verified, rows 25 and 26. */

import { expectJoseError, forms } from '../support/both';
import { b64u, flattenedHs256, hs256, mac, retagged } from '../support/forge';
import { secret } from '../support/keys';

const invalidHeader = 'ERR_JOSE_HEADER_INVALID';
const invalidToken = 'ERR_JWS_INVALID';
const unsupported = 'ERR_JOSE_CRIT_UNSUPPORTED';

describe.each(forms)('$name', ({ jws }) => {
  function refused(headerText: string, code: string): Promise<unknown> {
    return expectJoseError(() => jws.deserializeCompact(hs256(headerText, 'x', secret), secret), code);
  }

  describe('row 25: crit', () => {
    test.each([
      ['an unknown name', '"unknown"', '"unknown":1'],
      ['cnf', '"cnf"', '"cnf":{"jkt":"x"}'],
      ['exp', '"exp"', '"exp":1'],
      ['__proto__', '"__proto__"', '"__proto__":1'],
      ['constructor', '"constructor"', '"constructor":1'],
      ['toString', '"toString"', '"toString":1'],
      ['a name of a URL', '"http://example.com/UNDEFINED"', '"http://example.com/UNDEFINED":true'],
      ['a known and an unknown name', '"b64","unknown"', '"b64":true,"unknown":1'],
    ])('%s is ERR_JOSE_CRIT_UNSUPPORTED', async (_, names, members) => {
      await refused(`{"alg":"HS256","crit":[${names}],${members}}`, unsupported);
      const flattened = flattenedHs256(`{"alg":"HS256","crit":[${names}],${members}}`, 'x', secret);
      await expectJoseError(() => jws.deserializeJson(flattened, secret), unsupported);
    });

    test.each([
      '[]',
      '"b64"',
      'null',
      '{}',
      'true',
      '1',
      '[1]',
      '[null]',
      '["b64","b64"]',
      '["alg"]',
      '["typ"]',
      '["absent"]',
      '["b64",["b64"]]',
    ])('crit %s is ERR_JOSE_HEADER_INVALID', async (crit) => {
      await refused(`{"alg":"HS256","typ":"JWT","b64":true,"crit":${crit}}`, invalidHeader);
    });

    test('in the unprotected header', async () => {
      const flattened = flattenedHs256('{"alg":"HS256"}', 'x', secret);
      for (const header of [{ crit: ['unknown'], unknown: 1 }, { crit: ['b64'] }, { crit: [] }]) {
        await expectJoseError(() => jws.deserializeJson({ ...flattened, header }, secret), invalidHeader);
      }
    });
  });

  describe('row 26: b64', () => {
    test.each(['"false"', '0', 'null', '[]', '"true"', '1'])('b64 %s', async (value) => {
      await refused(`{"alg":"HS256","crit":["b64"],"b64":${value}}`, invalidHeader);
    });

    test('false without crit, whichever way the MAC was made', async () => {
      const header = b64u('{"alg":"HS256","b64":false}');
      for (const payload of ['hello', b64u('hello')]) {
        await expectJoseError(() => jws.deserializeCompact(retagged(header, payload, secret), secret), invalidHeader);
      }
    });

    test('unprotected', async () => {
      const signature = b64u(mac('HS256', secret, `${b64u('{"alg":"HS256"}')}.hello`));
      const value = { protected: b64u('{"alg":"HS256"}'), payload: 'hello', header: { b64: false }, signature };
      await expectJoseError(() => jws.deserializeJson(value, secret), invalidHeader);
    });

    test('signatures of one message that disagree', async () => {
      const raw = b64u('{"alg":"HS256","crit":["b64"],"b64":false}');
      const encoded = b64u('{"alg":"HS256"}');
      const signatures = [raw, encoded].map((header) => ({
        protected: header,
        signature: b64u(mac('HS256', secret, `${header}.aGVsbG8`)),
      }));
      for (const verify of ['all', 'any']) {
        const codes = [invalidHeader, invalidToken];
        await expectJoseError(() => jws.deserializeJson({ payload: 'aGVsbG8', signatures }, secret, { verify }), codes);
      }
    });

    test('a dot in a compact unencoded payload', async () => {
      const header = b64u('{"alg":"HS256","crit":["b64"],"b64":false}');
      const token = retagged(header, 'a.b', secret);
      await expectJoseError(() => jws.deserializeCompact(token, secret), invalidToken);
    });

    test('a NUL in an unencoded payload does not end it', async () => {
      const header = '{"alg":"HS256","crit":["b64"],"b64":false}';
      const signature = b64u(mac('HS256', secret, `${b64u(header)}.safe\0unsafe`));
      const value = { protected: b64u(header), payload: 'safe\0unsafe', signature };
      expect((await jws.deserializeJson(value, secret)).payload.toString()).toBe('safe\0unsafe');
      for (const payload of ['safe', 'safe\0', 'safe\0other']) {
        const code = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
        await expectJoseError(() => jws.deserializeJson({ ...value, payload }, secret), code);
      }
    });
  });
});
