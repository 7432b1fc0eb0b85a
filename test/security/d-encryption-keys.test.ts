/** Threats, part d: how a JWE's content key comes about, rows 46 to 50. */

import * as crypto from 'node:crypto';
import * as library from '../../lib/index';
import { expectJoseError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { contentKey, encNames, forgeCompact, partsOf, rsaEncrypt, sizeOf, wrap } from '../support/forge-jwe';
import { jwks, publicHalf } from '../support/keys';
import { algorithmCases, allowing, optionsFor, secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const enc = 'A128GCM';
const cek = secretOf(16, 9);

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 46: encrypted keys of another length', () => {
    const kek = secretOf(16);
    test.each([8, 16, 24, 32, 256, 4096, 65_528])('%d octets, really wrapped', async (length) => {
      const long = secretOf(length + 8, 3);
      for (const name of ['A128GCM', 'A256CBC-HS512']) {
        const size = sizeOf(name);
        if (long.length === size) continue;
        // The content is encrypted under the start of what is wrapped, as a careless reader would take it.
        const content = Buffer.concat([long, Buffer.alloc(64)]).subarray(0, size);
        const token = forgeCompact({
          header: { alg: 'A128KW', enc: name },
          cek: content,
          encryptedKey: wrap(kek, long),
        });
        await expectJoseError(() => jwe.decryptCompact(token, kek), failed);
      }
    });

    test.each([0, 1, 8, 15, 16, 23, 25, 31, 33, 65_536])('%d octets of nothing', async (length) => {
      for (const [alg, more] of [
        ['A128KW', {}],
        ['A128GCMKW', { iv: b64u(secretOf(12)), tag: b64u(secretOf(16)) }],
      ] as const) {
        const token = forgeCompact({ header: { alg, enc, ...more }, cek, encryptedKey: secretOf(length, 3) });
        await expectJoseError(() => jwe.decryptCompact(token, kek, allowing(alg)), failed);
      }
    });
  });

  describe('row 47: content keys of another length than the enc’s', () => {
    test.each([0, 1, 15, 17, 32, 100])('RSA-OAEP holding %d octets', async (length) => {
      const held = secretOf(length);
      const content = Buffer.concat([held, Buffer.alloc(16)]).subarray(0, 16);
      const encryptedKey = rsaEncrypt('RSA-OAEP', publicHalf(jwks.rsa), held);
      const token = forgeCompact({ header: { alg: 'RSA-OAEP', enc }, cek: content, encryptedKey });
      await expectJoseError(() => jwe.decryptCompact(token, jwks.rsa), failed);
    });

    test('a "dir" key of another size', async () => {
      for (const name of encNames) {
        const token = forgeCompact({ header: { alg: 'dir', enc: name }, cek: secretOf(sizeOf(name)) });
        for (const length of [1, sizeOf(name) - 1, sizeOf(name) + 1, 2 * sizeOf(name)]) {
          await expectJoseError(() => jwe.decryptCompact(token, secretOf(length)), failed);
        }
      }
    });
  });

  describe('row 48: content keys, IVs, ephemeral keys and salts that come again', () => {
    test.each(algorithmCases.filter(({ alg }) => alg !== 'dir'))('$name', async ({ alg, open, secret }) => {
      const seen = new Set<string>();
      for (const name of encNames) {
        for (let round = 0; round < 2; round++) {
          const { header, encryptedKey, sealed } = partsOf(
            await jwe.encryptCompact({ alg, enc: name }, 'x', open(name), optionsFor(alg)),
          );
          const key = contentKey(header, encryptedKey, secret(name));
          expect(key).toHaveLength(sizeOf(name));
          expect(key.every((octet) => octet === 0)).toBe(false);
          for (const value of [b64u(key), b64u(sealed.iv), ...['iv', 'p2s'].map((parameter) => header[parameter])]) {
            if (typeof value !== 'string') continue;
            expect(seen.has(value)).toBe(false);
            seen.add(value);
          }
        }
      }
    });

    test('their octets are evenly spread', async () => {
      const key = library.OctKey.importKey(secretOf(16));
      const counts = new Array<number>(256).fill(0);
      let total = 0;
      for (let round = 0; round < 2000; round++) {
        const { encryptedKey, sealed } = partsOf(await jwe.encryptCompact({ alg: 'A128KW', enc }, '', key));
        const octets = Buffer.concat([contentKey({ alg: 'A128KW' }, encryptedKey, secretOf(16)), sealed.iv]);
        for (const octet of octets) counts[octet] = (counts[octet] ?? 0) + 1;
        total += octets.length;
      }
      const expected = total / 256;
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: above 390 once in a hundred million runs.
      expect(chiSquare).toBeLessThan(390);
    });
  });

  describe('row 49: padding oracles of RSA1_5', () => {
    const allowed = allowing('RSA1_5');
    const key = jwks.rsa;
    const header = { alg: 'RSA1_5', enc };

    function encryptBlock(change: (block: Buffer) => void): Buffer {
      const size = 256;
      const block = Buffer.alloc(size, 0xa5);
      block[0] = 0;
      block[1] = 2;
      block[size - 17] = 0;
      cek.copy(block, size - 16);
      change(block);
      return crypto.publicEncrypt({ key: crypto.createPublicKey({ key: publicHalf(key), format: 'jwk' }), padding: crypto.constants.RSA_NO_PADDING }, block); // prettier-ignore
    }

    test('must be named', async () => {
      const token = forgeCompact({ header, cek, encryptedKey: encryptBlock(() => undefined) });
      await expectJoseError(() => jwe.decryptCompact(token, key), 'ERR_JOSE_ALG_NOT_ALLOWED');
      expect((await jwe.decryptCompact(token, key, allowed)).plaintext.toString()).toBe('hello');
    });

    test('one error for every padding', async () => {
      const blocks: [string, (block: Buffer) => void][] = [
        ['first octet', (block) => block.writeUInt8(1, 0)],
        ['block type', (block) => block.writeUInt8(1, 1)],
        ['a zero among the first eight', (block) => block.writeUInt8(0, 9)],
        ['no zero', (block) => block.fill(0xa5, 2)],
        ['a zero too early', (block) => block.writeUInt8(0, 100)],
        ['a zero too late', (block) => void block.fill(0xa5, 239, 245).writeUInt8(0, 245)],
        ['another content key', (block) => block.writeUInt8(1, 255)],
      ];
      const messages = new Set<string>();
      for (const [, change] of blocks) {
        const token = forgeCompact({ header, cek, encryptedKey: encryptBlock(change) });
        const error = await expectJoseError(() => jwe.decryptCompact(token, key, allowed), failed);
        messages.add(JSON.stringify([error.message, Object.keys(error)]));
      }
      for (const encryptedKey of [
        Buffer.alloc(0),
        Buffer.alloc(255),
        Buffer.alloc(256),
        Buffer.alloc(256, 255),
        Buffer.alloc(257),
      ]) {
        const token = forgeCompact({ header, cek, encryptedKey });
        const error = await expectJoseError(() => jwe.decryptCompact(token, key, allowed), failed);
        messages.add(JSON.stringify([error.message, Object.keys(error)]));
      }
      expect(messages.size).toBe(1);
    });
  });

  describe('row 50: OAEP with another hash', () => {
    const hashes = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'];
    test.each(hashes)('%s', async (alg) => {
      for (const other of hashes) {
        const encryptedKey = rsaEncrypt(other, publicHalf(jwks.rsa), cek);
        const token = forgeCompact({ header: { alg, enc }, cek, encryptedKey });
        const run = (): Promise<unknown> => jwe.decryptCompact(token, jwks.rsa, allowing(alg));
        if (alg === other) expect(await run()).toHaveProperty('plaintext');
        else await expectJoseError(run, failed);
      }
    });
  });
});
