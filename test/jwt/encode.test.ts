/** Making JWTs. */

import { jwe, jwk, jws, KeySet } from '../../lib';
import { expectJoseError, expectTypeError, snapshot } from '../support/both';
import { fromB64u, headerOf } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { algorithms, jwks, publicJwk, secret } from '../support/keys';

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(fromB64u(token.split('.')[1] ?? '').toString('utf8')) as Record<string, unknown>;
}

const started = Math.floor(Date.now() / 1000);

/** A time so far from that of the call, which lies between the start of these tests and now, however slow the machine. */
const near = (seconds: number): unknown => ({
  asymmetricMatch: (value: unknown) =>
    typeof value === 'number' && value >= started + seconds && value <= Date.now() / 1000 + seconds,
});

describe.each(jwtForms)('$name', ({ jwt }) => {
  test.each(algorithms)('$alg with $key', async ({ alg, key }) => {
    const token = await jwt.encode({ alg }, { sub: 'a' }, jwks[key], { algorithms: [alg] });
    const verifier = key === 'oct' ? jwks.oct : publicJwk(key);
    const { header, claims, key: used } = await jwt.decode(token, verifier, { algorithms: [alg] });
    expect(header).toEqual({ alg, typ: 'JWT' });
    expect(claims).toEqual({ sub: 'a', iat: near(0) });
    expect(used.kty).toBe(jwks[key].kty);
  });

  test.each([
    [{}, {}, { iat: near(0) }],
    [{}, { issuedAt: true }, { iat: near(0) }],
    [{}, { issuedAt: false }, {}],
    [{ iat: 5 }, {}, { iat: 5 }],
    [{ iat: 5, exp: undefined }, { expiresIn: '15m' }, { iat: 5, exp: 905 }],
    [{ iat: 5 }, { notBefore: 10, expiresIn: '1h' }, { iat: 5, nbf: 15, exp: 3605 }],
    [{}, { issuedAt: false, expiresIn: '7d' }, { exp: near(604_800) }],
    [{}, { expiresIn: -10 }, { iat: near(0), exp: near(-10) }],
    [{}, { issuedAt: false, issuer: 'i', subject: 's', audience: 'a', jwtid: 'j' }, { iss: 'i', sub: 's', aud: 'a', jti: 'j' }], // prettier-ignore
    [{ a: 1 }, { issuedAt: false, audience: ['a', 'b'] }, { a: 1, aud: ['a', 'b'] }],
    [{ a: '"}' }, { issuer: '"\u2028é' }, { a: '"}', iat: near(0), iss: '"\u2028é' }],
    [{ iss: undefined }, { issuedAt: false, issuer: 'i' }, { iss: 'i' }],
    [{ exp: 2 ** 53, nbf: 0.5 }, { issuedAt: false }, { exp: 2 ** 53, nbf: 0.5 }],
    [Object.create(null), { issuedAt: false }, {}],
    [JSON.parse('{"__proto__":1}'), { issuedAt: false }, JSON.parse('{"__proto__":1}')],
  ])('claims %j with %j', async (claims, options, expected) => {
    const before = snapshot({ claims: { ...claims } as object, options });
    const token = await jwt.encode({ alg: 'HS256' }, claims, secret, options);
    expect(claimsOf(token)).toEqual(expected);
    expect(snapshot({ claims: { ...claims } as object, options })).toEqual(before);
  });

  test.each([
    [{ iss: 'a' }, { issuer: 'a' }],
    [{ sub: 'a' }, { subject: 'a' }],
    [{ aud: 'a' }, { audience: 'a' }],
    [{ jti: 'a' }, { jwtid: 'a' }],
    [{ exp: 1 }, { expiresIn: 1 }],
    [{ nbf: 1 }, { notBefore: 1 }],
    [{ iat: 1 }, { issuedAt: true }],
    [{ iat: 1 }, { issuedAt: false }],
    [{ iss: null }, { issuer: 'a' }],
  ])('the claim %j and the option %j', async (claims, options) => {
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, claims, secret, options));
  });

  test.each([
    { issuer: 1 },
    { issuer: ['a'] },
    { subject: null },
    { audience: [1] },
    { audience: /a/ },
    { jwtid: {} },
    { expiresIn: '5' },
    { expiresIn: NaN },
    { expiresIn: Infinity },
    { expiresIn: new Date() },
    { notBefore: '-5m' },
    { issuedAt: 5 },
    { issuedAt: 'now' },
    { expires: 5 },
    { leeway: 5 },
    [],
    null,
  ])('options %p', async (options) => {
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, {}, secret, options));
  });

  test('an expiry beyond all numbers', async () => {
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, { iat: 1.7e308 }, secret, { expiresIn: 1.7e308 }));
  });

  test.each(['exp', 'nbf', 'iat'])('%s must be a finite number', async (claim) => {
    for (const value of ['1', '15m', null, true, [], {}, NaN, Infinity, new Date(), 1n]) {
      const error = await expectJoseError(
        () => jwt.encode({ alg: 'HS256' }, { [claim]: value }, secret),
        'ERR_JWT_CLAIM_VALIDATION_FAILED',
      );
      expect(error).toMatchObject({ claim });
    }
  });

  test('claims that are no plain object', async () => {
    class Own {
      sub = 'a';
    }
    const others = [undefined, null, 1, 'a', [], new Own(), new Map(), new Date(), Buffer.from('{}'), () => ({})];
    for (const claims of [...others, { toJSON: () => 'x' }, Object.create({ toJSON: () => 'x' })]) {
      await expectTypeError(() => jwt.encode({ alg: 'HS256' }, claims, secret));
    }
  });

  test('claims that JSON cannot express', async () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    for (const claims of [loop, { a: 1n }]) {
      await expectJoseError(() => jwt.encode({ alg: 'HS256' }, claims, secret), 'ERR_JWT_INVALID');
    }
  });

  test.each([
    [{ alg: 'HS256' }, { alg: 'HS256', typ: 'JWT' }],
    [
      { typ: 'at+jwt', alg: 'HS256' },
      { typ: 'at+jwt', alg: 'HS256' },
    ],
    [
      { typ: undefined, alg: 'HS256' },
      { alg: 'HS256', typ: 'JWT' },
    ],
    [
      { alg: 'HS256', kid: 'k', enc: undefined },
      { alg: 'HS256', kid: 'k', typ: 'JWT' },
    ],
  ])('the header %j', async (header, expected) => {
    const before = snapshot(header);
    expect(headerOf(await jwt.encode(header, {}, secret))).toEqual(expected);
    expect(header).toEqual(before);
  });

  test('headers that are refused', async () => {
    for (const header of [undefined, null, 'HS256', [], 1]) await expectTypeError(() => jwt.encode(header, {}, secret));
    await expectJoseError(() => jwt.encode({}, {}, secret), 'ERR_JOSE_HEADER_INVALID');
    await expectJoseError(() => jwt.encode({ alg: 'HS256', b64: false, crit: ['b64'] }, {}, secret), 'ERR_JOSE_HEADER_INVALID'); // prettier-ignore
    await expectJoseError(() => jwt.encode({ alg: 'HS256', own: 1 }, {}, secret), 'ERR_JOSE_HEADER_UNSUPPORTED');
    await expectJoseError(() => jwt.encode({ alg: 'HS384' }, {}, secret), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => jwt.encode({ alg: 'none' }, {}, null), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test('alg none, by name', async () => {
    const token = await jwt.encode({ alg: 'none' }, { a: 1 }, null, { algorithms: ['none'], issuedAt: false });
    expect(token).toMatch(/\.$/);
    const { claims, key } = await jwt.decode(token, null, { algorithms: ['none'] });
    expect([claims, key]).toEqual([{ a: 1 }, null]);
    await expectJoseError(() => jwt.decode(token, null), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => jwt.decode(token, secret, { algorithms: ['none'] }), 'ERR_KEY_TYPE_MISMATCH');
  });

  test('a key function is told the header and the claims', async () => {
    const key = jest.fn(() => secret);
    await jwt.encode({ alg: 'HS256' }, { a: 1, iat: 2 }, key);
    expect(key).toHaveBeenCalledWith(
      { alg: 'HS256', typ: 'JWT' },
      { protected: { alg: 'HS256', typ: 'JWT' }, payload: Buffer.from('{"a":1,"iat":2}') },
    );
  });

  test('a registry', async () => {
    const registry = new jws.Registry({ algorithms: ['HS512'], headers: { own: { description: 'mine' } } });
    const token = await jwt.encode({ alg: 'HS512', own: 1 }, {}, secret, { registry });
    expect((await jwt.decode(token, secret, { registry })).header['own']).toBe(1);
    await expectJoseError(() => jwt.encode({ alg: 'HS256' }, {}, secret, { registry }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, {}, secret, { registry: new jwe.Registry() }));
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, {}, secret, { registry, algorithms: ['HS512'] }));
    await expectTypeError(() => jwt.encode({ alg: 'HS256' }, {}, secret, { registry: {} }));
  });

  test('a KeySet, by the kid of the header', async () => {
    const set = KeySet.generateKeySet('EC', 'P-256', { autoKid: true }, 3);
    const kid = set.keys[1]?.kid;
    const token = await jwt.encode({ alg: 'ES256', kid }, { a: 1 }, set);
    const { claims, key } = await jwt.decode(token, KeySet.importKeySet(set.toJWKS()));
    expect([claims['a'], key.kid]).toEqual([1, kid]);
  });

  test('encrypted, where the header has enc', async () => {
    const key = jwk.generateKey('RSA', 2048);
    const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF' };
    const token = await jwt.encode(header, { a: 1 }, key.publicKey(), { expiresIn: '1m' });
    expect(token.split('.')).toHaveLength(5);
    expect(headerOf(token)).toEqual({ ...header, typ: 'JWT' });
    const { claims } = await jwt.decode(token, key, { algorithms: ['RSA-OAEP-256'] });
    expect(claims).toEqual({ a: 1, iat: near(0), exp: near(60) });
  });
});
