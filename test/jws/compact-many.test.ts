/** Many compact tokens at once: for each what `deserializeCompact` does with it. */

import * as library from '../../lib';
import { expectTypeError, forms, type Form } from '../support/both';
import { edits, pick, random } from '../support/damage';
import { b64u, compact, hs256, retagged, withPart, withTrailingBit } from '../support/forge';
import { jwks, privateObject, publicJwk, secret, type KeyName } from '../support/keys';
import { compared, oneByOne } from '../support/outcomes';

const { jwk, jws, KeySet } = library;
const named: [KeyName, string][] = [
  ['rsa', 'RS256'],
  ['otherRsa', 'RS256'],
  ['p256', 'ES256'],
  ['otherP256', 'ES256'],
  ['p384', 'ES384'],
  ['ed25519', 'EdDSA'],
];
const oct = { ...jwks.oct, kid: 'oct' };
const withoutKid = [jwks.oct, ...named.map(([name]) => publicJwk(name))];
const publicKeys = [oct, ...named.map(([name]) => ({ ...publicJwk(name), kid: name }))];
const rsa = jwk.importKey(publicJwk('rsa'));
const algorithms = ['HS256', 'HS512', 'RS256', 'ES256', 'ES384', 'EdDSA', 'none', 'ML-DSA-44'];

function signed(payload: string, more: object = {}): string[] {
  return [
    hs256({ alg: 'HS256', kid: 'oct', ...more }, payload, secret),
    ...named.map(([name, alg]) => compact({ alg, kid: name, ...more }, payload, privateObject(name), alg)),
  ];
}

const short = signed('a');
const plain = [...short, ...signed('ü'.repeat(200)), ...signed('')];
const token = short[0] as string;
const unencoded = { alg: 'HS256', b64: false, crit: ['b64'] };

