/** Threats, part g: key sets with more members than anybody has keys, row 76. Work is counted, not timed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as library from '../../lib';
import * as errors from '../../lib/errors/classes';
import * as fits from '../../lib/jwk/usable';
import { native } from '../../lib/native/load';
import { RemoteKeySet, type RemoteKeySetOptions } from '../../lib/promises';
import { expectJoseError, expectTypeError, forms } from '../support/both';
import { hs256 } from '../support/forge';
import { publicJwk, secret } from '../support/keys';

const { jwk, KeySet, OctKey } = library;
const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const defaultLimit = 1000;

const realErrors = { ...errors };

afterEach(() => {
  jest.restoreAllMocks();
  for (const name of ['InvalidJWKError', 'KeyTypeMismatchError'] as const) Reflect.set(errors, name, realErrors[name]);
});

/** The JSON of a set of so many octets, or of a few less, of the same member again and again. */
function textOfSize(octets: number, member: unknown): string {
  const one = JSON.stringify(member);
  const count = Math.floor((octets - '{"keys":[]}'.length + 1) / (one.length + 1));
  return `{"keys":[${Array(count).fill(one).join(',')}]}`;
}

/** How often errors of a class are made from now on. */
function countErrors(name: 'InvalidJWKError' | 'KeyTypeMismatchError'): () => number {
  let made = 0;
  const counting = new Proxy(errors[name], {
    construct(target, args, newTarget): object {
      made++;
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  Reflect.set(errors, name, counting);
  return () => made;
}

/** How often keys are imported from now on, and found to be none. */
function countWork(): { readonly imports: () => number; readonly errors: () => number } {
  const imports = jest.spyOn(native, 'importParts');
  return { imports: () => imports.mock.calls.length, errors: countErrors('InvalidJWKError') };
}

/** The elements that arrays were asked to iterate over or copy meanwhile. */
function elementsIterated(run: () => unknown): number {
  const real = Array.prototype[Symbol.iterator];
  let elements = 0;
  Array.prototype[Symbol.iterator] = function count(this: unknown[]) {
    elements += this.length;
    return real.call(this);
  };
  try {
    run();
  } finally {
    Array.prototype[Symbol.iterator] = real;
  }
  return elements;
}

const remote = (body: string, options: RemoteKeySetOptions = {}): RemoteKeySet =>
  new RemoteKeySet('https://keys.example/', {
    fetch: async () => Promise.resolve(new Response(body)),
    maxBytes: 2 ** 21,
    ...options,
  });

const members: readonly [string, unknown][] = [
  ['empty', {}],
  ['of an unknown type', { kty: 'new' }],
  ['a key that lacks a member', { kty: 'EC', crv: 'P-256' }],
  ['a good key', publicJwk('p256')],
  ['a private key', { kty: 'OKP', crv: 'Ed25519', d: 'AA' }],
];
const cases = members.flatMap(([name, member]) => [1, 2].map((mib) => [name, mib, member] as const));

describe('row 76: the members of a JWK Set are counted before any is looked at', () => {
  test.each(cases)('of members that are %s, %d MiB', async (_, mib, member) => {
    const text = textOfSize(mib * 2 ** 20, member);
    const work = countWork();
    const value = JSON.parse(text) as never;
    await expectJoseError(() => KeySet.importKeySet(value), limit);
    await expectJoseError(() => remote(text).refresh(), limit);
    await expectJoseError(async () => Promise.resolve(remote('', { cache: cacheOf(value) })), limit);
    expect([work.imports(), work.errors()]).toEqual([0, 0]);
  });

  const cacheOf = (jwks: never): never =>
    ({ url: 'https://keys.example/', jwks, fetchedAt: Date.now(), expiresAt: Date.now() + 60_000 }) as never;
  const setOf = (count: number): never => ({ keys: Array(count).fill({}) }) as never;

  test('the limit is 1000, and can be changed', async () => {
    expect(KeySet.importKeySet(setOf(defaultLimit)).skipped).toHaveLength(defaultLimit);
    await expectJoseError(() => KeySet.importKeySet(setOf(defaultLimit + 1)), limit);
    expect(KeySet.importKeySet(setOf(defaultLimit + 1), { maxKeys: 2000 }).skipped).toHaveLength(defaultLimit + 1);
    expect(KeySet.importKeySet(setOf(0), { maxKeys: 0 }).keys).toEqual([]);
    await expectJoseError(() => KeySet.importKeySet(setOf(1), { maxKeys: 0 }), limit);
    await expectJoseError(() => KeySet.importKeySet(setOf(3), { maxKeys: 2 }), limit);
  });

  test('the same behind a URL, and of a cache', async () => {
    const body = (count: number): string => JSON.stringify(setOf(count));
    expect((await remote(body(defaultLimit)).refresh()).skipped).toHaveLength(defaultLimit);
    await expectJoseError(() => remote(body(defaultLimit + 1)).refresh(), limit);
    expect((await remote(body(defaultLimit + 1), { maxKeys: 2000 }).refresh()).skipped).toHaveLength(defaultLimit + 1);
    await expectJoseError(() => remote(body(3), { maxKeys: 2 }).refresh(), limit);
    expect(remote('', { maxKeys: 3, cache: cacheOf(setOf(3)) }).current?.skipped).toHaveLength(3);
    await expectJoseError(() => remote('', { maxKeys: 2, cache: cacheOf(setOf(3)) }), limit);
  });

  test.each([-1, 1.5, '5', null, NaN, Infinity, true])('maxKeys is not %p', async (maxKeys) => {
    await expectTypeError(() => KeySet.importKeySet(setOf(1), { maxKeys } as never));
    await expectTypeError(() => remote('', { maxKeys } as never));
  });

  test('no other option is known', async () => {
    await expectTypeError(() => KeySet.importKeySet(setOf(1), { max: 1 } as never));
  });

  test('SECURITY.md says so', () => {
    const text = readFileSync(join(__dirname, '..', '..', 'SECURITY.md'), 'utf8');
    expect(text).toMatch(/^\| `maxKeys` +\| 1 000 +\|/m);
  });

  test('a set behind a URL is imported a few members at a time, while others have their turn', async () => {
    const keys = remote(textOfSize(64 * 1024, publicJwk('p256')), { maxKeys: defaultLimit });
    const work = countWork();
    const perTurn: number[] = [];
    let last = 0;
    let isOver = false;
    const watch = (): void => {
      perTurn.push(work.imports() - last);
      last = work.imports();
      if (!isOver) setImmediate(watch);
    };
    watch();
    const { keys: found } = await keys.refresh();
    isOver = true;
    expect(found.length).toBeGreaterThan(400);
    expect(work.imports()).toBe(found.length);
    // As many turns as that takes, and in none more than two slices, since a watcher's turn may come before or after.
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(32);
  });

  test('an import under way ends when it is aborted', async () => {
    const controller = new AbortController();
    const keys = remote(textOfSize(64 * 1024, {}), { maxKeys: 100_000, signal: controller.signal });
    const work = countWork();
    const reason = new Error('enough');
    const waiting = keys.refresh();
    const watch = (): void => {
      if (work.errors() === 0) setImmediate(watch);
      else controller.abort(reason);
    };
    watch();
    await expect(waiting).rejects.toBe(reason);
    expect(keys.current).toBeUndefined();
    expect(work.errors()).toBeLessThan(1000);
  });
});

describe('row 76: a set of many keys costs no more than there are', () => {
  /** The same few keys again and again: a set need not have others. */
  const manyOf = (count: number, kid?: string): library.Key[] => {
    const keys = Array.from({ length: 10 }, (_, index) =>
      OctKey.importKey(Buffer.alloc(64, index + 1), kid === undefined ? {} : { kid }),
    );
    return Array.from({ length: count }, (_, index) => keys[index % keys.length] as library.Key);
  };
  const grownBy = (measure: (count: number) => number): number => measure(20_000) / measure(5000);

  test.each(['same', undefined])('to make it, with the kid %p', (kid) => {
    const growth = grownBy((count) => {
      const keys = manyOf(count, kid);
      return elementsIterated(() => new KeySet(keys));
    });
    expect(growth).toBeLessThan(5);
  });

  test.each<[string, (set: library.KeySet) => unknown]>([
    ['get', (set) => set.get('same')],
    ['find by kid', (set) => set.find({ kid: 'same' })],
    ['find by alg', (set) => set.find({ alg: 'HS256', use: 'sig', kty: 'oct' })],
    ['find nothing', (set) => set.find({ alg: 'ES256' })],
    ['toJWKS', (set) => set.toJWKS()],
    ['toJWKS with what is private', (set) => set.toJWKS({ private: true })],
  ])('%s', (_, use) => {
    const exports = jest.spyOn(native, 'exportParts');
    const growth = grownBy((count) => {
      const set = new KeySet(manyOf(count, 'same'));
      exports.mockClear();
      return elementsIterated(() => use(set)) + exports.mock.calls.length + count;
    });
    expect(growth).toBeLessThan(5);
  });

  describe.each(forms)('$name', ({ jws }) => {
    const count = 20_000;
    const withKid = hs256({ alg: 'HS256', kid: 'same' }, 'x', secret);
    const withoutKid = hs256({ alg: 'HS256' }, 'x', secret);
    const tokens: readonly [string, string, string | undefined][] = [
      ['a token with the kid of all', withKid, 'same'],
      ['a token without kid', withoutKid, undefined],
    ];

    test.each(tokens)('%s, which all keys fit, is refused, and they are looked at once', async (_, token, kid) => {
      const set = new KeySet(manyOf(count, kid));
      const looks = jest.spyOn(fits, 'suitability');
      for (let index = 0; index < 3; index++) {
        await expectJoseError(() => jws.deserializeCompact(token, set), limit);
      }
      expect(looks.mock.calls.length).toBeLessThanOrEqual(count);
    });

    test.each(tokens)('%s, which no key fits, costs one error and not one for each', async (_, token, kid) => {
      const key = jwk.importKey(publicJwk('p256'), kid === undefined ? {} : { kid });
      const set = new KeySet(Array<library.Key>(count).fill(key));
      const looks = jest.spyOn(fits, 'suitability');
      const mismatches = countErrors('KeyTypeMismatchError');
      for (let index = 0; index < 3; index++) {
        await expectJoseError(() => jws.deserializeCompact(token, set), 'ERR_JWKS_NO_MATCHING_KEY');
      }
      expect(looks.mock.calls.length).toBeLessThanOrEqual(count);
      expect(mismatches()).toBeLessThanOrEqual(3);
    });

    test('the one that fits among many is found, and signs', async () => {
      const other = jwk.importKey(publicJwk('p256'));
      const key = OctKey.importKey(secret);
      const set = new KeySet([...Array<library.Key>(count).fill(other), key]);
      expect((await jws.deserializeCompact(withoutKid, set)).key).toBe(key);
      expect((await jws.deserializeCompact(withoutKid, set)).key).toBe(key);
      expect(await jws.serializeCompact({ alg: 'HS256' }, 'x', set)).toBe(withoutKid);
      // What was found for one algorithm, or for one use, is not taken for another.
      await expectJoseError(() => jws.serializeCompact({ alg: 'ES256' }, 'x', set), 'ERR_JWKS_NO_MATCHING_KEY');
    });
  });
});
