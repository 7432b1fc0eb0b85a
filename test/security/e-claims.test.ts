/** Threats, part e: claims, rows 38 and 57 to 62; and of rows 24, 26, 34 and 35 what concerns JWT. */

import * as jose from '../../lib';
import { expectJoseError, expectTypeError, outcomeOf } from '../support/both';
import { b64u, hs256, retagged } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { publicJwk, secret } from '../support/keys';
import { withinASecond } from '../support/timed';

const failed = 'ERR_JWT_CLAIM_VALIDATION_FAILED';
const now = 1_700_000_000;

/** A good token around a JSON text. */
function token(claims: string | Uint8Array): string {
  return hs256({ alg: 'HS256' }, claims, secret);
}

describe.each(jwtForms)('$name', ({ jwt, small }) => {
  /** The outcome by each way that a token can be read. */
  async function outcomes(text: string, options: object = {}): Promise<(string | undefined)[]> {
    const key = jose.jwk.importKey({ kty: 'oct', k: secret.toString('base64url') });
    return Promise.all([
      outcomeOf(() => jwt.decode(token(text), secret, { now, ...options })),
      outcomeOf(() => jwt.decode(token(text), key, { now, ...options })),
      outcomeOf(() => jwt.validate(JSON.parse(text), { now, ...options })),
    ]);
  }

  describe('row 38: regular expressions', () => {
    test.each([/^a/g, /^a/y, /^a/gy, /^a/dgimsu])('%p is refused', async (audience) => {
      await expectTypeError(() => jwt.decode(token('{"aud":"a"}'), secret, { audience }));
      await expectTypeError(() => jwt.validate({ aud: 'a' }, { audience }));
    });

    test('a text that would be matched for years takes no time', async () => {
      const text = JSON.stringify({ aud: `${'a'.repeat(100_000)}!` });
      const found = await withinASecond(() => outcomes(text, { audience: /^(a+)+$/ }));
      expect(found).toEqual([failed, failed, failed]);
    });

    test('the limit is 1024 characters, for each member', async () => {
      const long = 'a'.repeat(1025);
      expect(await outcomes(JSON.stringify({ aud: long }), { audience: /^a/ })).toEqual([failed, failed, failed]);
      expect(await outcomes(JSON.stringify({ aud: [long, 'a'] }), { audience: /^a$/ })).toEqual([undefined, undefined, undefined]); // prettier-ignore
      expect(await outcomes(JSON.stringify({ aud: long.slice(1) }), { audience: /^a/ })).toEqual([undefined, undefined, undefined]); // prettier-ignore
    });

    test('the same answer for the same token, however often', async () => {
      const audience = /a$/;
      for (let time = 0; time < 4; time++) await jwt.decode(token('{"aud":"a"}'), secret, { audience });
    });
  });

  describe('row 57: exp, nbf and iat of the wrong type', () => {
    const wrong = ['"1"', '""', '"never"', 'null', 'true', 'false', '[]', `[${now}]`, '{}', '1e400', '-1e400'];

    test.each(['exp', 'nbf', 'iat'])('%s', async (claim) => {
      for (const value of wrong) {
        const text = `{"${claim}":${value}}`;
        expect(await outcomes(text)).toEqual([failed, failed, failed]);
        const error = await expectJoseError(() => jwt.decode(token(text), secret), failed);
        expect(error).toMatchObject({ claim });
        const parts = await small.deserializeCompact(token(text));
        await expectJoseError(() => small.verify(parts, secret, 'HS256'), failed);
      }
    });

    test('2^53 and fractions are good dates', async () => {
      const text = `{"exp":9007199254740992,"nbf":${now - 0.5},"iat":1.25}`;
      expect(await outcomes(text)).toEqual([undefined, undefined, undefined]);
      expect(await outcomes(`{"exp":${now}.5}`)).toEqual([undefined, undefined, undefined]);
    });
  });

  describe('row 58: boundaries', () => {
    test.each([
      [{ exp: now }, {}, 'ERR_JWT_EXPIRED'],
      [{ exp: now + 1 }, {}, undefined],
      [{ nbf: now }, {}, undefined],
      [{ nbf: now + 1 }, {}, 'ERR_JWT_NOT_YET_VALID'],
      [{ exp: now - 5 }, { leeway: 5 }, 'ERR_JWT_EXPIRED'],
      [{ exp: now - 4 }, { leeway: 5 }, undefined],
      [{ nbf: now + 5 }, { leeway: 5 }, undefined],
      [{ nbf: now + 6 }, { leeway: 5 }, 'ERR_JWT_NOT_YET_VALID'],
    ])('%j with %j', async (claims, options, code) => {
      expect(await outcomes(JSON.stringify(claims), options)).toEqual([code, code, code]);
    });

    test.each(['leeway', 'maxAge'])('%s must be a duration', async (name) => {
      for (const value of [NaN, -1, Infinity, '5', '-5s', '', null, {}]) {
        await expectTypeError(() => jwt.decode(token('{"iat":1}'), secret, { [name]: value }));
      }
    });
  });

  describe('row 59: issuers and audiences of other shapes', () => {
    test.each([
      ['{"iss":["https://good.example"]}', { issuer: 'https://good.example' }],
      ['{"iss":["https://evil.example","https://good.example"]}', { issuer: ['https://good.example'] }],
      ['{"iss":{"0":"https://good.example"}}', { issuer: 'https://good.example' }],
      ['{"iss":"https://good"}', { issuer: 'https://good.example' }],
      ['{"iss":"https://good.example"}', { issuer: 'https://good' }],
      ['{"iss":""}', { issuer: 'https://good.example' }],
      ['{"iss":"acb"}', { issuer: ['abc', 'acbd'] }],
      ['{"aud":{"api":"api"}}', { audience: 'api' }],
      ['{"aud":[["api"]]}', { audience: 'api' }],
      ['{"aud":["api",["api"]]}', { audience: 'api' }],
      ['{"aud":["api",null]}', { audience: 'api' }],
      ['{"aud":[]}', { audience: 'api' }],
      ['{"aud":"ap"}', { audience: 'api' }],
      ['{"aud":"xapix"}', { audience: 'api' }],
      ['{"sub":["alice"]}', { subject: 'alice' }],
      ['{"jti":1}', { id: '1' }],
    ])('%s with %j', async (text, options) => {
      expect(await outcomes(text, options)).toEqual([failed, failed, failed]);
    });
  });

  describe('row 60: absent claims', () => {
    test.each([
      { issuer: 'a' },
      { audience: 'a' },
      { audience: /(?:)/ },
      { subject: 'a' },
      { id: 'a' },
      { nonce: 'a' },
      { maxAge: 60 },
      { required: ['exp'] },
      { claims: { exp: { essential: true } } },
    ])('%j', async (options) => {
      expect(await outcomes('{}', options)).toEqual([failed, failed, failed]);
      await expectJoseError(() => jwt.decode(token('{}'), secret, { typ: 'JWT' }), failed);
    });

    test('a claim in Object.prototype is no claim', async () => {
      const polluted = Object.prototype as { iss?: unknown };
      polluted.iss = 'a';
      try {
        expect(await outcomes('{}', { issuer: 'a' })).toEqual([failed, failed, failed]);
      } finally {
        delete polluted.iss;
      }
    });

    test('an option in Object.prototype is no option', async () => {
      const polluted = Object.prototype as { now?: unknown; issuer?: unknown };
      polluted.now = 0;
      polluted.issuer = 'a';
      try {
        await jwt.decode(token('{}'), secret, {});
        await expectJoseError(() => jwt.decode(token('{"exp":1}'), secret, {}), 'ERR_JWT_EXPIRED');
      } finally {
        delete polluted.now;
        delete polluted.issuer;
      }
    });
  });

  // The row does not apply: at_hash and c_hash are claims like any other here, nothing compares them with a token or code, so
  // that no unknown algorithm can make a comparison pass. Whoever compares them has an option for a rule of the claim's own.
  describe('row 61: at_hash and c_hash are not offered', () => {
    test.each(['at_hash', 'c_hash', 's_hash'])('%s is only read', async (name) => {
      const text = JSON.stringify({ [name]: 'anything' });
      expect((await jwt.decode(token(text), secret)).claims).toEqual({ [name]: 'anything' });
      await expectTypeError(() => jwt.decode(token(text), secret, { [name]: 'x' }));
      expect(await outcomes(text, { claims: { [name]: { value: 'other' } } })).toEqual([failed, failed, failed]);
    });

    test('nothing that is exported checks them', () => {
      const names = [...Object.keys(jose), ...Object.keys(jose.jwt)];
      expect(names.filter((name) => /hash/i.test(name))).toEqual([]);
    });
  });

  describe('row 62: payloads that are no object', () => {
    test.each(['[1]', '"x"', '1', 'null', 'true', '', '{}x', '\uFEFF{}', '{"a":1,"a":2}'])('%s', async (text) => {
      await expectJoseError(() => jwt.decode(token(text), secret), 'ERR_JWT_INVALID');
      const parts = await small.deserializeCompact(token(text));
      await expectJoseError(() => small.verify(parts, secret, 'HS256', { validateClaims: false }), 'ERR_JWT_INVALID');
      const nested = jose.jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', cty: 'JWT' }, token(text), Buffer.alloc(16));
      const keys = { decrypt: Buffer.alloc(16), verify: secret };
      await expectJoseError(() => jwt.decodeNested(nested, keys), 'ERR_JWT_INVALID');
    });

    test('octets that are not UTF-8', async () => {
      for (const hex of ['ff', '7b2261223a22ff227d', 'fffe7b007d00', '7b22c0a2223a317d']) {
        await expectJoseError(() => jwt.decode(token(Buffer.from(hex, 'hex')), secret), 'ERR_JWT_INVALID');
      }
    });
  });

  describe('rows 24, 26, 34 and 35 where they concern JWT', () => {
    test('a verdict belongs to the whole token, key and options', async () => {
      const good = token('{"aud":"a"}');
      for (let time = 0; time < 3; time++) {
        await jwt.decode(good, secret, { audience: 'a' });
        await expectJoseError(() => jwt.decode(good, Buffer.alloc(32), { audience: 'a' }), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'); // prettier-ignore
        await expectJoseError(() => jwt.decode(good, secret, { audience: 'b' }), failed);
        await expectJoseError(() => jwt.decode(good, secret, { algorithms: ['HS512'] }), 'ERR_JOSE_ALG_NOT_ALLOWED');
        const changed = good.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
        await expect(jwt.decode(changed, secret)).rejects.toThrow();
      }
    });

    test('b64: false', async () => {
      const header = b64u({ alg: 'HS256', b64: false, crit: ['b64'] });
      for (const payload of ['{}', b64u('{}')]) {
        await expectJoseError(() => jwt.decode(retagged(header, payload, secret), secret), 'ERR_JOSE_HEADER_INVALID');
      }
    });

    test('crit', async () => {
      const header = { alg: 'HS256', crit: ['exp'], exp: 1 };
      await expectJoseError(() => jwt.decode(hs256(header, '{}', secret), secret), 'ERR_JOSE_CRIT_UNSUPPORTED');
    });

    test('other forms of a token', async () => {
      const good = token('{}');
      const [header, payload, signature] = good.split('.');
      const json = JSON.stringify({ protected: header, payload, signature });
      const codes = ['ERR_JWT_INVALID', 'ERR_JWS_INVALID'];
      const polyglot = `{"protected":"${header}","payload":"${payload}","signature":"${signature}","x":".${payload}."}`;
      for (const text of [
        json,
        polyglot,
        `"${good}"`,
        `Bearer ${good}`,
        ` ${good}`,
        `${good}\n`,
        `${good}.`,
        `.${good}`,
      ]) {
        await expectJoseError(() => jwt.decode(text, secret), codes);
      }
    });

    test('an encrypted token where a signed one is expected', async () => {
      const rsa = publicJwk('rsa');
      const sealed = jose.jwe.encryptCompact({ alg: 'RSA-OAEP', enc: 'A128GCM' }, '{"admin":true}', rsa);
      const inner = `${b64u({ alg: 'none' })}.${b64u('{"admin":true}')}.`;
      const nested = jose.jwe.encryptCompact({ alg: 'RSA-OAEP', enc: 'A128GCM', cty: 'JWT' }, inner, rsa);
      for (const text of [sealed, nested]) {
        for (const key of [rsa, jose.jwk.importKey(rsa), () => rsa, jose.KeySet.importKeySet({ keys: [rsa] })]) {
          await expectJoseError(() => jwt.decode(text, key), 'ERR_JWT_INVALID');
        }
        await expectJoseError(() => jwt.decode(text, rsa, { algorithms: ['RS256'] }), 'ERR_JWT_INVALID');
      }
    });
  });
});