/** Good tokens of every kind, and whatever else may come. */
const pool: readonly unknown[] = [
  ...plain,
  ...signed('b', { kid: 'unknown' }),
  ...signed('c', { kid: 'p256' }),
  ...signed('f', { kid: undefined }),
  ...signed('d', { crit: ['exp'], exp: 1 }),
  ...signed('e', { own: 'header' }),
  ...plain.map((one) => withPart(one, 1, () => b64u('changed'))),
  ...plain.map((one) => withPart(one, 2, (part) => part.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')))),
  ...short.map((one) => `${one}=`),
  withPart(token, 2, withTrailingBit),
  withPart(token, 1, (part) => `${part}=`),
  retagged(token.split('.')[0] as string, `${b64u('a')}é`, secret),
  retagged(token.split('.')[0] as string, '\ud800', secret),
  `${token}é`,
  `${token}${'A'.repeat(4000)}`,
  `${token}${'A'.repeat(20_000)}`,
  hs256('{"alg":"HS256","alg":"none"}', 'a', secret),
  hs256('[]', 'a', secret),
  hs256({ alg: 'ML-DSA-44' }, 'a', secret),
  hs256({ alg: 'XS1' }, 'a', secret),
  hs256({ kid: 'a' }, 'a', secret),
  retagged(b64u(unencoded), 'a', secret),
  retagged(b64u(unencoded), 'a b$', secret),
  `${b64u({ alg: 'none' })}.${b64u('a')}.`,
  `${b64u({ alg: 'none' })}.${b64u('a')}.AAAA`,
  ...['', '.', '..', '...', '....', 'a.b.c', 'é.é.é', '{}'],
  ...[undefined, null, 5, {}, [token], Buffer.from(token)],
];

const keyInputs: [string, (form: Form) => unknown][] = [
  ['a secret', () => secret],
  ['a Key', () => rsa],
  ['a JWK', () => publicJwk('p256')],
  ['a PEM text', () => rsa.toPEM()],
  ['a set', () => KeySet.importKeySet({ keys: publicKeys })],
  ['a set without kid', () => KeySet.importKeySet({ keys: withoutKid })],
  ['an empty set', () => new KeySet([])],
  ['null', () => null],
  [
    'a function',
    () =>
      ({ kid }: { kid?: string }) =>
        publicKeys.find((key) => key.kid === kid),
  ],
  ['a function that gives a set', () => () => KeySet.importKeySet({ keys: withoutKid })],
  ['an asynchronous function', ({ name }) => ({ kid }: { kid?: string }) => { const found = publicKeys.find((key) => key.kid === kid); return name === 'promise' ? Promise.resolve(found) : found; }], // prettier-ignore
  ['a function that looks at the payload', () => (_: object, { payload }: { payload: Buffer }) => (payload.length > 1 ? rsa : secret)], // prettier-ignore
  ['a function that throws', () => () => { throw new RangeError('mine'); }], // prettier-ignore
];

const optionSets: [string, object | undefined][] = [
  ['no options', undefined],
  ['all algorithms', { algorithms }],
  ['a registry', { registry: new jws.Registry({ algorithms, maxTokenLength: 4000, maxKeyCandidates: 3 }) }],
  ['a registry with rules', { registry: new jws.Registry({ algorithms, headers: { own: { description: 'own', validate: () => true } } }) }], // prettier-ignore
  ['a detached payload', { algorithms, payload: 'a' }],
];

describe.each(forms)('$name', (form) => {
  const one =
    (key: unknown, options?: object) =>
    (given: unknown): Promise<unknown> =>
      form.jws.deserializeCompact(given, key, options);

  describe.each(keyInputs)('%s', (_, makeKey) => {
    test.each(optionSets)('%s', async (__, options) => {
      const key = makeKey(form);
      const next = random(1);
      const damaged = plain.flatMap((good) => [1, 2].map(() => pick(next, edits)(good, next)));
      const tokens = [...pool, ...damaged].sort(() => next(3) - 1);
      const expected = await oneByOne(tokens, one(key, options));
      const found = compared(await form.jws.deserializeCompactMany(tokens, key, options));
      expect(found).toEqual(expected);
    });
  });

  test.each([0, 1, 31, 32, 33, 127, 128, 129, 300])('%d tokens', async (count) => {
    const tokens = Array.from({ length: count }, (_, index) =>
      hs256({ alg: 'HS256' }, String(index), index % 7 === 3 ? 'another' : secret),
    );
    const outcomes = await form.jws.deserializeCompactMany(tokens, secret);
    expect(outcomes).toHaveLength(count);
    outcomes.forEach(({ ok, value }, index) => {
      expect(ok).toBe(index % 7 !== 3);
      if (ok) expect(String((value as { payload: Buffer }).payload)).toBe(String(index));
    });
  });

  test('more tokens, and larger ones, than cross at once', async () => {
    const many = Array.from({ length: 5000 }, () => token);
    const outcomes = await form.jws.deserializeCompactMany(many, secret);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    const large = ['A', 'B', 'C'].map((letter) => hs256({ alg: 'HS256' }, letter.repeat(900_000), secret));
    const mixed = [...large, token, withPart(large[0] as string, 1, (part) => part.slice(4)), ...large];
    const found = await form.jws.deserializeCompactMany(mixed, secret);
    const starts = found.map(({ value }) =>
      (value as { payload: Buffer } | undefined)?.payload.subarray(-1).toString(),
    );
    expect(starts).toEqual(['A', 'B', 'C', 'a', undefined, 'A', 'B', 'C']);
  });

  test('holes in the array', async () => {
    const outcomes = await form.jws.deserializeCompactMany(Object.assign(new Array(3), { 1: token }), secret);
    expect(outcomes.map(({ ok, error }) => ok || error instanceof TypeError)).toEqual([true, true, true]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, false]);
  });

  test('a key that is disposed of on the way', async () => {
    const key = jwk.importKey(oct);
    let calls = 0;
    const lookup = (): unknown => {
      if (++calls === 2) key.dispose();
      return key;
    };
    const outcomes = await form.jws.deserializeCompactMany([token, token], lookup);
    expect(outcomes[1]?.error).toMatchObject({ code: 'ERR_JWK_INVALID' });
  });

  test('no payload is a part of what the others are in', async () => {
    const outcomes = await form.jws.deserializeCompactMany(plain, KeySet.importKeySet({ keys: publicKeys }), {
      algorithms,
    });
    for (const { value } of outcomes) {
      const { payload } = value as { payload: Buffer };
      expect(payload.buffer.byteLength).toBeLessThanOrEqual(Math.max(Buffer.poolSize, payload.length));
    }
  });

  test('what the caller does with his own afterwards has no effect', async () => {
    const tokens = [token, token];
    const payload = Buffer.from('a');
    const options = { algorithms: ['HS256'], payload };
    const detached = library.jws.detach(token);
    const lookup = (): unknown => {
      options.algorithms.pop();
      return secret;
    };
    const reading = form.jws.deserializeCompactMany([detached, detached], lookup, options);
    if (form.name === 'promise') payload.fill(0);
    const plainReading = form.jws.deserializeCompactMany(
      tokens,
      secret,
      options.algorithms.length === 0 ? {} : options,
    );
    tokens.fill('x');
    expect((await reading).map(({ ok }) => ok)).toEqual([true, true]);
    await plainReading;
  });

  test('arguments of the wrong type are refused as a whole', async () => {
    for (const tokens of [undefined, null, token, {}, new Set([token]), { length: 1, 0: token }]) {
      await expectTypeError(() => form.jws.deserializeCompactMany(tokens, secret));
    }
    for (const key of [undefined, 5, true, [], [secret], Symbol('key'), Promise.resolve(secret)]) {
      await expectTypeError(() => form.jws.deserializeCompactMany([token], key));
      await expectTypeError(() => form.jws.deserializeCompactMany([], key));
    }
    const wrong = [null, 5, 'HS256', { algorithms: 'HS256' }, { algorithms: [5] }, { algorithm: ['HS256'] }, { registry: {} }, { algorithms: [], registry: new jws.Registry() }, { payload: 5 }]; // prettier-ignore
    for (const options of wrong) await expectTypeError(() => form.jws.deserializeCompactMany([], secret, options));
  });
});

test('the synchronous form refuses what has to wait', async () => {
  const [sync, promise] = forms as [Form, Form];
  const remote = new library.RemoteKeySet('https://127.0.0.1:1/');
  await expectTypeError(() => sync.jws.deserializeCompactMany([token], remote));
  const [outcome] = await promise.jws.deserializeCompactMany([token], remote);
  expect(outcome?.ok).toBe(false);
});

test('an aborted batch rejects with the reason of the signal', async () => {
  const { deserializeCompactMany } = (forms[1] as Form).jws;
  const es256 = compact({ alg: 'ES256' }, 'a', privateObject('p256'), 'ES256');
  const tokens = Array.from({ length: 500 }, () => es256);
  const reason = new Error('enough');
  const controller = new AbortController();
  const reading = deserializeCompactMany(tokens, publicJwk('p256'), { signal: controller.signal });
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  const signal = AbortSignal.abort(reason);
  await expect(deserializeCompactMany(tokens, publicJwk('p256'), { signal })).rejects.toBe(reason);
});
