/** Whatever is done to a key's text, the answer is a key that passes every check or a documented error. */

import { spawnSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import { join } from 'node:path';

import { errors } from '../../lib';
import { importKey, type JWKSet, type Key, type KeyFormat, KeySet } from '../../lib/jwk';
import { writePem } from '../../lib/jwk/import-pem';
import { encryptedSample, password } from '../support/encrypted-samples';
import { jwks, privateObject } from '../support/keys';
import { readOwnVector } from '../support/vectors';

/** How often each encoding is changed, shared among the types of keys in it: in CI, or as JOSE_MUTATIONS says. */
const rounds = Number(process.env['JOSE_MUTATIONS'] ?? (process.env['CI'] === undefined ? 1000 : 10_000));

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

function mutate(bytes: Buffer): Buffer {
  return mutations[random(mutations.length)]?.(Buffer.from(bytes)) ?? bytes;
}

const invalid = expect.objectContaining({ code: 'ERR_JWK_INVALID' }) as Error;

function expectKeyOrError(value: unknown): void {
  let key;
  try {
    key = importKey(value as never, { password });
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
const types = ['rsa', 'p256', 'p521', 'secp256k1', 'ed25519', 'ed448'] as const;
const imported = types.map((name) => importKey(jwks[name]));
const ofType = (kty: string): Key[] => imported.filter((key) => key.kty === kty);
const privateDer = (from: Key[], format: KeyFormat): Buffer[] =>
  from.map((key) => key.toDER({ private: true, format }));
const sec1 = privateObject('p256').export({ format: 'pem', type: 'sec1', cipher: 'aes-256-cbc', passphrase: password });

const encodings: Readonly<Record<string, readonly Buffer[]>> = {
  SPKI: imported.map((key) => key.toDER()),
  'SPKI PEM': imported.map((key) => Buffer.from(key.toPEM())),
  'PKCS#8': privateDer(imported, 'pkcs8'),
  'PKCS#8 PEM': imported.map((key) => Buffer.from(key.toPEM({ private: true }))),
  'PKCS#1': [...privateDer(ofType('RSA'), 'pkcs1'), ...ofType('RSA').map((key) => key.toDER({ format: 'pkcs1' }))],
  SEC1: privateDer(ofType('EC'), 'sec1'),
  'X.509': [Buffer.from(keys.B.x5c[0], 'base64')],
  'encrypted PKCS#8': [encryptedSample('pbes2'), encryptedSample('pbes1')],
  'encrypted PKCS#8 PEM': [Buffer.from(writePem('ENCRYPTED PRIVATE KEY', encryptedSample('pbes2')))],
  'legacy encrypted PEM': [Buffer.from(sec1)],
  'PKCS#12': [encryptedSample('pkcs12'), encryptedSample('pkcs12Old')],
};

describe.each(Object.entries(encodings))('%s', (_name, samples) => {
  it('cut off anywhere is no key', () => {
    for (const sample of samples) {
      // Only the line end after the armor can be missed.
      const end = sample.length - (sample.includes('-----BEGIN') ? 1 : 0);
      for (let length = 0; length < end; length++) {
        expect(() => importKey(sample.subarray(0, length), { password })).toThrow(invalid);
      }
    }
  });

  it('changed at random is refused or still a key', () => {
    for (let round = 0; round < rounds; round++) {
      const changed = mutate(samples[round % samples.length] ?? Buffer.alloc(0));
      // Text is read as bytes are, by the same code behind the same search for armor.
      expectKeyOrError(changed.includes('-----BEGIN') && round % 2 === 0 ? changed.toString('latin1') : changed);
    }
  }, 120_000);
});

describe.each(Object.entries({ rsa: jwks.rsa, p256: jwks.p256, ed25519: jwks.ed25519, oct: jwks.oct }))(
  'JWK %s',
  (_name, jwk) => {
    it('changed at random is refused or still a key', () => {
      const text = JSON.stringify(jwk);
      for (let round = 0; round < rounds / 4; round++) {
        const changed = mutate(Buffer.from(text)).toString('latin1');
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

describe('a JWK Set', () => {
  const text = JSON.stringify({ keys: types.map((name) => jwks[name]) });

  it('changed at random is refused, or a set of keys', () => {
    for (let round = 0; round < rounds; round++) {
      let value: unknown;
      try {
        value = JSON.parse(mutate(Buffer.from(text)).toString('latin1'));
      } catch {
        continue;
      }
      try {
        const set = KeySet.importKeySet(value as JWKSet);
        expect(set.keys.length + set.skipped.length).toBe((value as JWKSet).keys.length);
      } catch (error) {
        if (!(error instanceof errors.JoseError) && !(error instanceof TypeError)) throw error;
      }
    }
  }, 120_000);
});

describe('malformed keys', () => {
  it('leave nothing behind', () => {
    const program = join(__dirname, '..', 'support', 'malformed-keys.cjs');
    const files = Object.values(encodings).map(([sample]) => sample?.toString('base64') ?? '');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', program, password], {
      input: JSON.stringify(files),
    });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
    expect(stdout.toString()).toMatch(/^nothing left behind/);
  }, 60_000);
});
