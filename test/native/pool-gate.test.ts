/** How many operations are under way on the thread pool at once, who is next, and which go there at all. */

import { pooled } from '../../lib/native/pool';
import * as sync from '../../lib';
import { jwe, jwk, jws, jwt } from '../../lib/promises';

/** An operation that ends when it is told to. */
class Controlled {
  begun = false;
  end: (failure?: Error) => void = () => undefined;

  readonly call = (): Promise<string> => {
    this.begun = true;
    return new Promise((resolve, reject) => {
      this.end = (failure) => {
        if (failure === undefined) resolve('done');
        else reject(failure);
      };
    });
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

const most = 16 * 4;

test('no more are under way than the pool can use, and the others begin in order, whatever becomes of the first', async () => {
  const operations = Array.from({ length: most + 3 }, () => new Controlled());
  const results = operations.map(({ call }) => pooled(undefined, call).catch((error: unknown) => error));
  const begun = (): number => operations.map((operation) => operation.begun).lastIndexOf(true) + 1;
  await turns(20);
  expect(begun()).toBe(most);

  const failure = new Error('one that fails gives its place away as well');
  operations[5]?.end(failure);
  await turns(20);
  expect(begun()).toBe(most + 1);
  operations[0]?.end();
  operations[1]?.end();
  await turns(20);
  expect(begun()).toBe(most + 3);

  for (const operation of operations) operation.end();
  const expected = operations.map((_, index): unknown => (index === 5 ? failure : 'done'));
  expect(await Promise.all(results)).toEqual(expected);
  // All places are free again.
  const again = Array.from({ length: most }, () => new Controlled());
  const ended = again.map(({ call }) => pooled(undefined, call));
  await turns(20);
  expect(again.every((operation) => operation.begun)).toBe(true);
  for (const operation of again) operation.end();
  await Promise.all(ended);
});

test('what was aborted while it waited is never begun, and keeps no place', async () => {
  const others = Array.from({ length: most }, () => new Controlled());
  const results = others.map(({ call }) => pooled(undefined, call));
  const controller = new AbortController();
  const [aborted, last] = [new Controlled(), new Controlled()];
  const rejection = expect(pooled(controller.signal, aborted.call)).rejects.toThrow('no longer wanted');
  const result = pooled(undefined, last.call);
  controller.abort(new Error('no longer wanted'));
  others[0]?.end();
  await rejection;
  await turns(20);
  expect(aborted.begun).toBe(false);
  expect(last.begun).toBe(true);
  for (const operation of [...others, last]) operation.end();
  await Promise.all([...results, result]);
});

/** Whether a promise is settled without the event loop having turned: no thread can have had a part in it. */
async function isDoneAtOnce(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const settled = promise.then(
    () => (done = true),
    () => (done = true),
  );
  await turns(50);
  const atOnce = done;
  await settled;
  return atOnce;
}

const oct = (bits: number): sync.OctKey => sync.jwk.generateKey('oct', bits);

describe('what takes less than a hop to the pool is done at once, and what takes longer on the pool', () => {
  test.each(['HS256', 'HS384', 'HS512'])('%s', async (alg) => {
    const secret = sync.jwk.generateKey('oct', 512, { alg });
    for (const [size, quick] of [
      [300, true],
      [100_000, false],
    ] as const) {
      // prettier-ignore
      const payload = 'x'.repeat(size);
      expect(await isDoneAtOnce(jws.serializeCompact({ alg }, payload, secret))).toBe(quick);
      const token = sync.jws.serializeCompact({ alg }, payload, secret);
      expect(await isDoneAtOnce(jws.deserializeCompact(token, secret))).toBe(quick);
      const claims = sync.jwt.encode({ alg }, { payload }, secret);
      expect(await isDoneAtOnce(jwt.decode(claims, secret))).toBe(quick);
      const json = sync.jws.serializeJson({ protected: { alg } }, payload, secret);
      expect(await isDoneAtOnce(jws.deserializeJson(json, secret))).toBe(quick);
    }
  });

  const rows = [
    ['dir', 'A256GCM', 256],
    ['dir', 'A128CBC-HS256', 256],
    ['A128KW', 'A128GCM', 128],
    ['A256GCMKW', 'A256CBC-HS512', 256],
  ] as const;
  test.each(rows)('%s with %s', async (alg, enc, bits) => {
    const secret = oct(bits);
    const options = { algorithms: [alg, enc] };
    for (const [size, quick] of [
      [300, true],
      [100_000, false],
    ] as const) {
      // prettier-ignore
      const plaintext = 'x'.repeat(size);
      expect(await isDoneAtOnce(jwe.encryptCompact({ alg, enc }, plaintext, secret, options))).toBe(quick);
      const token = sync.jwe.encryptCompact({ alg, enc }, plaintext, secret, options);
      expect(await isDoneAtOnce(jwe.decryptCompact(token, secret, options))).toBe(quick);
      const to = { protected: { alg, enc }, recipient: { key: secret } };
      expect(await isDoneAtOnce(jwe.encryptJson(to, plaintext, options))).toBe(quick);
      const json = sync.jwe.encryptJson(to, plaintext, options);
      expect(await isDoneAtOnce(jwe.decryptJson(json, secret, options))).toBe(quick);
    }
  });

  test('a key pair, PBES2 and the making of keys always are for the pool', async () => {
    const pair = sync.jwk.generateKey('EC', 'P-256');
    const token = sync.jws.serializeCompact({ alg: 'ES256' }, '', pair);
    expect(await isDoneAtOnce(jws.serializeCompact({ alg: 'ES256' }, '', pair))).toBe(false);
    expect(await isDoneAtOnce(jws.deserializeCompact(token, pair))).toBe(false);
    const header = { alg: 'ECDH-ES', enc: 'A128GCM' };
    expect(await isDoneAtOnce(jwe.encryptCompact(header, '', pair))).toBe(false);
    const password = { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' };
    const options = { algorithms: Object.values(password), p2c: 1000 };
    expect(await isDoneAtOnce(jwe.encryptCompact(password, '', 'a password of some length', options))).toBe(false);
    expect(await isDoneAtOnce(jwk.generateKey('oct', 256))).toBe(false);
  });

  test('of several recipients one that is costly makes the message costly', async () => {
    const rest = { protected: { enc: 'A128GCM' } };
    const quick = { header: { alg: 'A128KW' }, key: oct(128) };
    const costly = { header: { alg: 'ECDH-ES+A128KW' }, key: sync.jwk.generateKey('EC', 'P-256') };
    const encryptTo = (recipients: readonly (typeof quick | typeof costly)[]): Promise<unknown> =>
      jwe.encryptJson({ ...rest, recipients }, 'hello');
    expect(await isDoneAtOnce(encryptTo([quick]))).toBe(true);
    expect(await isDoneAtOnce(encryptTo([quick, costly]))).toBe(false);
  });
});

test('an operation that is done at once refuses by rejection, as every other', async () => {
  const [secret, other] = [oct(256), oct(256)];
  const token = sync.jws.serializeCompact({ alg: 'HS256' }, 'hello', secret);
  await expect(jws.deserializeCompact(token, other)).rejects.toMatchObject({
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  });
  const keys = new sync.KeySet([other, secret]);
  await expect(jws.deserializeCompact(token, keys)).resolves.toMatchObject({ key: secret });
});

test('more calls than may be under way give their own results, each to its caller', async () => {
  const pair = sync.jwk.generateKey('OKP', 'Ed25519', { alg: 'Ed25519' });
  const numbers = Array.from({ length: 3 * most }, (_, number) => number);
  const tokens = await Promise.all(
    numbers.map((number) => jws.serializeCompact({ alg: 'Ed25519' }, String(number), pair)),
  );
  const read = await Promise.all(tokens.map((token) => jws.deserializeCompact(token, pair)));
  expect(read.map(({ payload }) => Number(payload.toString()))).toEqual(numbers);
});
