/** Threats, part d: content keys, wrapped, wrong or never random, rows 46 to 48. */

import * as crypto from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { b64u, headerOf } from '../support/forge';
import { agreedKey, contentKey, encNames, forgeCompact, forgeDirect, partsOf, rsaEncrypt, seal, sizeOf, wrap } from '../support/forge-jwe'; // prettier-ignore
import { expectDecryptionFailed, expectOneFailure } from '../support/jwe-extra';
import { agreementKey, algorithmCases, octJwk, optionsFor, secretOf } from '../support/jwe-keys';
import { jwks, publicHalf } from '../support/keys';

const enc = 'A128GCM';

/** A key of 16 octets, out of however many a careless reader would take or fill up. */
function cutTo16(octets: Buffer): Buffer {
  return Buffer.concat([octets, Buffer.alloc(16)]).subarray(0, 16);
}

interface Wrapping {
  readonly alg: string;
  readonly key: object;
  /** The header and the encrypted key that hold these octets. */
  readonly hold: (octets: Buffer) => { header: object; encryptedKey: Buffer };
}

function agreed(crv: string): Wrapping {
  const alg = 'ECDH-ES+A256KW';
  const key = agreementKey(crv);
  const privateKey = crypto.createPrivateKey({ key: key as crypto.JsonWebKey, format: 'jwk' });
  const secret = crypto.diffieHellman({ privateKey, publicKey: crypto.createPublicKey(privateKey) });
  const header = { alg, enc, epk: publicHalf(key) };
  const kek = agreedKey(header, secret);
  return { alg, key, hold: (octets) => ({ header, encryptedKey: wrap(kek, octets) }) };
}

const aesWrappings: readonly Wrapping[] = [
  ...[16, 24, 32].map((length): Wrapping => {
    const alg = `A${length * 8}KW`;
    const hold: Wrapping['hold'] = (octets) => ({ header: { alg, enc }, encryptedKey: wrap(secretOf(length), octets) });
    return { alg, key: octJwk(length), hold };
  }),
  agreed('P-256'),
  agreed('X25519'),
];

const gcmWrapping: Wrapping = {
  alg: 'A128GCMKW',
  key: octJwk(16),
  hold: (octets) => {
    const { iv, tag, ciphertext } = seal('A128GCM', secretOf(16), '', octets);
    return { header: { alg: 'A128GCMKW', enc, iv: b64u(iv), tag: b64u(tag) }, encryptedKey: ciphertext };
  },
};

const rsaWrappings = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'RSA1_5'].map((alg): Wrapping => {
  const hold: Wrapping['hold'] = (octets) => ({ header: { alg, enc }, encryptedKey: rsaEncrypt(alg, publicHalf(jwks.rsa), octets) }); // prettier-ignore
  return { alg, key: jwks.rsa, hold };
});

function holding({ hold }: Wrapping, octets: Buffer, cek: Buffer): string {
  const { header, encryptedKey } = hold(octets);
  return forgeCompact({ header: header as Record<string, unknown>, enc, cek, encryptedKey });
}

