/** Header validation as a caller of jws meets it: types of registered parameters, placement, crit. */

import { expectJoseError, forms } from '../support/both';
import { flattenedHs256, hs256 } from '../support/forge';
import { jwks, publicJwk, secret } from '../support/keys';

const invalid = 'ERR_JOSE_HEADER_INVALID';
const notText: unknown[] = [1, true, null, {}, ['x']];

const types: { name: string; good: unknown[]; bad: unknown[] }[] = [
  { name: 'kid', good: ['', 'k', 'ü', '../../x'], bad: notText },
  { name: 'typ', good: ['JWT', 'application/jose'], bad: notText },
  { name: 'cty', good: ['JWT', 'text/plain'], bad: notText },
  { name: 'jku', good: ['https://example.com/keys'], bad: notText },
  { name: 'x5u', good: ['https://example.com/cert'], bad: notText },
  { name: 'jwk', good: [publicJwk('p256'), publicJwk('rsa')], bad: ['x', 1, null, [], {}, { kty: 1 }, jwks.p256] },
  { name: 'x5c', good: [['MIIB']], bad: ['MIIB', [], {}, [1], ['*'], [null], null] },
  { name: 'x5t', good: ['A'.repeat(27)], bad: [...notText, '+/'] },
  { name: 'x5t#S256', good: ['A'.repeat(43)], bad: [...notText, '+/'] },
  { name: 'iss', good: ['me', ''], bad: notText },
  { name: 'sub', good: ['you'], bad: notText },
  { name: 'aud', good: ['a', ['a', 'b']], bad: [1, {}, [1], [['a']], null, true] },
  { name: 'nonce', good: ['n-0S6_WzA2Mj'], bad: notText },
  { name: 'url', good: ['https://example.com/acme/new'], bad: notText },
  { name: 'ppt', good: ['shaken'], bad: notText },
  { name: 'trust_chain', good: [['a.b.c', 'd.e.f']], bad: ['a.b.c', [], [1], {}, null] },
];

const crits: { what: string; header: Record<string, unknown>; code: string }[] = [
  { what: 'empty', header: { crit: [] }, code: invalid },
  { what: 'text', header: { crit: 'b64', b64: true }, code: invalid },
  { what: 'null', header: { crit: null }, code: invalid },
  { what: 'object', header: { crit: { b64: true }, b64: true }, code: invalid },
  { what: 'true', header: { crit: true }, code: invalid },
  { what: 'of numbers', header: { crit: [1] }, code: invalid },
  { what: 'twice the same name', header: { crit: ['b64', 'b64'], b64: true }, code: invalid },
  { what: 'of an absent name', header: { crit: ['b64'] }, code: invalid },
  { what: 'naming alg', header: { crit: ['alg'] }, code: invalid },
  { what: 'naming kid', header: { crit: ['kid'], kid: 'k' }, code: invalid },
  { what: 'naming typ', header: { crit: ['typ'], typ: 'JWT' }, code: invalid },
  { what: 'naming crit', header: { crit: ['crit'] }, code: invalid },
  { what: 'naming an unknown extension', header: { crit: ['exp'], exp: 1 }, code: 'ERR_JOSE_CRIT_UNSUPPORTED' },
  { what: 'naming a parameter of another RFC', header: { crit: ['iss'], iss: 'x' }, code: 'ERR_JOSE_CRIT_UNSUPPORTED' },
  {
    what: 'naming one that is understood and one that is not',
    header: { crit: ['b64', 'exp'], b64: true, exp: 1 },
    code: 'ERR_JOSE_CRIT_UNSUPPORTED',
  },
];

