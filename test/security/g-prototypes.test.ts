/** Threats, part g: members that `Object.prototype` was given, row 78. */

import { isThenable } from '../../lib/util/own-copy';
import { toJson } from '../../lib/util/json';
import { forms } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { type KeyName, publicJwk, secret } from '../support/keys';

/** Runs with a member of `Object.prototype`. */
async function polluted<T>(name: string, descriptor: PropertyDescriptor, run: () => T | Promise<T>): Promise<T> {
  Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null), descriptor, { configurable: true }));
  try {
    return await run();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

/** The same, without waiting for anything: a `then` would be asked for its own. */
function pollutedNow<T>(name: string, descriptor: PropertyDescriptor, run: () => T): T {
  Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null), descriptor, { configurable: true }));
  try {
    return run();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

const refuse = (): never => {
  throw new Error('a getter of another module');
};

describe('row 78: what Object.prototype was given is nobody’s', () => {
  describe.each(forms)('$name', ({ jws, jwk: form }) => {
    const members: readonly [string, PropertyDescriptor][] = [
      ['a text', { value: 'AQAB', enumerable: true }],
      ['a hidden text', { value: 'AQAB' }],
      ['a getter that throws', { get: refuse, enumerable: true }],
    ];
    const names: readonly KeyName[] = ['rsa', 'p256', 'ed25519'];

    test.each(members)('a public JWK stays public, and is imported: d is %s', async (_, member) => {
      for (const name of names) {
        const given = publicJwk(name);
        const key = await polluted('d', member, () => form.importKey(given));
        expect([key.isPrivate, key.toJWK()]).toEqual([false, given]);
      }
    });

    test('a member that was not verified is not, whatever "verified" is inherited', async () => {
      const { payload, ...good } = flattenedHs256('{"alg":"HS256"}', 'hello', secret);
      const bad = { ...good, signature: 'A'.repeat(43) };
      const message = { payload, signatures: [good, bad] };
      const { members: found } = await polluted('verified', { value: true, writable: true }, () =>
        jws.deserializeJson(message, secret, { verify: 'any' }),
      );
      expect(found.map(({ verified }) => verified)).toEqual([true, false]);
      await polluted('verified', { value: true, writable: true }, async () => {
        const alone = { payload, signatures: [bad] };
        await expect(jws.deserializeJson(alone, secret, {})).rejects.toThrow('does not verify');
      });
    });

    test('a header inside of a protected one is written as it is', async () => {
      const header = { alg: 'HS256', jwk: publicJwk('p256') };
      const token = hs256(JSON.stringify(header), 'x', secret);
      const toJSON = { value: () => ({ alg: 'none' }), writable: true };
      expect(await polluted('toJSON', toJSON, () => jws.serializeCompact(header, 'x', secret))).toBe(token);
    });

    test('a JWK’s nested members are compared by its own', async () => {
      const token = hs256({ alg: 'HS256' }, 'x', secret);
      const key = { kty: 'oct', k: b64u(secret), extra: { a: 1 } };
      await jws.deserializeCompact(token, key);
      const changed = Object.assign(key, { extra: { b: 1 } });
      const { key: used } = await polluted('b', { get: refuse }, () => jws.deserializeCompact(token, changed));
      expect(used.toJWK({ private: true })).toEqual(changed);
    });
  });
});

describe('a promise', () => {
  class Foreign {
    then(): void {
      // Another library's.
    }
  }

  test.each<[string, unknown, boolean]>([
    ['of the language', Promise.resolve(), true],
    ['of another library', new Foreign(), true],
    ['with a then of its own', { then: () => undefined }, true],
    ['without a prototype', Object.assign(Object.create(null) as object, { then: () => undefined }), true],
    ['whose then is no function', { then: 1 }, false],
    ['that is an object', {}, false],
    ['that is octets', Buffer.from('x'), false],
    ['that is null', null, false],
  ])('%s', (_, value, expected) => {
    expect(isThenable(value)).toBe(expected);
    // Another then of Object.prototype changes nothing, and is not called.
    expect(pollutedNow('then', { value: refuse, writable: true }, () => isThenable(value))).toBe(expected);
    expect(pollutedNow('then', { get: refuse }, () => isThenable(value))).toBe(expected);
  });
});

describe('toJson', () => {
  const cycle: { self?: object } = {};
  cycle.self = cycle;

  class Shown {
    toJSON(name: string): object {
      return { shown: name };
    }
  }

  test.each<[string, unknown]>([
    ['a date', { at: new Date(0) }],
    ['an object of a class', { a: [new Shown(), new Shown()], b: new Shown() }],
    ['a toJSON of its own', { toJSON: () => [1] }],
    ['a toJSON that is no function', { toJSON: 1 }],
    ['what JSON leaves out', { a: undefined, b: () => 1, c: Symbol('c'), d: [undefined, () => 1, Symbol('d'), NaN] }],
    ['boxed values', [new Number(1), new String('s'), new Boolean(false)]],
    ['an array with a hole', Array(2)],
    ['an array in an array', [[], [[]], {}]],
    ['a __proto__ of its own', JSON.parse('{"__proto__":{"a":1},"b":2}')],
    ['the same twice', [cycle.constructor, [1]]],
    ['a text', 'text'],
    ['nothing', undefined],
    ['a function', () => 1],
  ])('%s is written as JSON.stringify writes it, with and without a foreign toJSON', (_, value) => {
    const expected = JSON.stringify(value) as string | undefined;
    expect(toJson(value)).toBe(expected);
    expect(pollutedNow('toJSON', { value: () => 'foreign', writable: true }, () => toJson(value))).toBe(expected);
    expect(pollutedNow('toJSON', { get: refuse }, () => toJson(value))).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['a cycle', cycle],
    ['a BigInt', { a: 1n }],
  ])('%s is a TypeError', (_, value) => {
    expect(() => toJson(value)).toThrow(TypeError);
    expect(() => pollutedNow('toJSON', { value: () => 'foreign', writable: true }, () => toJson(value))).toThrow(
      TypeError,
    );
  });
});
