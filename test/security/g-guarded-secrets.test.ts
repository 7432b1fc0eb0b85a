/** Threats, part g, row 77: a key of another kind is no secret, wherever it stands and however it is written. */

import * as crypto from 'node:crypto';

import { jwk } from '../../lib';
import { OctKey } from '../../lib/jwk';
import { describeKeyText, readingsOf } from '../../lib/jwk/import-secret';
import * as marks from '../../lib/jwk/key-marks';
import { expectJoseError, forms } from '../support/both';
import { b64u, hs256 } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { asString, binaryKeys, encodings, type Named, prefixes, textKeys } from '../support/key-texts';
import { randomSecrets } from '../support/random-secrets';

const rounds = Number(process.env['JOSE_SECRETS'] ?? (process.env['CI'] === undefined ? 10_000 : 100_000));

const binary = new Set(binaryKeys.map(([, key]) => key));
const allKeys = [...textKeys, ...binaryKeys];

/** Octets that are no text have no UTF-16, nor have they when they stand in quotes as they are. */
const ofTextOnly = /^UTF-16|^single quotes/;

function encodingsOf(key: Buffer): typeof encodings {
  return binary.has(key) ? encodings.filter(([name]) => !ofTextOnly.test(name)) : encodings;
}

const prefixAt = (index: number): Named<Buffer> => prefixes[index % prefixes.length] ?? ['nothing', Buffer.alloc(0)];

/** The names of those in which the guard finds no key. */
function missed(values: readonly Named<string | Buffer>[]): string[] {
  return values.filter(([, value]) => describeKeyText(value) === undefined).map(([name]) => name);
}

describe('row 77: the guard', () => {
  test.each(allKeys)('finds %s after any prefix', (_name, key) => {
    const values = prefixes.flatMap(([name, prefix]): Named<string | Buffer>[] => {
      const octets = Buffer.concat([prefix, key]);
      return [
        [name, octets],
        [`${name}, as a string`, asString(octets)],
      ];
    });
    expect(missed(values)).toEqual([]);
  });

  test.each(allKeys)('finds %s in any encoding', (_name, key) => {
    const values = encodingsOf(key).flatMap(([encoding, encode], index): Named<string | Buffer>[] => {
      const [name, prefix] = prefixAt(index);
      return [
        [`${encoding} as a string`, asString(encode(key))],
        [`${encoding} of ${name} and the key`, encode(Buffer.concat([prefix, key]))],
        ...prefixes.map(([n, before]): Named<Buffer> => [
          `${encoding} after ${n}`,
          Buffer.concat([before, encode(key)]),
        ]),
      ];
    });
    expect(missed(values)).toEqual([]);
  });

  test.each(allKeys)('finds %s in two encodings', (_name, key) => {
    const values = encodingsOf(key).flatMap(([inner, encodeInner], row) =>
      encodings
        .filter((_, column) => (row + column) % 3 === 0)
        .map(([outer, encode], column): Named<Buffer> => {
          const [name, prefix] = prefixAt(row + column);
          return [`${inner} in ${outer} after ${name}`, Buffer.concat([prefix, encode(encodeInner(key))])];
        }),
    );
    expect(missed(values)).toEqual([]);
  });

  test.each([
    ['base64', 'a public key in PEM in base64'],
    ['hex', 'a public key in PEM in hexadecimal digits'],
    ['UTF-16LE', 'a public key in PEM in UTF-16'],
  ])('names what it found in %s, and shows none of it', async (name, found) => {
    const [, key] = textKeys[0] ?? ['', Buffer.alloc(0)];
    const encode = encodings.find(([encoding]) => encoding === name)?.[1] ?? Buffer.from;
    const secret = encode(key);
    const shown = [secret.toString('latin1').slice(30, 60), key.toString().slice(30, 60)];
    const error = await expectJoseError(() => OctKey.importKey(secret), 'ERR_JWK_INVALID', shown);
    expect(error.message).toContain(`expected a shared secret, found ${found};`);
    expect(error.message).toContain('decode it, then import it with jwk.importKey');
    expect(error.message).toContain("jwk.generateKey('oct', 256)");
  });

  test('refuses no random secret', () => {
    const refused: string[] = [];
    for (const secret of randomSecrets(rounds)) {
      if (describeKeyText(secret) !== undefined) refused.push(Buffer.from(secret).toString('base64'));
    }
    expect(refused).toEqual([]);
  });
});

