/**
 * Claims are written by what the last ones were like (lib/jwt/claims-layout.ts). Whatever they are, the payload must be the
 * text that JSON.stringify makes of them.
 */

import { randomInt } from 'node:crypto';

import { jwk, jwt } from '../../lib/index';
import { jwks } from '../support/keys';

type Claims = Record<string, unknown>;
type Write = (claims: object) => string;

/** The function as it is when a program starts. */
function fresh(): Write {
  let write: unknown;
  jest.isolateModules(() => {
    write = jest.requireActual<Record<string, unknown>>('../../lib/jwt/claims-layout')['claimsToJson'];
  });
  return write as Write;
}

/** One that has written these claims. */
function warm(claims: object): Write {
  const write = fresh();
  expect(write(claims)).toBe(JSON.stringify(claims));
  return write;
}

const known = { iss: 'joe', sub: 'alice', exp: 1700000000, admin: true, none: null, rate: 1.5 };

const texts = ['', 'bob', 'a"b', 'a\\b', 'a\nb', 'a\u007fb', 'a\u0080b', 'ü', '😀', '\ud800', '\udc00a', '\u2028', '</script>', 'x'.repeat(3000)]; // prettier-ignore
const numbers = [0, -0, 1, -1, 1.5, 1e21, 1e-7, 2 ** 53, Number.MAX_VALUE, 5e-324, NaN, Infinity, -Infinity];
const others = [true, false, null, undefined, [], ['a'], {}, { a: 1 }, () => 1, Symbol('a'), new Date(0), Object('a'), Object(1), /a/]; // prettier-ignore
const near: readonly object[] = [
  known,
  ...[...texts, ...numbers, ...others].map((value) => ({ ...known, sub: value })),
  ...[...texts, ...numbers, ...others].map((value) => ({ ...known, rate: value })),
  ...texts.map((name) => ({ ...known, [name]: 1 })),
  ...texts.map((name) => ({ [name]: 1, ...known })),
  Object.fromEntries(Object.entries(known).reverse()),
  Object.fromEntries(Object.entries(known).slice(1)),
  Object.fromEntries(Object.entries(known).slice(0, -1)),
  { ...known, 7: 'seven' },
  { ...known, [Symbol('more')]: 1 },
  JSON.parse('{"iss":"joe","__proto__":"x"}') as object,
  Object.assign(Object.create(null) as object, known),
  Object.defineProperty({ ...known }, 'sub', { value: 'hidden', enumerable: false }),
  Object.defineProperty({ ...known }, 'more', { value: 'hidden', enumerable: false }),
  Object.defineProperty({ ...known }, 'sub', { get: () => 'got', enumerable: true }),
  new Proxy({ ...known }, { get: (target, name) => (name === 'sub' ? 'proxied' : Reflect.get(target, name)) }),
  {},
];

describe('claims near the last ones', () => {
  test.each(near.map((claims, index) => [index, claims]))('number %d', (_, claims) => {
    expect(warm(known)(claims)).toBe(JSON.stringify(claims));
    expect(warm(claims)(known)).toBe(JSON.stringify(known));
  });

  test('each after each', () => {
    for (const last of near) {
      const write = warm(last);
      for (const claims of near) expect(write(claims)).toBe(JSON.stringify(claims));
    }
  });

  test('in turn', () => {
    const write = fresh();
    for (const claims of [...near, ...near, ...near.flatMap((one) => [one, one, one])]) {
      expect(write(claims)).toBe(JSON.stringify(claims));
    }
  });
});

test('are written without JSON.stringify where they are like the last ones', () => {
  const write = warm(known);
  const like = [{}, { sub: 'bob' }, { exp: 1800000000, admin: false }].map((more) => ({ ...known, ...more }));
  const expected = like.map((claims) => JSON.stringify(claims));
  const stringify = jest.spyOn(JSON, 'stringify');
  const found = like.map(write);
  expect(stringify).not.toHaveBeenCalled();
  stringify.mockRestore();
  expect(found).toEqual(expected);
});

test('are those of the token', () => {
  const key = jwk.importKey(jwks.oct);
  for (const sub of ['alice', 'bob', 'bob', 'ca"rol', 'ü']) {
    const claims = { ...known, sub };
    const token = jwt.encode({ alg: 'HS256' }, claims, key);
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    expect(payload).toMatch(/,"iat":[0-9]+\}$/);
    expect(payload.replace(/,"iat":[0-9]+/, '')).toBe(JSON.stringify(claims));
  }
});

