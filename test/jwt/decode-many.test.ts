/** Many JWTs at once: for each what `decode` does with it. */

import * as library from '../../lib';
import * as promises from '../../lib/promises';
import { expectTypeError } from '../support/both';
import { edits, pick, random } from '../support/damage';
import { b64u, compact, hs256, retagged, withPart } from '../support/forge';
import { jwtForms, type JwtForm } from '../support/jwt';
import { jwks, privateObject, publicJwk, secret, type KeyName } from '../support/keys';
import { compared, oneByOne } from '../support/outcomes';

const { jwe, jwk, jws, jwt, KeySet } = library;
const named: [KeyName, string][] = [
  ['rsa', 'RS256'],
  ['otherRsa', 'RS256'],
  ['p256', 'ES256'],
  ['ed25519', 'EdDSA'],
];
const withoutKid = [jwks.oct, ...named.map(([name]) => publicJwk(name))];
const publicKeys = [{ ...jwks.oct, kid: 'oct' }, ...named.map(([name]) => ({ ...publicJwk(name), kid: name }))];
const direct = { kty: 'oct', k: b64u(Buffer.alloc(16, 7)), use: 'enc', kid: 'enc' };
const algorithms = ['HS256', 'RS256', 'ES256', 'EdDSA', 'none', 'dir', 'A128GCM'];

function signed(claims: string, more: object = {}): string[] {
  return [
    hs256({ alg: 'HS256', kid: 'oct', ...more }, claims, secret),
    ...named.map(([name, alg]) => compact({ alg, kid: name, ...more }, claims, privateObject(name), alg)),
  ];
}

const now = 1_700_000_000;
const good = JSON.stringify({ iss: 'me', aud: ['a'], exp: now + 60, nested: { text: 'plain' } });
const plain = [...signed(good), ...signed(`{"iss":"me","aud":"a","sub":"ünï😀","exp":${now + 1}}`)];
const first = plain[0] as string;
const payloads: (string | Uint8Array)[] = [
  '{}',
  '[]',
  'null',
  '',
  'text',
  '{"a":1,"a":2}',
  '{"\\u0061":1,"a":2}',
  '{"iss":"me","aud":"b"}',
  `{"iss":"me","aud":"a","exp":${now}}`,
  `{"iss":"me","aud":"a","nbf":${now + 1}}`,
  '{"exp":"1"}',
  '{"__proto__":{"a":1},"iss":"me","aud":"a"}',
  `{"a":${'['.repeat(70)}${']'.repeat(70)}}`,
  `{"a":${'['.repeat(10)}${']'.repeat(10)},"iss":"me","aud":"a"}`,
  '\uFEFF{}',
  Buffer.from('7b2261223a22ff227d', 'hex'),
];

/** Good tokens of every kind, and whatever else may come. */
const pool: readonly unknown[] = [
  ...plain,
  ...signed(good, { kid: undefined }),
  ...signed(good, { kid: 'unknown' }),
  ...signed(good, { typ: 'at+jwt' }),
  ...payloads.map((payload) => hs256({ alg: 'HS256', kid: 'oct' }, payload, secret)),
  ...payloads.map((payload) => hs256({ alg: 'HS256', kid: 'oct' }, payload, 'another')),
  ...plain.map((one) => withPart(one, 1, () => b64u('{"admin":true}'))),
  ...plain.map((one) => `${one}=`),
  retagged(b64u({ alg: 'HS256', b64: false, crit: ['b64'] }), good, secret),
  retagged(first.split('.')[0] as string, `${b64u('{}')}é`, secret),
  `${first}${'A'.repeat(20_000)}`,
  `${b64u({ alg: 'none' })}.${b64u(good)}.`,
  jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', kid: 'enc' }, good, direct),
  jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, good, direct),
  ...['', 'a.b', 'a.b.c', 'a.b.c.d.e', '.'.repeat(10), '\ud800.é.'],
  ...[undefined, null, 5, {}, Buffer.from(first)],
];

