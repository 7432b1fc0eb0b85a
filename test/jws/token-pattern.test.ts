/**
 * A key remembers what the last token was like that it read or wrote (lib/jws/token-pattern.ts, written-pattern.ts), and
 * does the next by that. Whatever it is, the outcome must be that of a key that remembers nothing: its result, or its error to the letter.
 */

import { jwk, jws, jwt } from '../../lib/index';
import * as promises from '../../lib/promises';
import { hs256, mac, rawCompact } from '../support/forge';
import { jwks, type Jwk } from '../support/keys';

const algorithms: readonly (readonly [alg: string, jwk: () => Jwk])[] = [
  ['HS256', () => jwks.oct],
  ['HS512', () => jwks.oct],
  ['RS256', () => jwks.rsa],
  ['PS384', () => jwks.rsa],
  ['ES256', () => jwks.p256],
  ['ES512', () => jwks.p521],
  ['Ed25519', () => jwks.ed25519],
];

async function outcome(read: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await read());
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code ?? 'no code'}: ${message}`;
  }
}

type Key = ReturnType<typeof jwk.importKey>;
type Read = (token: string, key: Key, options?: object) => Promise<unknown>;

const both = [
  ['', { jws, jwt }],
  ['promises: ', promises],
] as const;

const reads: readonly (readonly [string, Read])[] = both.flatMap(([form, library]) => [
  [
    `${form}jws.deserializeCompact`,
    async (token, key, options) => {
      const { protected: header, payload } = await library.jws.deserializeCompact(token, key, options);
      return { header, payload: payload.toString('latin1') };
    },
  ],
  [
    `${form}jwt.decode`,
    async (token, key, options) => {
      const { header, claims } = await library.jwt.decode(token, key, options);
      return { header, claims };
    },
  ],
]);

/** Tokens near a good one: with a part or a character more, less, or another. */
function near(token: string): readonly string[] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const parts = [
    [header],
    [header, payload],
    [header, signature],
    [header, '', signature],
    [header, payload, ''],
    [header, payload, payload],
    [header, payload, payload, signature],
    [header, payload, signature, signature],
    [header, `${payload}A`, signature],
    [header, `${payload}AAAA`, signature],
    [header, `${payload}=`, signature],
    [header, payload.slice(0, -2), signature],
    [header, payload, `${signature}A`],
    [header, payload, `${signature}=`],
    [header, payload, signature.slice(0, -1)],
    [`${header}A`, payload, signature],
    [header.slice(0, -1), payload, signature],
    ['', payload, signature],
  ].map((list) => list.join('.'));
  const others = ['.', '\u0141', '\u00e9', 'A'];
  const changed = Array.from(
    token,
    (_, at) => token.slice(0, at) + (others[at % others.length] ?? '') + token.slice(at + 1),
  );
  return ['', '.', '..', ...parts, ...changed, `${token}.`, ` ${token}`, `${token}\n`, `${token}\u0100`];
}

// P-521 is slow with OpenSSL 3.0, and each of some 300 tokens is read three times.
jest.setTimeout(60_000);

describe.each(algorithms)('%s, a token like the last one', (alg, material) => {
  describe.each(reads)('%s', (_verb, read) => {
    test('is read as by a key that remembers nothing, and so is one that is nearly like it', async () => {
      const options = { algorithms: [alg] };
      const fresh = (): Key => jwk.importKey(material());
      const token = jwt.encode({ alg }, { sub: 'a', iat: 1 }, fresh(), options);
      const tokens = [token, ...near(token), jwt.encode({ alg }, { sub: 'another', iat: 2 }, fresh(), options)];
      const warm = fresh();
      for (const other of tokens) {
        await read(token, warm, options);
        expect(await outcome(() => read(other, warm, options))).toBe(
          await outcome(() => read(other, fresh(), options)),
        );
      }
    });
  });
});

describe.each(reads)('%s, of a key that remembers', (_verb, read) => {
  const token = hs256({ alg: 'HS256', kid: 'a' }, '{"sub":"a"}', Buffer.from(jwks.oct['k'] ?? '', 'base64url'));
  const secret = Buffer.from(jwks.oct['k'] ?? '', 'base64url');

  const otherRules: readonly (readonly [string, object | undefined])[] = [
    ['other algorithms', { algorithms: ['HS384', 'RS256'] }],
    ['no algorithm', { algorithms: [] }],
    ['its algorithm by name', { algorithms: ['HS256'] }],
    ['a registry of other algorithms', { registry: new jws.Registry({ algorithms: ['HS384'] }) }],
    ['a registry with shorter tokens', { registry: new jws.Registry({ maxTokenLength: token.length - 1 }) }],
    ['a registry with shorter headers', { registry: new jws.Registry({ maxHeaderLength: 8 }) }],
    ['a registry with shorter signatures', { registry: new jws.Registry({ maxSignatureLength: 42 }) }],
    [
      'a registry that requires another parameter',
      { registry: new jws.Registry({ headers: { tenant: { description: 'whose it is', required: true } } }) },
    ],
    [
      'a registry that validates the header',
      { registry: new jws.Registry({ headers: { kid: { description: 'which key', validate: () => false } } }) },
    ],
    ['no options', undefined],
  ];

  test.each(otherRules)('%s: the rules of the call hold', async (_name, options) => {
    const warm = jwk.importKey(jwks.oct);
    for (const before of [undefined, { algorithms: ['HS256'] }, options]) {
      await outcome(() => read(token, warm, before));
      expect(await outcome(() => read(token, warm, options))).toBe(
        await outcome(() => read(token, jwk.importKey(jwks.oct), options)),
      );
    }
  });

  test('headers in turn', async () => {
    const warm = jwk.importKey(jwks.oct);
    const tokens = ['a', 'b', 'abc'].map((kid) => hs256({ alg: 'HS256', kid }, `{"sub":"${kid}"}`, secret));
    // In turn, then each often enough for the key to go over to it.
    for (const each of [...tokens, ...tokens, ...tokens.flatMap((one) => Array<string>(8).fill(one))]) {
      expect(await outcome(() => read(each, warm))).toBe(await outcome(() => read(each, jwk.importKey(jwks.oct))));
    }
  });

  test('a list of algorithms that changes', async () => {
    const warm = jwk.importKey(jwks.oct);
    const options = { algorithms: ['HS256'] };
    await read(token, warm, options);
    options.algorithms[0] = 'HS384';
    expect(await outcome(() => read(token, warm, options))).toMatch(/^ERR_JOSE_ALG_NOT_ALLOWED/);
  });

  test('a key that was disposed of', async () => {
    const warm = jwk.importKey(jwks.oct);
    await read(token, warm);
    warm.dispose();
    expect(await outcome(() => read(token, warm))).toMatch(/^ERR_JWK_INVALID/);
  });

  test('a payload that is no JSON, twice named, or not UTF-8', async () => {
    const warm = jwk.importKey(jwks.oct);
    for (const payload of ['{', '7', '{"a":1,"a":2}', Buffer.of(0x22, 0xff, 0x22), '['.repeat(100), '{"a":"\u00e9"}']) {
      await read(token, warm);
      const other = rawCompact('{"alg":"HS256","kid":"a"}', payload, (input) => mac('HS256', secret, input));
      expect(await outcome(() => read(other, warm))).toBe(await outcome(() => read(other, jwk.importKey(jwks.oct))));
    }
  });
});

type GivenHeader = Parameters<typeof jws.serializeCompact>[0] & Parameters<typeof jwt.encode>[0];
type Write = (header: object, payload: string, key: Key, options?: object) => Promise<string>;

const writes: readonly (readonly [string, Write])[] = both.flatMap(([form, library]) => [
  [
    `${form}jws.serializeCompact`,
    async (header, payload, key, options) => library.jws.serializeCompact(header as GivenHeader, payload, key, options),
  ],
  [
    `${form}jwt.encode`,
    async (header, payload, key, options) =>
      library.jwt.encode(header as GivenHeader, { sub: payload, iat: 1 }, key, options),
  ],
]);

describe.each(writes)('%s, of a key that remembers', (_verb, write) => {
  const inherited: object = Object.create({ kid: 'a' }, { alg: { value: 'HS256', enumerable: true } }) as object;
  const headers: readonly (readonly [string, object])[] = [
    ['the same', { alg: 'HS256', kid: 'a' }],
    ['another value', { alg: 'HS256', kid: 'b' }],
    ['another order', { kid: 'a', alg: 'HS256' }],
    ['a member more', { alg: 'HS256', kid: 'a', cty: 'x' }],
    ['a member less', { alg: 'HS256' }],
    ['another algorithm', { alg: 'HS512', kid: 'a' }],
    ['an algorithm for other keys', { alg: 'RS256', kid: 'a' }],
    ['no algorithm', { kid: 'a' }],
    ['a parameter nobody knows', { alg: 'HS256', own: 'a' }],
    ['an unencoded payload', { alg: 'HS256', b64: false, crit: ['b64'] }],
    ['an inherited member', inherited],
  ];
  const rules: readonly (readonly [string, object | undefined])[] = [
    ['no options', undefined],
    ['its algorithm by name', { algorithms: ['HS256'] }],
    ['both algorithms by name', { algorithms: ['HS256', 'HS512'] }],
    ['another algorithm by name', { algorithms: ['HS512'] }],
    ['no algorithm', { algorithms: [] }],
    ['a registry with shorter headers', { registry: new jws.Registry({ maxHeaderLength: 8 }) }],
    ['a registry that takes any parameter', { registry: new jws.Registry({ strictHeaders: false }) }],
    [
      'a registry that validates the header',
      {
        registry: new jws.Registry({ headers: { kid: { description: 'which key', validate: (kid) => kid === 'b' } } }),
      },
    ],
  ];
  const material = { kty: 'oct', k: Buffer.alloc(64, 7).toString('base64url') };

  test.each(headers)('%s: what is written is what a key writes that remembers nothing', async (_name, header) => {
    const warm = jwk.importKey(material);
    for (const payload of ['hello', '', '\u00e9\ud83d\ude00', 'x'.repeat(70_000), 'hello']) {
      for (const [, options] of [...rules, ...rules]) {
        await write({ alg: 'HS256', kid: 'a' }, payload, warm);
        for (let round = 0; round < 6; round++) {
          expect(await outcome(() => write(header, payload, warm, options))).toBe(
            await outcome(() => write(header, payload, jwk.importKey(material), options)),
          );
        }
      }
    }
  });

  test('a key that was disposed of', async () => {
    const warm = jwk.importKey(material);
    await write({ alg: 'HS256' }, 'x', warm);
    warm.dispose();
    expect(await outcome(() => write({ alg: 'HS256' }, 'x', warm))).toMatch(/^ERR_JWK_INVALID/);
  });

  test('a header object that changes', async () => {
    const warm = jwk.importKey(material);
    const header = { alg: 'HS256', kid: 'a' };
    await write(header, 'x', warm);
    header.kid = 'b';
    expect(await write(header, 'x', warm)).toBe(await write({ alg: 'HS256', kid: 'b' }, 'x', jwk.importKey(material)));
  });
});

describe.each(both)("%sa check of the claims disposes of the token's key", (_form, library) => {
  test.each([0, 1, 5])('after %i tokens: the token is as good as it was', async (before) => {
    const key = jwk.importKey(jwks.oct);
    const token = hs256({ alg: 'HS256' }, '{"sub":"a"}', Buffer.from(jwks.oct['k'] ?? '', 'base64url'));
    for (let count = 0; count < before; count++) await library.jwt.decode(token, key);
    const validate = (): boolean => {
      key.dispose();
      return true;
    };
    const { claims } = await library.jwt.decode(token, key, { claims: { sub: { validate } } });
    expect(claims).toEqual({ sub: 'a' });
    expect(await outcome(async () => library.jwt.decode(token, key))).toMatch(/^ERR_JWK_INVALID/);
  });
});

test('a token is signed with its own header, though an allow-list signs others meanwhile', () => {
  const key = jwk.importKey(jwks.oct);
  const header = { alg: 'HS256', kid: 'A' };
  for (let i = 0; i < 3; i++) jws.serializeCompact(header, 'a', key);
  let isBusy = false;
  const algorithms = Object.assign(['HS256'], {
    includes(name: string) {
      if (!isBusy) {
        isBusy = true;
        // Often enough for the key to go over to it.
        for (let i = 0; i < 12; i++) jws.serializeCompact({ alg: 'HS256', kid: 'B' }, 'b', key);
      }
      return name === 'HS256';
    },
  });
  const token = jws.serializeCompact(header, 'c', key, { algorithms });
  expect(token).toBe(jws.serializeCompact(header, 'c', jwk.importKey(jwks.oct)));
});