test('what JSON cannot express is refused as ever', () => {
  const ring: Claims = { ...known };
  ring['sub'] = ring;
  const broken = Object.defineProperty({ ...known }, 'sub', {
    enumerable: true,
    get: () => {
      throw new RangeError('no');
    },
  });
  for (const claims of [{ ...known, sub: 1n }, ring]) expect(() => warm(known)(claims)).toThrow(TypeError);
  expect(() => warm(known)(broken)).toThrow(RangeError);
  const key = jwk.importKey(jwks.oct);
  for (const claims of [{ ...known, sub: 1n }, ring, broken]) {
    jwt.encode({ alg: 'HS256' }, known, key);
    expect(() => jwt.encode({ alg: 'HS256' }, claims, key)).toThrow(expect.objectContaining({ code: 'ERR_JWT_INVALID' })); // prettier-ignore
  }
});

test('with a getter that writes others until they are remembered', () => {
  const write = warm(known);
  const claims = Object.defineProperty({ ...known, exp: 42 }, 'sub', {
    enumerable: true,
    get: () => {
      for (let i = 0; i < 5; i++) write({ other: 1, claims: 'x', more: 42 });
      return 'bob';
    },
  });
  expect(write(claims)).toBe(JSON.stringify({ ...known, sub: 'bob', exp: 42 }));
  expect(write({ ...known, sub: 'carol' })).toBe(JSON.stringify({ ...known, sub: 'carol' }));
});

test('with members that all objects inherit', () => {
  const write = warm(known);
  Object.defineProperty(Object.prototype, 'inherited', { value: 'x', enumerable: true, configurable: true });
  try {
    expect(write(known)).toBe(JSON.stringify(known));
    expect(warm(known)({ ...known, sub: 'bob' })).toBe(JSON.stringify({ ...known, sub: 'bob' }));
  } finally {
    delete (Object.prototype as Claims)['inherited'];
  }
});

test('with a member that is inherited where the last ones had their own', () => {
  const base = Object.assign(Object.create(null) as Claims, { sub: 'x', admin: 'inherited' });
  const of = (own: Claims): Claims => Object.assign(Object.create(base) as Claims, own);
  for (const last of [{ sub: 'root', admin: true }, { admin: true }, { iss: 'a', sub: 'root', admin: true }]) {
    for (const own of [{ sub: 'bob' }, {}, { iss: 'b' }, { iss: 'b', sub: 'bob' }]) {
      expect(warm(last)(of(own))).toBe(JSON.stringify(own));
      const write = warm(last);
      Object.defineProperty(Object.prototype, 'admin', { value: 'polluted', enumerable: true, configurable: true });
      try {
        expect(write({ ...own })).toBe(JSON.stringify(own));
      } finally {
        delete (Object.prototype as Claims)['admin'];
      }
    }
  }
});

test('others take their place, the later the more often', () => {
  const write = fresh();
  const isRemembered = (claims: object): boolean => {
    const stringify = jest.spyOn(JSON, 'stringify');
    write(claims);
    const asked = stringify.mock.calls.some(([value]) => value === claims);
    stringify.mockRestore();
    return !asked;
  };
  const needed = [1, 2, 3, 4].map((number) => {
    const claims = { [`name${number}`]: 1 };
    for (let times = 1; ; times++) if (isRemembered(claims)) return times - 1;
  });
  expect(needed).toEqual([1, 2, 4, 8]);
});

test('at random, near one another', () => {
  const names = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', '0', 'toString', 'a"b', ''];
  const values = [...texts, ...numbers, ...others];
  let write = fresh();
  for (let round = 0; round < 300; round++) {
    if (round % 10 === 0) write = fresh();
    const valueOf = (): unknown => values[randomInt(values.length)];
    let claims: Claims = Object.fromEntries(names.slice(0, 1 + randomInt(names.length)).map((name) => [name, valueOf()])); // prettier-ignore
    for (let i = 0; i < 20; i++) {
      expect(write(claims)).toBe(JSON.stringify(claims));
      const name = Object.keys(claims)[randomInt(Object.keys(claims).length)] as string;
      claims = { ...claims, [name]: valueOf() };
    }
  }
});