/** Tokens whose content key is what a reader makes of octets of the wrong number: all of them fail alike. */
function wrongLengths(wrapping: Wrapping, lengths: readonly number[]): string[] {
  return lengths.flatMap((length) => {
    const octets = secretOf(length, 5);
    return [holding(wrapping, octets, cutTo16(octets)), holding(wrapping, octets, Buffer.alloc(16))];
  });
}

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 46: wrapped keys of other lengths than the content key plus eight', () => {
    test.each([...aesWrappings, gcmWrapping])('$alg', async (wrapping) => {
      const { alg, key } = wrapping;
      const options = { algorithms: [alg] };
      const cek = secretOf(16, 9);
      const good = holding(wrapping, cek, cek);
      expect((await jwe.decryptCompact(good, key, options)).plaintext.toString()).toBe('hello');
      const lengths = [24, 32, 40, 64, 256, 4088, 65_528];
      const raw = [0, 1, 8, 15, 16, 17, 23, 25, 31, 32, 33, 4096, 65_536].map((length) => {
        const { header } = wrapping.hold(cek);
        const encryptedKey = Buffer.alloc(length, 1);
        return forgeCompact({ header: header as Record<string, unknown>, enc, cek, encryptedKey });
      });
      const tokens = [...wrongLengths(wrapping, lengths), ...raw];
      await expectOneFailure(tokens.map((token) => () => jwe.decryptCompact(token, key, options)));
    });

    test.each(encNames)('A256KW, %s: the one right length, and any other', async (name) => {
      const kek = secretOf(32);
      const header = { alg: 'A256KW', enc: name };
      const sizes = [16, 24, 32, 48, 64, 72].filter((size) => size !== sizeOf(name));
      const cek = secretOf(sizeOf(name), 4);
      const good = forgeCompact({ header, cek, encryptedKey: wrap(kek, cek) });
      expect((await jwe.decryptCompact(good, kek)).plaintext.toString()).toBe('hello');
      const tokens = sizes.map((size) => forgeCompact({ header, cek, encryptedKey: wrap(kek, secretOf(size, 4)) }));
      await expectOneFailure(tokens.map((token) => () => jwe.decryptCompact(token, kek)));
    });
  });

  describe('row 47: content keys of another size than the algorithm needs', () => {
    test.each(rsaWrappings)('$alg', async (wrapping) => {
      const { alg, key } = wrapping;
      const options = { algorithms: [alg] };
      const cek = secretOf(16, 9);
      expect((await jwe.decryptCompact(holding(wrapping, cek, cek), key, options)).plaintext.toString()).toBe('hello');
      const most = { 'RSA-OAEP': 214, 'RSA-OAEP-256': 190, 'RSA-OAEP-384': 158, 'RSA-OAEP-512': 126, RSA1_5: 245 }[alg] ?? 100; // prettier-ignore
      const tokens = wrongLengths(wrapping, [0, 1, 8, 15, 17, 24, 32, 64, most]);
      const { header } = wrapping.hold(cek);
      const raw = [0, 1, 128, 255, 257, 512].map((length) =>
        forgeCompact({ header: header as Record<string, unknown>, enc, cek, encryptedKey: Buffer.alloc(length, 1) }),
      );
      await expectOneFailure([...tokens, ...raw].map((token) => () => jwe.decryptCompact(token, key, options)));
    });

    test.each(encNames)('dir, %s, with a secret of another size', async (name) => {
      const size = sizeOf(name);
      const token = forgeDirect({ enc: name }, secretOf(size));
      const codes = ['ERR_KEY_TOO_SHORT', 'ERR_KEY_TYPE_MISMATCH'];
      for (const length of [1, size / 2, size - 1, size + 1, size * 2]) {
        for (const key of [octJwk(length), secretOf(length)]) {
          // It is the token that says which size is right.
          await expectDecryptionFailed(() => jwe.decryptCompact(token, key));
          await expectJoseError(() => jwe.encryptCompact({ alg: 'dir', enc: name }, 'x', key), codes);
        }
      }
    });

    test.each([16, 24, 32])('AES-%d Key Wrap (in octets) with a secret of another size', async (length) => {
      const alg = `A${length * 8}KW`;
      const options = { algorithms: [alg] };
      const codes = ['ERR_KEY_TOO_SHORT', 'ERR_KEY_TYPE_MISMATCH'];
      for (const other of [1, 15, 16, 17, 24, 32, 64].filter((size) => size !== length)) {
        await expectJoseError(() => jwe.encryptCompact({ alg, enc }, 'x', octJwk(other), options), codes);
        const token = forgeCompact({ header: { alg, enc }, cek: secretOf(16), encryptedKey: Buffer.alloc(24) });
        await expectDecryptionFailed(() => jwe.decryptCompact(token, octJwk(other), options));
      }
    });
  });

  // That a failure of RAND_bytes is an error and never output is for the native tests, where it can be made to fail.
  describe('row 48: keys, IVs, salts and ephemeral keys are new and random', () => {
    test.each(algorithmCases)('$name: nothing comes twice', async ({ alg, secret, open }) => {
      const name = 'A128CBC-HS256';
      const made: string[] = [];
      const seen = new Set<string>();
      for (let round = 0; round < 4; round++) {
        const token = await jwe.encryptCompact({ alg, enc: name }, 'x', open(name), optionsFor(alg));
        made.push(token);
        const { header, encryptedKey, sealed } = partsOf(token);
        const cek = contentKey(header, encryptedKey, secret(name));
        expect(cek).toHaveLength(32);
        expect(cek.equals(Buffer.alloc(32))).toBe(false);
        const fresh = [sealed.iv, sealed.ciphertext, sealed.tag, ...(alg === 'dir' ? [] : [cek])].map(b64u);
        if (encryptedKey.length > 0) fresh.push(b64u(encryptedKey));
        const { iv, p2s, epk } = headerOf(token) as { iv?: string; p2s?: string; epk?: { x: string } };
        for (const value of [iv, p2s, epk?.x]) if (value !== undefined) fresh.push(value);
        for (const value of fresh) {
          expect(seen).not.toContain(value);
          expect(value).not.toMatch(/^A*$/);
          seen.add(value);
        }
      }
      expect(new Set(made).size).toBe(4);
    });

    test('10,000 content keys and IVs: none twice, every octet as often as any other', async () => {
      const secret = octJwk(16);
      const values = { ceks: new Set<string>(), ivs: new Set<string>() };
      const counts = { ceks: new Float64Array(256), ivs: new Float64Array(256) };
      const count = 10_000;
      for (let round = 0; round < count; round++) {
        const token = await jwe.encryptCompact({ alg: 'A128KW', enc }, '', secret);
        const { header, encryptedKey, sealed } = partsOf(token);
        const found = { ceks: contentKey(header, encryptedKey, secretOf(16)), ivs: sealed.iv };
        for (const kind of ['ceks', 'ivs'] as const) {
          values[kind].add(found[kind].toString('hex'));
          for (const octet of found[kind]) counts[kind][octet] = (counts[kind][octet] ?? 0) + 1;
        }
      }
      expect([values.ceks.size, values.ivs.size]).toEqual([count, count]);
      for (const [kind, length] of [
        ['ceks', 16],
        ['ivs', 12],
      ] as const) {
        // prettier-ignore
        const expected = (count * length) / 256;
        const chiSquare = counts[kind].reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
        // 255 degrees of freedom: a mean of 255 and a deviation of 22.6; eight deviations are no accident.
        expect(chiSquare).toBeGreaterThan(100);
        expect(chiSquare).toBeLessThan(436);
      }
    });

    test('several recipients share one content key, each with its own wrapping', async () => {
      const key = octJwk(16);
      const recipients = Array.from({ length: 4 }, () => ({ header: { alg: 'A128GCMKW' }, key }));
      const value = await jwe.encryptJson({ protected: { enc }, recipients }, 'x', { algorithms: ['A128GCMKW'] });
      const ivs = value.recipients.map(({ header }) => header?.['iv']);
      expect(new Set(ivs).size).toBe(4);
      expect(new Set(value.recipients.map((one) => one.encrypted_key)).size).toBe(4);
    });
  });
});
