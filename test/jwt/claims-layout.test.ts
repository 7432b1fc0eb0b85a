/**
 * A key remembers what the last claims were like that it read (lib/jws/payload-layout.ts), and makes those of the next token
 * from them. Whatever they are, they must be what JSON.parse makes of the payload, or the error must be that of a key
 * that remembers nothing.
 */

import { randomInt } from 'node:crypto';

import { jwk, jws, jwt, KeySet } from '../../lib/index';
import * as promises from '../../lib/promises';
import { addon } from '../../lib/internal/native';
import { handleOf, stateOf } from '../../lib/jwk/key';
import * as layouts from '../../lib/jws/payload-layout';
import { compact, hs256 } from '../support/forge';
import { jwks, privateObject, publicJwk } from '../support/keys';
import { compared, oneByOne } from '../support/outcomes';

type Key = ReturnType<typeof jwk.importKey>;
type Claims = Record<string, unknown>;

const secret = Buffer.from(jwks.oct['k'] ?? '', 'base64url');
const fresh = (): Key => jwk.importKey(jwks.oct);
const tokenOf = (payload: string): string => hs256({ alg: 'HS256' }, payload, secret);

const read = (payload: string, key: Key, options?: object): Claims =>
  jwt.decode(tokenOf(payload), key, { now: 0, ...options }).claims;

const forms = [
  ['jwt.decode', async (payload: string, key: Key) => read(payload, key)],
  [
    'promises.jwt.decode',
    async (payload: string, key: Key) =>
      (await promises.jwt.decode(tokenOf(payload), key, { now: 0 })).claims as Claims,
  ],
] as const;