describe.each(forms)('header parameters, $name', ({ jws }) => {
  describe.each(types)('$name', ({ name, good, bad }) => {
    test.each(good.map((value) => [JSON.stringify(value).slice(0, 30), value]))('%s is good', async (_, value) => {
      const header = { alg: 'HS256', [name]: value };
      const token = await jws.serializeCompact(header, 'hello', secret);
      expect((await jws.deserializeCompact(token, secret)).protected).toEqual(header);
      const split = await jws.serializeJson({ protected: { alg: 'HS256' }, header: { [name]: value } }, 'x', secret);
      expect((await jws.deserializeJson(split, secret)).members[0]?.header).toEqual({ [name]: value });
    });

    test.each(bad.map((value) => [JSON.stringify(value).slice(0, 30), value]))('%s is not', async (_, value) => {
      const header = { alg: 'HS256', [name]: value };
      const error = await expectJoseError(() => jws.serializeCompact(header, 'hello', secret), invalid);
      expect(error.message).toContain(name);
      await expectJoseError(() => jws.deserializeCompact(hs256(header, 'hello', secret), secret), invalid);
      const split = { ...flattenedHs256('{"alg":"HS256"}', 'x', secret), header: { [name]: value } };
      await expectJoseError(() => jws.deserializeJson(split, secret), invalid);
    });
  });

  test('parameters of JWE are unregistered names in a JWS', async () => {
    const header = { alg: 'HS256', enc: 'A128GCM', zip: 'DEF' };
    await expectJoseError(() => jws.serializeCompact(header, 'x', secret), 'ERR_JOSE_HEADER_UNSUPPORTED');
  });

  describe('crit', () => {
    test.each(crits)('$what, protected: $code', async ({ header, code }) => {
      const whole = { alg: 'HS256', ...header };
      const token = hs256(whole, 'hello', secret);
      await expectJoseError(() => jws.deserializeCompact(token, secret), code);
      await expectJoseError(() => jws.serializeCompact(whole, 'hello', secret), code);
      const [protectedPart, payload, signature] = token.split('.');
      const flattened = { protected: protectedPart, payload, signature };
      await expectJoseError(() => jws.deserializeJson(flattened, secret), code);
      await expectJoseError(() => jws.serializeJson({ protected: whole }, 'hello', secret), code);
    });

    test.each([
      ['crit', { crit: ['b64'] }, { b64: true }],
      ['b64', { b64: false }, {}],
      ['b64 true', { b64: true }, { crit: ['b64'] }],
      ['both', { crit: ['b64'], b64: false }, {}],
      ['crit of an unprotected name', { exp: 1 }, { crit: ['exp'] }],
    ])('%s must be protected', async (_, header, protectedRest) => {
      const member = { protected: { alg: 'HS256', ...protectedRest }, header };
      await expectJoseError(() => jws.serializeJson(member, 'hello', secret), invalid);
      const value = { ...flattenedHs256(JSON.stringify(member.protected), 'hello', secret), header };
      await expectJoseError(() => jws.deserializeJson(value, secret), invalid);
    });

    test('a parameter that is no header parameter of the object itself is absent', async () => {
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const token = hs256(`{"alg":"HS256","crit":[${JSON.stringify(name)}]}`, 'x', secret);
        await expectJoseError(() => jws.deserializeCompact(token, secret), invalid);
      }
    });
  });

  describe('alg', () => {
    test('may stand unprotected in JSON', async () => {
      const made = await jws.serializeJson({ header: { alg: 'HS256' } }, 'hello', secret);
      expect(made).not.toHaveProperty('protected');
      const { members } = await jws.deserializeJson(made, secret);
      expect(members[0]).toMatchObject({ verified: true, joseHeader: { alg: 'HS256' }, header: { alg: 'HS256' } });
    });

    test.each([[{}], [{ alg: 1 }], [{ alg: null }], [{ alg: ['HS256'] }], [{ kid: 'HS256' }]])(
      'missing or no text: %j',
      async (header) => {
        await expectJoseError(() => jws.serializeCompact(header, 'x', secret), invalid);
        await expectJoseError(() => jws.deserializeCompact(hs256(header, 'x', secret), secret), invalid);
      },
    );

    test('is not taken from a prototype', async () => {
      const header: unknown = Object.create({ alg: 'HS256' });
      await expectJoseError(() => jws.serializeCompact(header, 'x', secret), invalid);
    });
  });

  test('names in both headers', async () => {
    const value = { ...flattenedHs256('{"alg":"HS256","kid":"a"}', 'x', secret), header: { kid: 'a' } };
    await expectJoseError(() => jws.deserializeJson(value, secret), invalid);
    await expectJoseError(() => jws.deserializeJson({ ...value, header: { alg: 'HS256' } }, secret), invalid);
  });

  test('unknown names are read and returned, in both headers', async () => {
    const value = { ...flattenedHs256('{"alg":"HS256","tenant":{"a":[1]}}', 'x', secret), header: { other: null } };
    const { members } = await jws.deserializeJson(value, secret);
    expect(members[0]?.joseHeader).toEqual({ alg: 'HS256', tenant: { a: [1] }, other: null });
  });
});
