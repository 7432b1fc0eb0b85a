/** Threats, part d: the paddings of RSA, rows 49 and 50. How long each takes is measured on the core. */

import * as crypto from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { b64u, bytesOf, fromB64u, integerOf, publicKeyObject } from '../support/forge';
import { forgeCompact, rsaEncrypt } from '../support/forge-jwe';
import { expectOneFailure } from '../support/jwe-extra';
import { jwks, publicHalf, type Jwk } from '../support/keys';

const enc = 'A128GCM';
const cek = crypto.createHash('sha256').update('content key').digest().subarray(0, 16);
const recipient = jwks.rsa;
const modulus = integerOf(fromB64u(recipient['n'] ?? ''));
const size = fromB64u(recipient['n'] ?? '').length;
const oaep = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'];

/** Encrypts a block as it is. */
function raw(block: Buffer): Buffer {
  const padding = crypto.constants.RSA_NO_PADDING;
  return crypto.publicEncrypt({ key: publicKeyObject(publicHalf(recipient)), padding }, block);
}

/** An EME-PKCS1-v1_5 block, or nearly. */
function block(start: readonly number[], padding: number, rest: readonly (Buffer | number[])[]): Buffer {
  const parts = [Buffer.from(start), Buffer.alloc(padding, 0xa7), ...rest.map((part) => Buffer.from(part))];
  const made = Buffer.concat(parts);
  if (made.length !== size) throw new Error(`A block of ${made.length} octets`);
  return made;
}

const full = size - 3 - cek.length;
const blocks: readonly (readonly [string, Buffer])[] = [
  ['block type 1', block([0, 1], full, [[0], cek])],
  ['block type 0', block([0, 0], full, [[0], cek])],
  ['the first octet 1', block([1, 2], full, [[0], cek])],
  ['no separator', block([0, 2], size - 2, [])],
  ['a separator in the first eight octets', block([0, 2], 7, [[0], Buffer.alloc(size - 10 - 17, 0xa7), [0], cek])],
  ['a separator at once', block([0, 2], 0, [[0], Buffer.alloc(full, 0xa7), cek])],
  ['no message', block([0, 2], size - 3, [[0]])],
  ['a message of one octet', block([0, 2], size - 4, [[0], [1]])],
  ['a message one octet too short', block([0, 2], full + 1, [[0], cek.subarray(1)])],
  ['a message one octet too long', block([0, 2], full - 1, [[0], cek, [0]])],
  ['a message of 32 octets', block([0, 2], size - 3 - 32, [[0], cek, cek])],
  ['the longest message', block([0, 2], 8, [[0], Buffer.alloc(size - 11, 5)])],
  ['zero throughout', Buffer.alloc(size)],
];

function forged(alg: string, encryptedKey: Buffer, key: Buffer = cek): string {
  return forgeCompact({ header: { alg, enc }, cek: key, encryptedKey });
}

/** Ciphertexts that are no ciphertexts. */
const numbers: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.alloc(size),
  bytesOf(1n, size),
  bytesOf(modulus - 1n, size),
  bytesOf(modulus, size),
  bytesOf(modulus + 1n, size),
  Buffer.alloc(size, 0xff),
  Buffer.alloc(size - 1, 1),
  Buffer.alloc(size + 1, 1),
  Buffer.alloc(1, 1),
  Buffer.alloc(16 * 1024, 1),
];

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 49: RSA1_5', () => {
    const alg = 'RSA1_5';
    const options = { algorithms: [alg] };
    const good = forged(alg, raw(block([0, 2], full, [[0], cek])));

    test('what these tests forge decrypts', async () => {
      expect((await jwe.decryptCompact(good, recipient, options)).plaintext.toString()).toBe('hello');
    });

    test('is off unless it is named, whatever the key says', async () => {
      const notAllowed = 'ERR_JOSE_ALG_NOT_ALLOWED';
      const others = [undefined, { algorithms: [] }, { algorithms: ['RSA-OAEP'] }, { algorithms: [enc] }];
      for (const key of [recipient, { ...recipient, alg }] as Jwk[]) {
        for (const given of others) {
          await expectJoseError(() => jwe.decryptCompact(good, key, given), notAllowed);
          const header = { alg, enc };
          await expectJoseError(() => jwe.encryptCompact(header, 'x', publicHalf(key), given), notAllowed);
        }
      }
    });

    test('every bad padding is the one failure', async () => {
      const tokens = blocks.flatMap(([, octets]) => [
        forged(alg, raw(octets)),
        // Under what a reader may fall back on.
        forged(alg, raw(octets), Buffer.alloc(16)),
      ]);
      const bad = numbers.map((octets) => forged(alg, octets));
      const changed = good.replace(/\.[^.]*$/, `.${b64u(Buffer.alloc(16))}`);
      await expectOneFailure([...tokens, ...bad, changed].map((token) => () => jwe.decryptCompact(token, recipient, options))); // prettier-ignore
    });

    test.each(blocks)('%s', async (_, octets) => {
      await expectOneFailure([
        () => jwe.decryptCompact(forged(alg, raw(octets)), recipient, options),
        () => jwe.decryptJson(flattened(forged(alg, raw(octets))), recipient, options),
      ]);
    });
  });

  describe('row 50: RSA-OAEP', () => {
    test.each(oaep)('%s: another hash, another padding, another label', async (alg) => {
      const options = { algorithms: [alg] };
      const keys = publicHalf(recipient);
      const good = forged(alg, rsaEncrypt(alg, keys, cek));
      expect((await jwe.decryptCompact(good, recipient, options)).plaintext.toString()).toBe('hello');
      const mixed = [...oaep, 'RSA1_5'].filter((name) => name !== alg).map((name) => rsaEncrypt(name, keys, cek));
      const oaepHash = { 'RSA-OAEP': 'sha1', 'RSA-OAEP-256': 'sha256', 'RSA-OAEP-384': 'sha384' }[alg] ?? 'sha512';
      const labelled = crypto.publicEncrypt({ key: publicKeyObject(keys), oaepHash, oaepLabel: Buffer.from('x') }, cek);
      const manger = blocks.map(([, octets]) => raw(octets));
      const encryptedKeys = [...mixed, labelled, ...manger, ...numbers];
      const runs = encryptedKeys.flatMap((encryptedKey) => [
        () => jwe.decryptCompact(forged(alg, encryptedKey), recipient, options),
        () => jwe.decryptCompact(forged(alg, encryptedKey, Buffer.alloc(16)), recipient, options),
      ]);
      await expectOneFailure(runs);
    });

    test.each(oaep)('%s: another key', async (alg) => {
      const token = forged(alg, rsaEncrypt(alg, publicHalf(jwks.otherRsa), cek));
      const options = { algorithms: [alg] };
      await expectOneFailure([
        () => jwe.decryptCompact(token, recipient, options),
        () => jwe.decryptJson(flattened(token), recipient, options),
      ]);
    });
  });
});

function flattened(token: string): object {
  const [header, encryptedKey, iv, ciphertext, tag] = token.split('.');
  return { protected: header, encrypted_key: encryptedKey, iv, ciphertext, tag };
}