const keyInputs: [string, (form: JwtForm) => unknown][] = [
  ['a secret', () => secret],
  ['a Key', () => jwk.importKey(publicJwk('p256'))],
  ['a set', () => KeySet.importKeySet({ keys: [...publicKeys, direct] })],
  ['a set without kid', () => KeySet.importKeySet({ keys: withoutKid })],
  ['null', () => null],
  ['a function', ({ name }) => ({ kid }: { kid?: string }) => { const found = [...publicKeys, direct].find((key) => key.kid === kid); return name === 'promise' && kid === 'oct' ? Promise.resolve(found) : found; }], // prettier-ignore
];

const optionSets: [string, object | undefined][] = [
  ['no options', undefined],
  ['all algorithms', { algorithms, now }],
  ['what is asked of claims', { algorithms, now, issuer: 'me', audience: 'a', required: ['exp'], collect: true }],
  ['a type', { algorithms, now, typ: 'at+jwt', maxAge: '1h' }],
  ['a registry', { now, registry: new jws.Registry({ algorithms, maxDepth: 8, maxTokenLength: 2000 }) }],
  ['a registry of jwe', { now, registry: new jwe.Registry({ algorithms: ['dir', 'A128GCM'] }) }],
];

describe.each(jwtForms)('$name', (form) => {
  describe.each(keyInputs)('%s', (_, makeKey) => {
    test.each(optionSets)('%s', async (__, options) => {
      const key = makeKey(form);
      const next = random(2);
      const damaged = plain.flatMap((token) => [1, 2].map(() => pick(next, edits)(token, next)));
      const tokens = [...pool, ...damaged].sort(() => next(3) - 1);
      const expected = await oneByOne(tokens, (token) => form.jwt.decode(token, key, options));
      expect(compared(await form.jwt.decodeMany(tokens, key, options))).toEqual(expected);
    });
  });

  test('results as those of decode: header frozen, claims the own', async () => {
    const key = jwk.importKey(jwks.oct);
    const [one, other] = await form.jwt.decodeMany([first, first], key, { now });
    const [a, b] = [one, other].map((outcome) => outcome?.value as library.jwt.DecodeResult);
    expect([a, a?.header, a?.claims].map(Object.isFrozen)).toEqual([true, true, false]);
    expect(a?.key).toBe(key);
    expect(a?.claims).not.toBe(b?.claims);
  });

  test('the clock is that of the call', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const tokens = [seconds - 1, seconds + 60].map((exp) => jwt.encode({ alg: 'HS256' }, { exp }, secret));
    const outcomes = await form.jwt.decodeMany(tokens, secret);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('arguments of the wrong type are refused as a whole', async () => {
    for (const tokens of [undefined, null, first, {}]) await expectTypeError(() => form.jwt.decodeMany(tokens, secret));
    for (const key of [undefined, 5, []]) await expectTypeError(() => form.jwt.decodeMany([first], key));
    for (const options of [
      null,
      5,
      { audience: 5 },
      { audience: /a/g },
      { payload: 'a' },
      { leeway: -1 },
      { cache: {} },
    ]) {
      await expectTypeError(() => form.jwt.decodeMany([], secret, options));
    }
  });
});

test('a batch that is aborted is not read on, though its tokens are read in turn', async () => {
  const tokens = Array<string>(4000).fill(hs256({ alg: 'HS256' }, '{"sub":"a"}', secret));
  const controller = new AbortController();
  let read = 0;
  const validate = (): boolean => {
    if (++read === 100) controller.abort(new Error('no longer wanted'));
    return true;
  };
  const options = { claims: { sub: { validate } }, signal: controller.signal };
  await expect(promises.jwt.decodeMany(tokens, jwk.importKey(jwks.oct), options)).rejects.toThrow('no longer wanted');
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  expect(read).toBeLessThan(400);
});