describe('row 77: the guard’s work', () => {
  const read = (octets: Buffer): number => {
    let total = 0;
    for (const { octets: reading } of readingsOf(octets)) total += reading.length;
    return total;
  };
  const hostile = ['0', 'V', 'A', '30', '0x', '=', 'ssh-', 'kty', '\\', '%25', '1,', '"kty"  ', '-----', 'é', '\\"'];
  const families: [string, (length: number) => Buffer][] = [
    ...hostile.map((unit): [string, (length: number) => Buffer] => [
      JSON.stringify(unit),
      (length) => Buffer.alloc(length, unit),
    ]),
    ['random octets', (length) => crypto.randomBytes(length)],
    ['base64', (length) => Buffer.from(crypto.randomBytes(length).toString('base64').slice(0, length))],
    ['base64 of base64', (length) => Buffer.from(b64u(b64u(crypto.randomBytes(length))).slice(0, length))],
    ['hexadecimal digits', (length) => Buffer.from(crypto.randomBytes(length / 2).toString('hex'))],
  ];
  test.each(families)('grows with the length of %s and no faster', (_name, make) => {
    // Half of what the limit allows: base64 of base64 takes 21 times its length, the others less.
    expect(read(make(10_000))).toBeLessThan(32 * 10_000);
    expect(read(make(262_144))).toBeLessThan(32 * 262_144);
  });

  test('ends at a limit', async () => {
    const error = await expectJoseError(() => {
      for (const reading of readingsOf(Buffer.alloc(1000, 'V'), 2000)) expect(reading.layers.length).toBeLessThan(2);
    }, 'ERR_JOSE_LIMIT_EXCEEDED');
    expect(error.message).toMatch(/decoded/);
  });

  test('is none for a secret that is too long', async () => {
    const looked = jest.spyOn(marks, 'findKey');
    expect(OctKey.importKey(Buffer.alloc(262_144, 1)).bits).toBe(8 * 262_144);
    expect(looked).toHaveBeenCalled();
    looked.mockClear();
    await expectJoseError(() => OctKey.importKey('x'.repeat(262_145)), 'ERR_JOSE_LIMIT_EXCEEDED');
    await expectJoseError(() => OctKey.importKey('é'.repeat(131_073)), 'ERR_JOSE_LIMIT_EXCEEDED');
    await expectJoseError(() => OctKey.importKey(Buffer.alloc(262_145)), 'ERR_JOSE_LIMIT_EXCEEDED');
    await expectJoseError(() => jwk.importKey({ kty: 'oct', k: 'A'.repeat(349_527) }), 'ERR_JOSE_LIMIT_EXCEEDED');
    expect(looked).not.toHaveBeenCalled();
    looked.mockRestore();
  });
});

describe.each(forms)('$name', ({ jws, jwe, jwk: keys }) => {
  describe('row 77: a key in another encoding or after a prefix is no secret', () => {
    const samples = allKeys.map(([name, key], index): Named<Buffer> => {
      const all = encodingsOf(key);
      const [encoding, encode] = all[index % all.length] ?? ['', Buffer.from];
      const [prefix, before] = prefixAt(index);
      return [`${name} in ${encoding} after ${prefix}`, Buffer.concat([before, encode(key)])];
    });
    const codes = ['ERR_JWK_INVALID', 'ERR_KEY_TYPE_MISMATCH'];

    test.each(samples)('%s', async (_name, octets) => {
      const k = octets.toString('base64url');
      for (const secret of [octets, new Uint8Array(octets), asString(octets)]) {
        await expectJoseError(() => OctKey.importKey(secret), 'ERR_JWK_INVALID');
        await expectJoseError(() => jws.deserializeCompact(hs256({ alg: 'HS256' }, 'x', secret), secret), codes);
        await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', secret), codes);
        for (const alg of ['dir', 'A128KW', 'A256GCMKW', 'PBES2-HS256+A128KW']) {
          const header = { alg, enc: 'A256GCM' };
          const options = { algorithms: [alg, 'A256GCM'] };
          await expectJoseError(() => jwe.encryptCompact(header, 'x', secret, options), codes);
        }
      }
      for (const key of [{ kty: 'oct', k }, crypto.createSecretKey(octets)]) {
        await expectJoseError(() => keys.importKey(key), 'ERR_JWK_INVALID');
        await expectJoseError(() => jws.serializeCompact({ alg: 'HS256' }, 'x', key), codes);
      }
    });

    test('nor is it as the digits of a JWK’s "k"', async () => {
      for (const [, key] of allKeys) {
        const digits = key.toString('hex');
        // Base64url of whole octets has a multiple of four digits.
        const k = `${'0'.repeat(3 - ((digits.length + 3) % 4))}${digits}`;
        await expectJoseError(() => keys.importKey({ kty: 'oct', k }), codes);
      }
    });

    test('and a secret that is used again is looked through once', async () => {
      const looked = jest.spyOn(marks, 'findKey');
      const text = crypto.randomBytes(48).toString('base64');
      const bytes = crypto.randomBytes(48);
      for (const secret of [text, bytes]) {
        looked.mockClear();
        const token = await jws.serializeCompact({ alg: 'HS256' }, 'x', secret);
        // Once in the secret itself, and in what it may be decoded to.
        const times = looked.mock.calls.length;
        expect(times).toBeGreaterThan(0);
        for (let i = 0; i < 3; i++) await jws.deserializeCompact(token, secret);
        expect(looked).toHaveBeenCalledTimes(times);
      }
      looked.mockRestore();
    });
  });
});

describe.each(jwtForms)('$name', ({ small }) => {
  test('row 77: nor is it as the { k } of the small API', async () => {
    for (const [, key] of textKeys) {
      const k = key.toString('base64');
      await expectJoseError(() => small.sign({}, { k }, { alg: 'HS256' }), 'ERR_JWK_INVALID');
      const [header, payload, signature] = hs256({ alg: 'HS256' }, '{}', k).split('.');
      await expectJoseError(() => small.verify({ header, payload, signature }, { k }, 'HS256'), 'ERR_JWK_INVALID');
    }
    expect(jwk.generateKey('oct', 256).bits).toBe(256);
  });
});
