/** Reading JWTs: forms, failures, results. */

import { jwe, jwk, jws, KeySet } from '../../lib';
import { expectJoseError, expectTypeError } from '../support/both';
import { compact, hs256, retagged, b64u, withPart, withTrailingBit } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { privateObject, publicJwk, secret } from '../support/keys';

const good = hs256({ alg: 'HS256' }, '{"sub":"a"}', secret);
const invalid = 'ERR_JWT_INVALID';

describe.each(jwtForms)('$name', ({ jwt }) => {
  test("header frozen, claims the caller's own, result frozen", async () => {
    const result = await jwt.decode(good, secret);
    expect(result).toMatchObject({ header: { alg: 'HS256' }, claims: { sub: 'a' } });
    expect([Object.isFrozen(result), Object.isFrozen(result.header), Object.isFrozen(result.claims)]).toEqual([true, true, false]); // prettier-ignore
    result.claims['sub'] = 'b';
    expect((await jwt.decode(good, secret)).claims['sub']).toBe('a');
    const key = jwk.importKey({ kty: 'oct', k: secret.toString('base64url') });
    expect((await jwt.decode(good, key)).key).toBe(key);
  });

  test.each(['', 'a', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f', '.'.repeat(100)])(
    'a token of other parts: %j',
    async (token) => {
      await expectJoseError(() => jwt.decode(token, secret), invalid);
      await expectJoseError(() => jwt.decodeUnverified(token), invalid);
    },
  );

  test('five million periods', async () => {
    const token = '.'.repeat(5_000_000);
    const start = performance.now();
    await expectJoseError(() => jwt.decode(token, secret), invalid);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('a token that is no string', async () => {
    for (const token of [undefined, null, 1, {}, [], Buffer.from(good), new String(good)]) {
      await expectTypeError(() => jwt.decode(token, secret));
      await expectTypeError(() => jwt.decodeUnverified(token));
      await expectTypeError(() => jwt.decodeNested(token, { decrypt: secret, verify: secret }));
    }
  });

  const payloads: [string, string | Uint8Array, string][] = [
    ['an array', '[1]', invalid],
    ['a string', '"x"', invalid],
    ['a number', '1', invalid],
    ['null', 'null', invalid],
    ['nothing', '', invalid],
    ['text', 'hello', invalid],
    ['two objects', '{}{}', invalid],
    ['a comment', '{}//', invalid],
    ['NaN', '{"a":NaN}', invalid],
    ['a trailing comma', '{"a":1,}', invalid],
    ['a byte order mark', '\uFEFF{}', invalid],
    ['UTF-16', Buffer.from('{}', 'utf16le'), invalid],
    ['invalid UTF-8', Buffer.from('7b2261223a22ff227d', 'hex'), invalid],
    ['overlong UTF-8', Buffer.from('7b2261223a22c080227d', 'hex'), invalid],
    ['a surrogate in UTF-8', Buffer.from('7b2261223a22eda080227d', 'hex'), invalid],
    ['a control character', '{"a":"\u0001"}', invalid],
    ['duplicates', '{"a":1,"a":1}', invalid],
    ['escaped duplicates', '{"a":1,"\\u0061":1}', invalid],
    ['nested duplicates', '{"b":[{"a":1,"a":1}]}', invalid],
    ['too deep', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'ERR_JOSE_LIMIT_EXCEEDED'],
    ['100000 brackets', '['.repeat(100_000), 'ERR_JOSE_LIMIT_EXCEEDED'],
  ];

  const keys: [string, unknown][] = [
    ['bytes', secret],
    ['a Key', jwk.importKey({ kty: 'oct', k: secret.toString('base64url') })],
    ['a function', () => secret],
    ['a set', KeySet.importKeySet({ keys: [{ kty: 'oct', k: secret.toString('base64url') }] })],
  ];

  describe.each(keys)('with %s', (_, key) => {
    test.each(payloads)('a payload that is %s', async (__, payload, code) => {
      const token = hs256({ alg: 'HS256' }, payload, secret);
      await expectJoseError(() => jwt.decode(token, key), code);
      // Of a token that does not verify nothing is told but that.
      const forged = hs256({ alg: 'HS256' }, payload, 'another secret');
      await expectJoseError(() => jwt.decode(forged, key), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    });
  });

  test.each(payloads)('unverified: a payload that is %s', async (_, payload, code) => {
    await expectJoseError(() => jwt.decodeUnverified(hs256({ alg: 'HS256' }, payload, secret)), code);
  });

  test('alg none: the payload is read as strictly', async () => {
    for (const [, payload, code] of payloads) {
      const token = `${b64u({ alg: 'none' })}.${b64u(payload)}.`;
      await expectJoseError(() => jwt.decode(token, null, { algorithms: ['none'] }), code);
    }
  });

  test('encrypted: the payload is read as strictly', async () => {
    const key = jwk.generateKey('oct', 128, { alg: 'dir' });
    for (const [, payload, code] of payloads) {
      const token = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, payload, key);
      await expectJoseError(() => jwt.decode(token, key), code);
    }
  });

  test('the deepest claims that are allowed', async () => {
    const text = `{"a":${'['.repeat(63)}${']'.repeat(63)}}`;
    await jwt.decode(hs256({ alg: 'HS256' }, text, secret), secret);
    const registry = new jws.Registry({ maxDepth: 2 });
    const token = hs256({ alg: 'HS256' }, '{"a":[[]]}', secret);
    await expectJoseError(() => jwt.decode(token, secret, { registry }), 'ERR_JOSE_LIMIT_EXCEEDED');
  });

  test('__proto__ is only a name', async () => {
    const token = hs256({ alg: 'HS256' }, '{"__proto__":{"admin":true},"constructor":1}', secret);
    const { claims } = await jwt.decode(token, secret);
    expect(Object.keys(claims)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype);
  });

  test('errors of the signature are those of jws', async () => {
    const failed = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
    await expectJoseError(() => jwt.decode(good, Buffer.alloc(32)), failed);
    await expectJoseError(
      () =>
        jwt.decode(
          withPart(good, 1, () => b64u('{"sub":"b"}')),
          secret,
        ),
      failed,
    );
    const [header = '', payload = '', signature = ''] = good.split('.');
    const spaced = [
      `${header}.${payload}=.${signature}`,
      `${header}.${payload}.${signature}=`,
      `Bearer ${good}`,
      `"${good}"`,
    ];
    for (const token of spaced) await expectJoseError(() => jwt.decode(token, secret), 'ERR_JWS_INVALID');
    await expectJoseError(() => jwt.decode(withPart(good, 2, withTrailingBit), secret), 'ERR_JWS_INVALID');
    await expectJoseError(() => jwt.decode(retagged(header, `${payload}=`, secret), secret), 'ERR_JWS_INVALID');
    await expectJoseError(() => jwt.decode(good, publicJwk('rsa')), 'ERR_KEY_TYPE_MISMATCH');
    await expectJoseError(() => jwt.decode(good, secret, { algorithms: ['RS256'] }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => jwt.decode(good, secret, { algorithms: [] }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    const long = `${good}${'A'.repeat(20_000)}`;
    await expectJoseError(() => jwt.decode(long, secret), 'ERR_JOSE_LIMIT_EXCEEDED');
    const registry = new jws.Registry({ maxTokenLength: 20 });
    await expectJoseError(() => jwt.decode(good, secret, { registry }), 'ERR_JOSE_LIMIT_EXCEEDED');
  });

  test('the signature is judged before the claims', async () => {
    const forged = hs256({ alg: 'HS256' }, '{"exp":1}', 'another secret');
    await expectJoseError(() => jwt.decode(forged, secret), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    await expectJoseError(() => jwt.decode(hs256({ alg: 'HS256' }, '{"exp":1}', secret), secret), 'ERR_JWT_EXPIRED');
  });

  test('options are read before the token', async () => {
    for (const options of [{ audience: /a/g }, { leeway: -1 }, { typo: 1 }, { algorithms: 'HS256' }, null]) {
      await expectTypeError(() => jwt.decode('no token at all', secret, options));
    }
  });

  test('a token of another key is tried with each candidate', async () => {
    const kids = ['a', 'b', 'c'].map((name) => ({ kty: 'oct', k: b64u(name.repeat(32)) }));
    const token = hs256({ alg: 'HS256' }, '{"n":1}', 'c'.repeat(32));
    const { claims } = await jwt.decode(token, KeySet.importKeySet({ keys: kids }));
    expect(claims['n']).toBe(1);
  });

  test('a key function is told the header and the unverified claims', async () => {
    const key = jest.fn(() => secret);
    await jwt.decode(good, key);
    expect(key).toHaveBeenCalledWith(
      { alg: 'HS256' },
      { protected: { alg: 'HS256' }, payload: Buffer.from('{"sub":"a"}') },
    );
  });

  test('b64: false is refused, however it is signed', async () => {
    const header = { alg: 'HS256', b64: false, crit: ['b64'] };
    const token = retagged(b64u(header), '{}', secret);
    await expectJoseError(() => jwt.decode(token, secret), 'ERR_JOSE_HEADER_INVALID');
    await expectJoseError(() => jwt.decodeUnverified(token), 'ERR_JOSE_HEADER_INVALID');
    const encoded = hs256({ alg: 'HS256', b64: true, crit: ['b64'] }, '{}', secret);
    await jwt.decode(encoded, secret);
  });

  test('decodeUnverified looks only', async () => {
    const forged = hs256({ alg: 'XS1', kid: 5 }, '{"exp":1}', 'another secret');
    const { header, claims } = await jwt.decodeUnverified(forged);
    expect([header, claims]).toEqual([{ alg: 'XS1', kid: 5 }, { exp: 1 }]);
    const sealed = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, '{}', Buffer.alloc(16));
    await expectJoseError(() => jwt.decodeUnverified(sealed), invalid);
  });

  test('RSA and EC keys', async () => {
    const token = compact({ alg: 'ES256' }, '{"a":1}', privateObject('p256'), 'ES256');
    expect((await jwt.decode(token, publicJwk('p256'))).claims).toEqual({ a: 1 });
    await expectJoseError(() => jwt.decode(token, publicJwk('otherP256')), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });
});

describe.each(jwtForms)('$name, encrypted tokens', ({ jwt }) => {
  const raw = Buffer.alloc(16, 1);
  const k = raw.toString('base64url');
  const token = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, '{"a":1}', raw);

  test.each([
    ['the algorithm is named', raw, { algorithms: ['dir'] }],
    ['both are named', raw, { algorithms: ['HS256', 'dir', 'A128GCM'] }],
    ['a registry of jwe names it', raw, { registry: new jwe.Registry({ algorithms: ['dir'] }) }],
    ['a registry of jws names it', raw, { registry: new jws.Registry({ algorithms: ['dir'] }) }],
    ['the key has use enc', { kty: 'oct', k, use: 'enc' }, {}],
    ['the key has alg dir', { kty: 'oct', k, alg: 'dir' }, {}],
    ['the key has the enc as its alg', { kty: 'oct', k, alg: 'A128GCM' }, {}],
    ['a Key has use enc', jwk.importKey({ kty: 'oct', k, use: 'enc' }), {}],
    ['a set has such a key', KeySet.importKeySet({ keys: [{ kty: 'oct', k, use: 'enc' }] }), {}],
    ['a function gives such a key', () => ({ kty: 'oct', k, use: 'enc' }), {}],
    ['a registry of jwe, and the key', { kty: 'oct', k, use: 'enc' }, { registry: new jwe.Registry() }],
  ])('are read where %s', async (_, key, options) => {
    expect((await jwt.decode(token, key, options)).claims).toEqual({ a: 1 });
  });

  test.each([
    ['nothing says so', raw, undefined],
    ['only algorithms of JWS are named', raw, { algorithms: ['HS256'] }],
    ['only the enc is named', raw, { algorithms: ['A128GCM'] }],
    ['a registry of jwe alone', raw, { registry: new jwe.Registry() }],
    ['a registry of jws', raw, { registry: new jws.Registry() }],
    ['the key is not marked', { kty: 'oct', k }, {}],
    ['the key is for signatures', { kty: 'oct', k, use: 'sig' }, {}],
    ['a Key is not marked', jwk.importKey({ kty: 'oct', k }), {}],
    ['no key of the set is marked', KeySet.importKeySet({ keys: [{ kty: 'oct', k }] }), {}],
    ['a function gives a key that is not marked', () => ({ kty: 'oct', k }), {}],
    ['a public RSA key', publicJwk('rsa'), {}],
    ['a JWK whose prototype is marked', Object.assign(Object.create({ use: 'enc' }), { kty: 'oct', k }), {}],
  ])('are refused where %s', async (_, key, options) => {
    await expectJoseError(() => jwt.decode(token, key, options), invalid);
  });

  test('claims are checked, and the type', async () => {
    const late = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', typ: 'at+jwt' }, '{"exp":1,"aud":"a"}', raw);
    const options = { algorithms: ['dir'] };
    await expectJoseError(() => jwt.decode(late, raw, options), 'ERR_JWT_EXPIRED');
    await jwt.decode(late, raw, { ...options, now: 0, typ: 'at+jwt', audience: 'a' });
    const code = 'ERR_JWT_CLAIM_VALIDATION_FAILED';
    await expectJoseError(() => jwt.decode(late, raw, { ...options, now: 0, audience: 'b' }), code);
  });

  test('a failed decryption is that of jwe', async () => {
    const run = (): Promise<unknown> => jwt.decode(token, Buffer.alloc(16, 2), { algorithms: ['dir'] });
    const error = await expectJoseError(run, 'ERR_JWE_DECRYPTION_FAILED');
    expect(error.cause).toBeUndefined();
  });

  test.each([
    [{ iss: 'a' }, '{"iss":"a"}', true],
    [{ aud: ['a', 'b'] }, '{"aud":["a","b"]}', true],
    [{ iss: 'a' }, '{"iss":"b"}', false],
    [{ sub: 'a' }, '{}', false],
    [{ aud: ['a'] }, '{"aud":"a"}', false],
  ])('claims that the header repeats: %j and %s', async (header, claims, isGood) => {
    const sealed = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', ...header }, claims, raw);
    const run = (): Promise<unknown> => jwt.decode(sealed, raw, { algorithms: ['dir'] });
    if (isGood) await run();
    else await expectJoseError(run, 'ERR_JWT_CLAIM_VALIDATION_FAILED');
  });

  test('one that holds a token is for decodeNested', async () => {
    const sealed = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', cty: 'JWT' }, good, raw);
    const error = await expectJoseError(() => jwt.decode(sealed, raw, { algorithms: ['dir'] }), invalid);
    expect(error.message).toContain('decodeNested');
  });

  test('a signed token where only encrypted ones are expected', async () => {
    const registry = new jwe.Registry({ algorithms: ['dir'] });
    await expectJoseError(() => jwt.decode(good, secret, { registry }), invalid);
    await expectJoseError(() => jwt.decode(good, secret, { algorithms: ['dir'] }), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });
});
