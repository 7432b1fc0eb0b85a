/** createSigner, createVerifier and the cache of verified tokens (threats row 24). */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { expectJoseError, expectTypeError } from '../support/both';
import { pass, restoreClocks, setWallClock } from '../support/clocks';
import { hs256 } from '../support/forge';
import type { DecodeResult } from '../support/jwt';
import { publicJwk, secret } from '../support/keys';

type Sign = (claims: unknown) => Promise<string>;
type Verify = (token: unknown) => Promise<DecodeResult>;

/** The factories loosely typed; what they make answers with a promise in both forms. */
function loose(make: unknown): (...args: unknown[]) => (...args: unknown[]) => Promise<unknown> {
  return (...args) => {
    const made = (make as (...given: unknown[]) => (...given: unknown[]) => unknown)(...args);
    return async (...given) => made(...given);
  };
}

const forms = [sync, promises].map(({ jwt }, index) => ({
  name: ['sync', 'promise'][index],
  createSigner: loose(jwt.createSigner) as (...args: unknown[]) => Sign,
  createVerifier: loose(jwt.createVerifier) as (...args: unknown[]) => Verify,
}));

const key = sync.jwk.importKey({ kty: 'oct', k: secret.toString('base64url') });
const token = hs256({ alg: 'HS256' }, '{"sub":"a","list":[1]}', secret);
const cache = { max: 2, ttl: 60 };
const badSignature = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