async function outcome(step: () => Promise<Claims>): Promise<unknown> {
  try {
    const claims = await step();
    // The order of the members and a zero's sign are seen too.
    return { claims, names: Object.keys(claims), signs: Object.values(claims).map((value) => Object.is(value, -0)) };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code ?? 'no code'}: ${message}`;
  }
}

/** A key that has read these payloads, each as often as it takes to be remembered. */
function warm(...payloads: readonly string[]): Key {
  const key = fresh();
  for (const payload of payloads) for (let i = 0; i < 3; i++) read(payload, key);
  return key;
}

const known = '{"iss":"joe","sub":"alice","exp":1700000000,"roles":["a",{"b":1}],"admin":true,"rate":1.5,"none":null}';

const near: readonly string[] = [
  known,
  known.replace('alice', 'bob'),
  known.replace('alice', ''),
  known.replace('alice', 'a'.repeat(200)),
  known.replace('alice', '\\u0061lice'),
  known.replace('alice', 'al\\"ice'),
  known.replace('alice', 'al\u0000ice'),
  known.replace('alice', 'al\u007fice'),
  known.replace('alice', '\u00e1lice'),
  known.replace('alice', '\u{1f600}'),
  known.replace('"alice"', '5'),
  known.replace('"alice"', 'null'),
  known.replace('"alice"', '["alice"]'),
  known.replace('"alice"', '{"sub":1,"sub":2}'),
  known.replace('1700000000', '17000000000'),
  known.replace('1700000000', '0'),
  known.replace('1700000000', '-1'),
  known.replace('1700000000', '-0'),
  known.replace('1700000000', '1700000000.5'),
  known.replace('1700000000', '17e8'),
  known.replace('1700000000', '1e400'),
  known.replace('1700000000', '01700000000'),
  known.replace('1700000000', '+1'),
  known.replace('1700000000', '999999999999999'),
  known.replace('1700000000', '9999999999999999'),
  known.replace('1700000000', '"1700000000"'),
  known.replace('["a"', '["b"'),
  known.replace('["a",{"b":1}]', '[]'),
  known.replace('["a",{"b":1}]', '"a"'),
  known.replace('{"b":1}', '{"b":1,"b":1}'),
  known.replace('true', 'false'),
  known.replace('true', '"true"'),
  known.replace('1.5', '2.5'),
  known.replace('1.5', '2'),
  known.replace('"sub"', '"iss"'),
  known.replace('"sub"', '"s\\u0075b"'),
  known.replace('"sub"', '"__proto__"'),
  known.replace('"sub"', '"7"'),
  known.replace(',"none":null', ''),
  known.replace('}', ',"more":1}'),
  known.replace(/\}$/, ',"more":1}'),
  known.replace(/\}$/, ',}'),
  known.replace(/\}$/, '}}'),
  known.replace(/\}$/, ''),
  `${known} `,
  ` ${known}`,
  `\ufeff${known}`,
  known.replaceAll(',', ', '),
  `[${known}]`,
  '{}',
  '[]',
  'null',
  '""',
  '',
];

describe.each(forms)('%s, claims near those of the last token', (_form, decode) => {
  test.each(near.map((payload) => [payload]))('%j', async (payload) => {
    expect(await outcome(() => decode(payload, warm(known)))).toEqual(await outcome(() => decode(payload, fresh())));
  });

  test('in turn, with one key', async () => {
    const key = warm(known);
    for (const payload of [...near, ...near, ...near.flatMap((one) => [one, one, one])]) {
      expect(await outcome(() => decode(payload, key))).toEqual(await outcome(() => decode(payload, fresh())));
    }
  });
});

describe('claims of a batch, whose signatures are verified on other threads', () => {
  const sign = (payload: string): string => compact({ alg: 'ES256' }, payload, privateObject('p256'), 'ES256');
  const verifier = (): Key => jwk.importKey(publicJwk('p256'));
  const payloads = near.flatMap((payload) => [known, payload, known.replace('alice', 'bob')]);
  const tokens = [...Array<string>(8).fill(known), ...payloads].map(sign);
  const options = { now: 0 };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('are those of each token, whatever the key remembers', async () => {
    const one = verifier();
    const expected = await oneByOne(tokens, async (token) => {
      // A key that remembers nothing; the result names the key.
      const { header, claims } = jwt.decode(token as string, verifier(), options);
      return { header, claims, key: one };
    });
    const matching = jest.spyOn(layouts, 'payloadAmong');
    for (const key of [one, one, KeySet.importKeySet({ keys: [{ ...jwks.oct }, publicJwk('p256')] })]) {
      const outcomes = await promises.jwt.decodeMany(tokens, key, options);
      const found = compared(outcomes).map((outcome) => ('value' in outcome ? { value: { ...(outcome.value as object), key: one } } : outcome)); // prettier-ignore
      expect(found).toEqual(expected);
      // Of the good ones a good deal were of a layout.
      const matched = matching.mock.results.filter(({ value }) => value !== undefined).length;
      expect(matched).toBeGreaterThan(near.length);
      matching.mockClear();
    }
  });

  test('are read to the end by a key that is disposed of meanwhile', async () => {
    const key = verifier();
    await promises.jwt.decodeMany(tokens, key, options);
    const expected = (await promises.jwt.decodeMany(tokens, verifier(), options)).map(({ value }) => value?.claims);
    const outcomes = promises.jwt.decodeMany(tokens.slice(0, 16), key, options);
    key.dispose();
    expect((await outcomes).map(({ value }) => value?.claims)).toEqual(expected.slice(0, 16));
  });
});

test('claims of a batch that another registry would refuse are refused by it afterwards, as before', async () => {
  const key = jwk.importKey(publicJwk('p256'));
  const registry = new jws.Registry({ maxDepth: 2 });
  const sign = (claims: object): string => compact({ alg: 'ES256' }, JSON.stringify(claims), privateObject('p256'), 'ES256'); // prettier-ignore
  const deep = ['a', 'b'].map((sub) => sign({ sub, x: [[[[1]]]] }));
  jwt.decode(sign({ sub: 'a' }), key, { registry });
  expect((await promises.jwt.decodeMany(deep, key)).map(({ ok }) => ok)).toEqual([true, true]);
  for (const token of deep) {
    expect(() => jwt.decode(token, key, { registry })).toThrow(expect.objectContaining({ code: 'ERR_JOSE_LIMIT_EXCEEDED' })); // prettier-ignore
  }
});

test('a few others in a batch do not take the place of the kind that most are of', async () => {
  const key = jwk.importKey(publicJwk('p256'));
  const of = (typ: string, sub: string): string => compact({ alg: 'ES256', typ }, `{"sub":"${sub}"}`, privateObject('p256'), 'ES256'); // prettier-ignore
  const [most, few] = [of('JWT', 'a'), of('at+jwt', 'b')];
  await promises.jwt.decodeMany([most, most], key);
  const { read } = stateOf(key);
  expect(read !== undefined).toBe(true);
  await promises.jwt.decodeMany(
    Array.from({ length: 40 }, (_, index) => (index % 5 === 4 ? few : most)),
    key,
  );
  expect(stateOf(key).read === read).toBe(true);
  await promises.jwt.decodeMany(Array<string>(4).fill(few), key);
  expect(stateOf(key).read === read).toBe(false);
});

test('claims among octets have to be there', () => {
  const key = warm(known);
  const octets = Buffer.from(`..${known}..`);
  const changes = new Float64Array(layouts.payloadChanges.length);
  const match = (from: number, size: number, room = changes): string | undefined => addon.matchLayout(handleOf(key), octets, from, size, room); // prettier-ignore
  expect([match(2, known.length), changes[0]]).toEqual(['', 0]);
  expect(match(1, known.length)).toBeUndefined();
  expect(match(0, 0)).toBeUndefined();
  for (const [from, size] of [
    [2, known.length + 3],
    [octets.length + 1, 0],
    [2 ** 32 - 1, 2],
    [octets.length, 1],
  ] as const) {
    // prettier-ignore
    expect(() => match(from, size)).toThrow('claims among the octets');
  }
  expect(() => match(2, known.length, new Float64Array(3))).toThrow('room');
  expect(() => addon.matchLayout(handleOf(fresh()), octets, 2, known.length, changes)).toThrow('pattern');
});

const other = jwk.importKey({ kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') });
const inputs: readonly (readonly [string, unknown])[] = [
  ['a secret', secret],
  ['a JWK', jwks.oct],
  ['a function', () => jwks.oct],
  ['a set whose first key is another', new KeySet([other, fresh()])],
];

test.each(inputs)('claims in turn, with %s for the key', async (_what, input) => {
  for (const payload of [...near, ...near, ...near.flatMap((one) => [one, one, one])]) {
    expect(await outcome(async () => read(payload, input as Key))).toEqual(
      await outcome(async () => read(payload, fresh())),
    );
  }
  const forged = tokenOf(known).replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
  expect(() => jwt.decode(forged, input as Key)).toThrow(
    expect.objectContaining({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }),
  );
});

const readable = near.filter((payload) => {
  try {
    read(payload, fresh());
    return true;
  } catch {
    return false;
  }
});

test.each(readable.map((payload) => [payload]))('claims like %j', (last) => {
  for (const payload of readable) expect(read(payload, warm(last))).toEqual(JSON.parse(payload));
});

test('are made anew for each token', () => {
  const key = warm(known);
  const first = read(known, key);
  const second = read(known, key);
  expect(first).not.toBe(second);
  expect(first['roles']).not.toBe(second['roles']);
  (first['roles'] as unknown[]).push('root');
  first['admin'] = 'changed';
  first['sub'] = 'mallory';
  delete first['iss'];
  expect(second).toEqual(JSON.parse(known));
  expect(read(known, key)).toEqual(JSON.parse(known));
});

test('are plain objects, whatever Object.prototype has', () => {
  const key = warm(known);
  const seen: unknown[] = [];
  Object.defineProperty(Object.prototype, 'sub', {
    set: (value: unknown) => void seen.push(value),
    get: () => 'mallory',
    configurable: true,
  });
  try {
    const claims = read(known.replace('alice', 'bob'), key);
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(claims, 'sub')).toEqual({
      value: 'bob',
      writable: true,
      enumerable: true,
      configurable: true,
    });
    expect(seen).toEqual([]);
  } finally {
    delete (Object.prototype as Claims)['sub'];
  }
});

test.each([
  ['a member "__proto__"', '{"__proto__":{"admin":true},"sub":"a"}'],
  ['names that are integers', '{"1":"a","0":"b","sub":"c"}'],
  ['integers in order', '{"0":"b","1":"a","sub":"c"}'],
  ['white space', '{ "sub": "a" }'],
  ['escapes', '{"s\\u0075b":"a"}'],
  ['no member', '{}'],
  ['33 members', JSON.stringify(Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`m${i}`, i])))],
  ['32 members', JSON.stringify(Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`m${i}`, i])))],
  ['a kilobyte and more', JSON.stringify({ sub: 'a', text: 'b'.repeat(2000) })],
  ['names that are empty', '{"":"a","sub":"b"}'],
  ['beyond ASCII', '{"sub":"\u00e9","name":"a"}'],
])('are read with %s', (_what, payload) => {
  const key = warm(payload);
  for (const other of [payload, payload.replace('"a"', '"other"'), payload]) {
    const claims = read(other, key);
    expect(claims).toEqual(JSON.parse(other));
    expect(Object.keys(claims)).toEqual(Object.keys(JSON.parse(other) as Claims));
    expect(Object.getPrototypeOf(claims)).toBe(Object.prototype);
  }
});

test('of a remembered kind are checked as all are', () => {
  const key = warm(known);
  const over = known.replace('1700000000', '100');
  expect(() => read(over, key, { now: 100 })).toThrow(expect.objectContaining({ code: 'ERR_JWT_EXPIRED' }));
  expect(() => read(known, key, { issuer: 'ann' })).toThrow(
    expect.objectContaining({ code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' }),
  );
  expect(() => read(known.replace('1700000000', '"1"'), key)).toThrow(
    expect.objectContaining({ code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' }),
  );
});

test('that are remembered under one depth are refused under a smaller one', () => {
  const key = warm(known);
  const registry = new jws.Registry({ maxDepth: 2 });
  for (let i = 0; i < 5; i++) {
    expect(() => read(known, key, { registry })).toThrow(expect.objectContaining({ code: 'ERR_JOSE_LIMIT_EXCEEDED' }));
    expect(read(known, key)).toEqual(JSON.parse(known));
  }
});

test('with a wrong signature are refused, whatever is remembered', () => {
  const key = warm(known);
  const token = tokenOf(known.replace('alice', 'bob'));
  const forged = `${token.slice(0, -10)}${token.at(-10) === 'A' ? 'B' : 'A'}${token.slice(-9)}`;
  expect(() => jwt.decode(forged, key)).toThrow(
    expect.objectContaining({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }),
  );
});

/** A JSON value as an issuer may write it. */
function randomValue(depth: number): unknown {
  const leaves = [
    () => 'x'.repeat(randomInt(20)),
    () => randomInt(1_000_000) - 500_000,
    () => randomInt(2 ** 40),
    () => Math.random() * 1000,
    () => randomInt(2) === 1,
    () => null,
    () => '\u00e9\n"',
  ] as const;
  if (depth > 0 && randomInt(6) === 0) return Array.from({ length: randomInt(4) }, () => randomValue(depth - 1));
  if (depth > 0 && randomInt(6) === 0) return { a: randomValue(depth - 1), b: randomValue(depth - 1) };
  return (leaves[randomInt(leaves.length)] as () => unknown)();
}

test('at random, near one another', () => {
  const names = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', '0', 'toString', 'a"b', ''];
  let changed = 0;
  for (let round = 0; round < 200; round++) {
    const key = fresh();
    let claims: Claims = {};
    // Claims with a wrong date would be refused before they are compared.
    for (const name of names.slice(0, 1 + randomInt(names.length))) {
      claims[name] = name === 'exp' || name === 'iat' ? randomInt(2 ** 40) + 1 : randomValue(2);
    }
    for (let i = 0; i < 20; i++) {
      const payload = JSON.stringify(claims);
      expect(read(payload, key)).toEqual(JSON.parse(payload));
      const name = Object.keys(claims)[randomInt(Object.keys(claims).length)] as string;
      claims = { ...claims, [name]: name === 'exp' || name === 'iat' ? randomInt(2 ** 40) + 1 : randomValue(1) };
      changed += 1;
    }
  }
  expect(changed).toBe(4000);
});

describe('whatever the program does in between', () => {
  const mallory = JSON.stringify({ x: 'mallory', sub: 'mallory', exp: 5 });
  /** Reads other tokens with the key until it remembers their kind. */
  const readOthers = (key: Key): void => {
    for (let i = 0; i < 12; i++) jwt.decode(hs256({ alg: 'HS256', kid: 'B' }, mallory, secret), key, { now: 0 });
  };

  test.each([
    ['reads other tokens', readOthers],
    ['disposes of the key', (key: Key) => key.dispose()],
  ])('an allow-list that %s', (_what, act) => {
    for (const header of [{ alg: 'HS256' }, { alg: 'HS256', kid: 'B' }]) {
      const token = hs256(header, JSON.stringify({ x: 'zz', sub: 'bob', exp: 7 }), secret);
      const outcomeOf = (key: Key): unknown => {
        let isBusy = false;
        const algorithms = Object.assign(['HS256'], {
          includes(name: string) {
            if (!isBusy) {
              isBusy = true;
              act(key);
            }
            return name === 'HS256';
          },
        });
        try {
          const { header: found, claims } = jwt.decode(token, key, { now: 0, algorithms });
          return { found, claims };
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(outcomeOf(warm(known))).toEqual(outcomeOf(fresh()));
    }
  });

  test.each(['parse', 'stringify'] as const)('a JSON.%s that reads tokens itself', (name) => {
    const key = warm(known);
    const original = JSON[name] as (...args: unknown[]) => unknown;
    let isBusy = false;
    JSON[name] = ((...args: unknown[]) => {
      if (!isBusy) {
        isBusy = true;
        read(known.replace('alice', 'mallory').replace('1700000000', '9'), key);
        isBusy = false;
      }
      return original.apply(JSON, args);
    }) as never;
    let claims: Claims;
    try {
      claims = read(known.replace('alice', 'bob'), key);
    } finally {
      JSON[name] = original as never;
    }
    expect(claims).toEqual(JSON.parse(known.replace('alice', 'bob')));
  });

  test.each([
    ['jwt.decode', (token: string, key: Key) => Promise.resolve(jwt.decode(token, key, { now: 0 }).claims)],
    ['jwt.decodeMany', async (token: string, key: Key) => (await promises.jwt.decodeMany([token], key, { now: 0 }))[0]?.value?.claims], // prettier-ignore
  ])('a JSON.stringify that reads tokens of another kind while %s remembers claims', async (_what, decode) => {
    const sign = (typ: string, sub: string, role: string): string => compact({ alg: 'ES256', typ }, JSON.stringify({ sub, role }), privateObject('p256'), 'ES256'); // prettier-ignore
    const token = sign('A', 'alice', 'guest');
    const others = Array.from({ length: 8 }, (__, number) => sign('B', `adm${number}`, 'admin'));
    const eve = sign('B', 'eve', 'guest');
    const key = jwk.importKey(publicJwk('p256'));
    jwt.decode(token, key);
    const { stringify } = JSON;
    let isBusy = false;
    JSON.stringify = ((value: { sub?: unknown } | undefined, ...rest: never[]) => {
      if (!isBusy && value?.sub === 'alice') {
        isBusy = true;
        for (const other of others) jwt.decode(other, key);
      }
      return stringify.call(JSON, value, ...rest);
    }) as never;
    try {
      await decode(token, key);
    } finally {
      JSON.stringify = stringify;
    }
    expect(isBusy).toBe(true);
    expect(jwt.decode(eve, key).claims).toEqual({ sub: 'eve', role: 'guest' });
  });

  test('a registry that reads tokens of another kind when it is asked for its limits', () => {
    const sign = (typ: string): string => hs256({ alg: 'HS256', typ }, '{"sub":"a"}', secret);
    const real = new jws.Registry();
    for (let armed = 1; armed < 8; armed++) {
      const key = fresh();
      let asked = 0;
      const registry = new Proxy(real, {
        get: (target, name) => {
          if (name === 'limits' && ++asked === armed) for (let i = 0; i < 8; i++) jwt.decode(sign('B'), key);
          return Reflect.get(target, name) as unknown;
        },
      });
      jws.deserializeCompact(sign('A'), key, { registry });
      for (const typ of ['B', 'A']) {
        expect(jws.deserializeCompact(sign(typ), key, { registry }).protected).toEqual({ alg: 'HS256', typ });
        expect(jwt.decode(sign(typ), key).header).toEqual({ alg: 'HS256', typ });
      }
    }
  });

  test('an Object.prototype.toJSON that throws, or changes what it sees', () => {
    const acts: ((this: Claims) => unknown)[] = [
      () => {
        throw new Error('no JSON today');
      },
      function (this: Claims) {
        const copy: Claims = Object.assign(Object.create(null) as Claims, this);
        this['sub'] = 'mallory';
        return copy;
      },
    ];
    for (const toJSON of acts) {
      const key = fresh();
      const token = tokenOf(known);
      Object.defineProperty(Object.prototype, 'toJSON', { value: toJSON, configurable: true });
      try {
        for (let i = 0; i < 3; i++) jwt.decode(token, key, { now: 0 });
      } finally {
        delete (Object.prototype as Claims)['toJSON'];
      }
      expect(read(known, key)).toEqual(JSON.parse(known));
    }
  });
});

test('one long text is not kept alive by a short one', () => {
  // Beyond 256 characters of new texts the payload is parsed, which copies them.
  const key = warm('{"jti":"a","note":"b"}');
  for (const length of [200, 256, 257, 40_000]) {
    const payload = JSON.stringify({ jti: 'c'.repeat(32), note: 'd'.repeat(length) });
    expect(read(payload, key)).toEqual(JSON.parse(payload));
  }
});
