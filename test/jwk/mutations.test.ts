/** Whatever is done to a key's text, the answer is a key that passes every check or a documented error. */

import * as crypto from 'node:crypto';
import { errors } from '../../lib/index';
import { importKey, KeySet, type KeyFormat } from '../../lib/jwk';
import { jwks } from '../support/keys';
import { readOwnVector } from '../support/vectors';

const ROUNDS = 400;

/** The same mutations in every run. */
let state = 20_261_122;
function random(limit: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state % limit;
}

const mutations: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => (bytes.writeUInt8(random(256), random(bytes.length)), bytes),
  (bytes) => (bytes.writeUInt8((bytes[random(bytes.length)] ?? 0) ^ (1 << random(8)), random(bytes.length)), bytes),
  (bytes) => bytes.subarray(0, random(bytes.length)),
  (bytes) => Buffer.concat([bytes, crypto.randomBytes(1 + random(8))]),
  (bytes) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(4))]);
  },
  (bytes) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(bytes.length)), bytes.subarray(at)]);
  },
];

function expectKeyOrError(value: unknown): void {
  let key;
  try {
    key = importKey(value as never);
  } catch (error) {
    if (!(error instanceof errors.JoseError)) throw error;
    return;
  }
  // What was taken must be whole: it comes out in every form and goes in again.
  const { isPrivate } = key;
  expect(importKey(key.toJWK({ private: isPrivate })).thumbprint()).toBe(key.thumbprint());
  if (key.kty !== 'oct') expect(importKey(key.toPEM({ private: isPrivate })).thumbprint()).toBe(key.thumbprint());
}

const { keys } = readOwnVector<{ keys: { B: { x5c: [string] } } }>('rfc7517_appendix_a.json');
const samples: [string, Buffer][] = [
  ['X.509', Buffer.from(keys.B.x5c[0], 'base64')],
  ...(['rsa', 'p256', 'p521', 'secp256k1', 'ed25519', 'ed448'] as const).flatMap((name): [string, Buffer][] => {
    const key = importKey(jwks[name]);
    const formats: KeyFormat[] = [
      'pkcs8',
      ...(key.kty === 'RSA' ? (['pkcs1'] as const) : key.kty === 'EC' ? (['sec1'] as const) : []),
    ];
    return [
      [`${name} spki`, key.toDER()],
      [`${name} spki PEM`, Buffer.from(key.toPEM())],
      ...formats.map((format): [string, Buffer] => [`${name} ${format}`, key.toDER({ private: true, format })]),
    ];
  }),
];

describe.each(samples)('%s', (_name, sample) => {
  it('cut off anywhere is no key', () => {
    const isPem = sample.includes('-----BEGIN');
    const step = sample.length > 600 ? 3 : 1;
    // Only the line end after the armor can be missed.
    for (let length = 0; length < sample.length - (isPem ? 1 : 0); length += step) {
      expect(() => importKey(sample.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'ERR_JWK_INVALID' }) as Error,
      );
    }
  });

  it('changed at random is refused or still a key', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const changed = mutations[random(mutations.length)]!(Buffer.from(sample));
      expectKeyOrError(changed);
      if (sample.includes('-----BEGIN')) expectKeyOrError(changed.toString('latin1'));
    }
  });
});

describe.each(Object.entries({ rsa: jwks.rsa, p256: jwks.p256, ed25519: jwks.ed25519, oct: jwks.oct }))(
  'JWK %s',
  (_name, jwk) => {
    it('changed at random is refused or still a key', () => {
      const text = JSON.stringify(jwk);
      for (let round = 0; round < ROUNDS; round++) {
        const changed = mutations[random(mutations.length)]!(Buffer.from(text)).toString('latin1');
        let value: unknown;
        try {
          value = JSON.parse(changed);
        } catch {
          continue;
        }
        if (typeof value !== 'object' || value === null) continue;
        expectKeyOrError(value);
        expect(KeySet.importKeySet({ keys: [value as never] }).keys.length).toBeLessThan(2);
      }
    });

    it('with a value of any type in any member is refused or still a key', () => {
      const odd: unknown[] = [
        null,
        0,
        -1,
        1.5,
        true,
        '',
        'A',
        'AA',
        'AAAA',
        [],
        ['A'],
        {},
        { length: 1 },
        '\0',
        '\u{1F511}',
        'x'.repeat(100_000),
      ];
      for (const name of [...Object.keys(jwk), 'kid', 'use', 'key_ops', 'alg', 'x5u', 'x5c', 'x5t', 'd', 'oth']) {
        for (const value of odd) expectKeyOrError({ ...jwk, [name]: value });
      }
    });
  },
);