describe.each(forms)('$name', ({ createSigner, createVerifier }) => {
  afterEach(() => {
    jest.useRealTimers();
    restoreClocks();
  });

  test('a signer', async () => {
    const options = { expiresIn: '15m', audience: ['a'] };
    const header: Record<string, unknown> = { alg: 'HS256', kid: 'k' };
    const sign = createSigner(secret, header, options);
    // What the caller does with his own afterwards has no effect.
    header['alg'] = 'none';
    options.audience[0] = 'b';
    options.expiresIn = '1s';
    const { header: read, claims } = sync.jwt.decode(await sign({ sub: 'a', iat: 100 }), secret, { now: 100 });
    expect(read).toEqual({ alg: 'HS256', kid: 'k', typ: 'JWT' });
    expect(claims).toEqual({ sub: 'a', iat: 100, exp: 1000, aud: ['a'] });
    await expectTypeError(() => sign('claims'));
    await expectTypeError(() => sign({ exp: 5 }));
    await expectJoseError(() => sign({ nbf: 'x' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
  });

  test('a signer that encrypts', async () => {
    const seal = createSigner(Buffer.alloc(16), { alg: 'dir', enc: 'A128GCM' }, { issuedAt: false });
    const { claims } = sync.jwt.decode(await seal({ a: 1 }), Buffer.alloc(16), { algorithms: ['dir'] });
    expect(claims).toEqual({ a: 1 });
  });

  test('a signer refuses at once', async () => {
    const refused: [unknown, unknown, unknown?][] = [
      [secret, undefined],
      [secret, 'HS256'],
      [secret, { alg: 'HS256' }, { expiresIn: '5' }],
      [secret, { alg: 'HS256' }, { issuer: 5 }],
      [secret, { alg: 'HS256' }, { more: 5 }],
      [secret, { alg: 'HS256' }, { registry: new sync.jwe.Registry() }],
    ];
    for (const args of refused) await expectTypeError(() => createSigner(...args));
    await expectJoseError(() => createSigner(secret, { alg: 'XS1' }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => createSigner(secret, { alg: 'none' }), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expectJoseError(() => createSigner(secret, {}), 'ERR_JOSE_HEADER_INVALID');
    await expectJoseError(() => createSigner({ kty: 'oct' }, { alg: 'HS256' }), 'ERR_JWK_INVALID');
    await expectJoseError(() => createSigner('', { alg: 'HS256' }), 'ERR_KEY_TOO_SHORT');
  });

  test('a verifier', async () => {
    const verify = createVerifier(key, { issuer: 'me' });
    const good = sync.jwt.encode({ alg: 'HS256' }, { iss: 'me' }, key);
    const { claims, key: used } = await verify(good);
    expect([claims['iss'], used, Object.isFrozen(claims)]).toEqual(['me', key, false]);
    await expectJoseError(() => verify(token), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
    await expectTypeError(() => verify(5));
    await expectJoseError(() => createVerifier(secret)(`${token}.`), 'ERR_JWT_INVALID');
  });

  test('a verifier refuses at once', async () => {
    const wrong = [
      { issuer: 5 },
      { audience: /a/g },
      { caches: {} },
      { cache: true },
      { cache: null },
      { cache: { max: 0 } },
      { cache: { max: 1.5 } },
      { cache: { max: Infinity } },
      { cache: { ttl: '5' } },
      { cache: { ttl: -1 } },
      { cache: { size: 5 } },
      { algorithms: 'HS256' },
    ];
    for (const options of wrong) await expectTypeError(() => createVerifier(key, options));
    const headers = { own: { description: 'mine', validate: () => true } };
    const registry = new sync.jws.Registry({ headers });
    await expectTypeError(() => createVerifier(key, { registry, cache }));
    createVerifier(key, { registry });
  });

  test('the cache gives the same result, frozen', async () => {
    const verify = createVerifier(secret, { cache });
    const first = await verify(token);
    expect(await verify(` ${token}`.slice(1))).toBe(first);
    const { claims } = first;
    expect([claims, claims['list'], first.header, first].every(Object.isFrozen)).toBe(true);
    expect(() => {
      'use strict';
      claims['sub'] = 'b';
    }).toThrow(TypeError);
  });

  test('the cache knows whole tokens alone', async () => {
    const verify = createVerifier(secret, { cache });
    await verify(token);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const other = hs256({ alg: 'HS256' }, '{"sub":"b"}', 'another secret').split('.');
    await expectJoseError(() => verify(`${header}.${other[1] ?? ''}.${signature}`), badSignature);
    await expectJoseError(() => verify(`${header}.${payload}.${other[2] ?? ''}`), badSignature);
    await expectJoseError(() => verify(`${token}=`), 'ERR_JWS_INVALID');
    await expectJoseError(() => createVerifier(Buffer.alloc(32), { cache })(token), badSignature);
    await expectJoseError(
      () => createVerifier(secret, { cache, issuer: 'x' })(token),
      'ERR_JWT_CLAIM_VALIDATION_FAILED',
    );
  });

  test('failures are not remembered', async () => {
    let current: unknown = Buffer.alloc(32);
    const verify = createVerifier(() => current, { cache });
    await expectJoseError(() => verify(token), badSignature);
    current = secret;
    await verify(token);
  });

  test('exp, nbf and maxAge are checked at each hit', async () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const dated = hs256({ alg: 'HS256' }, '{"exp":1010,"iat":999}', secret);
    const verify = createVerifier(secret, { cache });
    const young = createVerifier(secret, { cache, maxAge: 5 });
    await verify(dated);
    await young(dated);
    jest.setSystemTime(1_003_999);
    await verify(dated);
    await young(dated);
    jest.setSystemTime(1_004_000);
    await expectJoseError(() => young(dated), 'ERR_JWT_EXPIRED');
    jest.setSystemTime(1_009_999);
    await verify(dated);
    jest.setSystemTime(1_010_000);
    await expectJoseError(() => verify(dated), 'ERR_JWT_EXPIRED');
    // Even where the clock is set back.
    jest.setSystemTime(900_000);
    const notBefore = hs256({ alg: 'HS256' }, '{"nbf":900}', secret);
    await verify(notBefore);
    jest.setSystemTime(899_999);
    await expectJoseError(() => verify(notBefore), 'ERR_JWT_NOT_YET_VALID');
  });

  test('ttl, max and the length of a token', async () => {
    const lookup = jest.fn(() => secret);
    const verify = createVerifier(lookup, { cache });
    const tokens = ['a', 'b', 'c'].map((sub) => hs256({ alg: 'HS256' }, `{"sub":"${sub}"}`, secret));
    const [a, b, c] = tokens;
    /** How many of these calls had to find a key. */
    const misses = async (...list: unknown[]): Promise<number> => {
      lookup.mockClear();
      for (const one of list) await verify(one);
      return lookup.mock.calls.length;
    };
    expect(await misses(a, b, a, b)).toBe(2);
    expect(await misses(a, c, a, c)).toBe(1);
    expect(await misses(b)).toBe(1);
    pass(59_000);
    expect(await misses(b, c)).toBe(0);
    pass(1000);
    expect(await misses(b, c)).toBe(2);
    const long = hs256({ alg: 'HS256' }, JSON.stringify({ a: 'a'.repeat(8192) }), secret);
    expect(await misses(long, long)).toBe(2);
  });

  test.each([-12, 12])('row 79: ttl does not heed the time of the day, set by %d h', async (hours) => {
    const lookup = jest.fn(() => secret);
    const verify = createVerifier(lookup, { cache });
    await verify(token);
    setWallClock(hours * 3_600_000);
    pass(59_000);
    await verify(token);
    expect(lookup).toHaveBeenCalledTimes(1);
    pass(1000);
    await verify(token);
    expect(lookup).toHaveBeenCalledTimes(2);
  });

  test('a key that was disposed of verifies nothing', async () => {
    const own = sync.jwk.importKey({ kty: 'oct', k: secret.toString('base64url') });
    const verify = createVerifier(own, { cache });
    await verify(token);
    own.dispose();
    await expectJoseError(() => verify(token), 'ERR_JWK_INVALID');
  });

  test('alg none and encrypted tokens', async () => {
    const none = sync.jwt.encode({ alg: 'none' }, {}, null, { algorithms: ['none'] });
    const verify = createVerifier(null, { algorithms: ['none'], cache });
    expect(await verify(none)).toBe(await verify(none));
    const sealed = sync.jwt.encode({ alg: 'dir', enc: 'A128GCM' }, { a: 1 }, Buffer.alloc(16));
    const open = createVerifier(Buffer.alloc(16), { algorithms: ['dir'], cache });
    expect((await open(sealed)).claims['a']).toBe(1);
    expect(await open(sealed)).toBe(await open(sealed));
    await expectJoseError(() => createVerifier(publicJwk('rsa'), { cache })(sealed), 'ERR_JWT_INVALID');
  });
});

test('the promise form gives promises', async () => {
  const sign = promises.jwt.createSigner(secret, { alg: 'HS256' });
  const verify = promises.jwt.createVerifier(secret, { cache: {} });
  const signed = sign({ a: 1 });
  expect(signed).toBeInstanceOf(Promise);
  const read = verify(await signed);
  expect(read).toBeInstanceOf(Promise);
  expect((await read).claims['a']).toBe(1);
  expect(verify(await signed)).toBeInstanceOf(Promise);
});
