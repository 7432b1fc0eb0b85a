/** Threats, part d: the content and its tag, rows 44, 45 and 51 to 54. */

import * as crypto from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { b64u } from '../support/forge';
import { cbcTag, contentKeySizes, forgeCompact, forgeDirect, joinCompact, partsOf, seal, sizeOf } from '../support/forge-jwe'; // prettier-ignore
import { expectDecryptionFailed, expectOneFailure } from '../support/jwe-extra';
import { agreementKey, octJwk, secretOf } from '../support/jwe-keys';
import { publicHalf } from '../support/keys';

const gcm = ['A128GCM', 'A192GCM', 'A256GCM'];
const cbc = Object.keys(contentKeySizes).filter((enc) => !gcm.includes(enc));

/** A token in which some parts are other octets. */
function changed(token: string, parts: { iv?: Buffer; ciphertext?: Buffer; tag?: Buffer }): string {
  const { text, encryptedKey, sealed } = partsOf(token);
  return joinCompact(text, encryptedKey, { ...sealed, ...parts });
}

/** A token of "dir" whose CBC ciphertext is given as it is, under a good tag. */
function authenticated(enc: string, cek: Buffer, iv: Buffer, ciphertext: Buffer): string {
  const text = b64u({ alg: 'dir', enc });
  return joinCompact(text, '', { iv, ciphertext, tag: cbcTag(enc, cek, iv, text, ciphertext) });
}

/** AES-CBC of blocks as they are, without padding. */
function blocks(cek: Buffer, iv: Buffer, plaintext: Buffer): Buffer {
  const key = cek.subarray(cek.length / 2);
  const cipher = crypto.createCipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** A128GCMKW with a nonce of any length, or octets behind it that it was not made with, and a tag cut or repeated to any. */
function gcmWrapped(ivLength: number, tagLength: number, behind = 0): { token: string; secret: Buffer } {
  const [secret, cek, iv] = [secretOf(16), secretOf(16, 2), crypto.randomBytes(ivLength)];
  const wrapped = seal('A128GCM', secret, '', cek, iv);
  const tag = Buffer.concat([wrapped.tag, wrapped.tag]).subarray(0, tagLength);
  const shown = Buffer.concat([iv, Buffer.alloc(behind)]);
  const header = { alg: 'A128GCMKW', enc: 'A128GCM', iv: b64u(shown), tag: b64u(tag) };
  return { token: forgeCompact({ header, cek, encryptedKey: wrapped.ciphertext }), secret };
}

const wrapOptions = { algorithms: ['A128GCMKW'] };

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 44: tags of GCM are 16 octets', () => {
    test.each(gcm)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const token = forgeDirect({ enc }, secret);
      const { tag } = partsOf(token).sealed;
      expect((await jwe.decryptCompact(token, secret)).plaintext.toString()).toBe('hello');
      const cut = [0, 1, 4, 8, 12, 13, 14, 15].map((length) => tag.subarray(0, length));
      const tags = [...cut, Buffer.concat([tag, Buffer.alloc(1)]), Buffer.concat([tag, tag]), Buffer.alloc(16)];
      await expectOneFailure(tags.map((one) => () => jwe.decryptCompact(changed(token, { tag: one }), secret)));
      const [text, , iv, ciphertext] = token.split('.');
      await expectOneFailure(
        tags.map((one) => () => jwe.decryptJson({ protected: text, iv, ciphertext, tag: b64u(one) }, secret)),
      );
      await expectDecryptionFailed(() => jwe.decryptJson({ protected: text, iv, ciphertext }, secret));
    });

    test('A128GCMKW', async () => {
      const good = gcmWrapped(12, 16);
      expect((await jwe.decryptCompact(good.token, good.secret, wrapOptions)).plaintext.toString()).toBe('hello');
      const runs = [0, 1, 4, 8, 12, 13, 14, 15, 17, 32].map((length) => gcmWrapped(12, length));
      await expectOneFailure(
        runs.map(
          ({ token, secret }) =>
            () =>
              jwe.decryptCompact(token, secret, wrapOptions),
        ),
      );
    });
  });

  describe('row 45: IVs have one length', () => {
    test.each(gcm)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const runs = [1, 8, 11, 13, 16, 32, 128].map((length) => {
        const header = { alg: 'dir', enc };
        const token = forgeCompact({ header, cek: secret, iv: crypto.randomBytes(length) });
        return () => jwe.decryptCompact(token, secret);
      });
      const good = forgeDirect({ enc }, secret);
      const { iv } = partsOf(good).sealed;
      for (const other of [Buffer.alloc(0), Buffer.concat([iv, Buffer.alloc(1)]), Buffer.concat([iv, iv])]) {
        runs.push(() => jwe.decryptCompact(changed(good, { iv: other }), secret));
      }
      await expectOneFailure(runs);
    });

    test.each(cbc)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const plaintext = Buffer.alloc(16, 16);
      const iv = crypto.randomBytes(16);
      const ciphertext = blocks(secret, iv, plaintext);
      const good = await jwe.decryptCompact(authenticated(enc, secret, iv, ciphertext), secret);
      expect(good.plaintext).toHaveLength(0);
      const runs = [0, 1, 8, 12, 15].map((length) => iv.subarray(0, length));
      runs.push(Buffer.concat([iv, Buffer.alloc(1)]), Buffer.concat([iv, iv]));
      await expectOneFailure(
        runs.map((one) => () => jwe.decryptCompact(authenticated(enc, secret, one, ciphertext), secret)),
      );
    });

    test('A128GCMKW', async () => {
      const runs = [1, 8, 11, 13, 16, 64].map((length) => gcmWrapped(length, 16));
      runs.push(...[1, 4, 12].map((behind) => gcmWrapped(12, 16, behind)));
      await expectOneFailure(
        runs.map(
          ({ token, secret }) =>
            () =>
              jwe.decryptCompact(token, secret, wrapOptions),
        ),
      );
    });
  });

  describe('row 51: the tag of CBC is checked before any padding', () => {
    test.each(cbc)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const iv = crypto.randomBytes(16);
      const paddings = [
        Buffer.alloc(16, 0),
        Buffer.alloc(16, 17),
        Buffer.alloc(16, 255),
        Buffer.concat([Buffer.alloc(14), Buffer.from([1, 2])]),
        Buffer.concat([Buffer.alloc(15, 16), Buffer.from([15])]).fill(0, 0, 2),
        Buffer.alloc(32, 32),
      ];
      const padded = paddings.map((block) => authenticated(enc, secret, iv, blocks(secret, iv, block)));
      const odd = [0, 1, 8, 15, 17, 31].map((length) => authenticated(enc, secret, iv, Buffer.alloc(length, 3)));
      const good = forgeDirect({ enc }, secret);
      const { sealed } = partsOf(good);
      const flip = (octets: Buffer, at: number): Buffer => {
        const copy = Buffer.from(octets);
        copy[at] = (copy[at] ?? 0) ^ 1;
        return copy;
      };
      const bad = [
        changed(good, { tag: flip(sealed.tag, 0) }),
        changed(good, { tag: flip(sealed.tag, sealed.tag.length - 1) }),
        changed(good, { iv: flip(sealed.iv, 15) }),
        changed(good, { ciphertext: flip(sealed.ciphertext, 15) }),
        changed(good, { ciphertext: sealed.ciphertext.subarray(0, 15) }),
        changed(good, { ciphertext: Buffer.alloc(0) }),
        changed(good, { ciphertext: Buffer.concat([sealed.ciphertext, Buffer.alloc(16)]) }),
      ];
      await expectOneFailure([...padded, ...odd, ...bad].map((token) => () => jwe.decryptCompact(token, secret)));
    });
  });

  describe('row 52: tags of CBC have one length', () => {
    test.each(cbc)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const token = forgeDirect({ enc }, secret);
      const { text, sealed } = partsOf(token);
      const { iv, ciphertext, tag } = sealed;
      const half = secret.length / 2;
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(text.length * 8));
      const input = Buffer.concat([Buffer.from(text), iv, ciphertext, length]);
      const full = crypto
        .createHmac(`sha${enc.slice(-3)}`, secret.subarray(0, half))
        .update(input)
        .digest();
      expect(full.subarray(0, half)).toEqual(tag);
      const tags = [0, 1, 8, half - 1, half + 1, full.length].map((size) => full.subarray(0, size));
      await expectOneFailure(tags.map((one) => () => jwe.decryptCompact(changed(token, { tag: one }), secret)));
      const [header, , first, second] = token.split('.');
      const json = { protected: header, iv: first, ciphertext: second };
      expect((await jwe.decryptJson({ ...json, tag: b64u(tag) }, secret)).plaintext.toString()).toBe('hello');
      await expectOneFailure(tags.map((one) => () => jwe.decryptJson({ ...json, tag: b64u(one) }, secret)));
    });
  });

  describe('row 53: an empty ciphertext is authenticated like any other', () => {
    test.each(gcm)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      const token = forgeDirect({ enc }, secret, '');
      expect(token.split('.')[3]).toBe('');
      expect((await jwe.decryptCompact(token, secret)).plaintext).toHaveLength(0);
      const [text, , iv, ciphertext, tag] = token.split('.');
      expect((await jwe.decryptJson({ protected: text, iv, ciphertext, tag }, secret)).plaintext).toHaveLength(0);
      const tags = [Buffer.alloc(16), Buffer.alloc(16, 255), Buffer.alloc(0), crypto.randomBytes(16)];
      await expectOneFailure(tags.map((one) => () => jwe.decryptCompact(changed(token, { tag: one }), secret)));
      const other = changed(token, { iv: crypto.randomBytes(12) });
      await expectDecryptionFailed(() => jwe.decryptCompact(other, secret));
      const full = changed(forgeDirect({ enc }, secret), { ciphertext: Buffer.alloc(0) });
      await expectDecryptionFailed(() => jwe.decryptCompact(full, secret));
    });
  });

  describe('row 53: an empty ciphertext of CBC has no padding', () => {
    test.each(cbc)('%s', async (enc) => {
      const secret = secretOf(sizeOf(enc));
      expect((await jwe.decryptCompact(forgeDirect({ enc }, secret, ''), secret)).plaintext).toHaveLength(0);
      const token = authenticated(enc, secret, crypto.randomBytes(16), Buffer.alloc(0));
      await expectDecryptionFailed(() => jwe.decryptCompact(token, secret));
    });
  });

  describe('row 54: parts that must not be there', () => {
    const ecKey = agreementKey('P-256');

    test.each(['dir', 'ECDH-ES'])('%s with an encrypted key', async (alg) => {
      const key = alg === 'dir' ? octJwk(16) : ecKey;
      const recipient = alg === 'dir' ? key : publicHalf(key);
      const token = await jwe.encryptCompact({ alg, enc: 'A128GCM' }, 'x', recipient);
      const [text, , iv, ciphertext, tag] = token.split('.');
      for (const encryptedKey of ['AAAA', 'AA', b64u(Buffer.alloc(24)), 'A'.repeat(10_000)]) {
        const value = [text, encryptedKey, iv, ciphertext, tag].join('.');
        await expectJoseError(() => jwe.decryptCompact(value, key), 'ERR_JWE_INVALID');
        const shared = { protected: text, iv, ciphertext, tag };
        const flattened = { ...shared, encrypted_key: encryptedKey };
        await expectJoseError(() => jwe.decryptJson(flattened, key), 'ERR_JWE_INVALID');
        const general = { ...shared, recipients: [{ encrypted_key: encryptedKey }] };
        await expectJoseError(() => jwe.decryptJson(general, key), 'ERR_JWE_INVALID');
      }
      expect((await jwe.decryptCompact(token, key)).plaintext.toString()).toBe('x');
    });

    test('any number of parts but five', async () => {
      const key = octJwk(16);
      const token = await jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, 'x', key);
      const parts = token.split('.');
      const values = [
        '',
        '.',
        '..',
        '...',
        parts[0] ?? '',
        `${token}.`,
        `${token}.AAAA`,
        `.${token}`,
        `${token}.${token}`,
      ];
      values.push(...[1, 2, 3, 4].map((count) => parts.slice(0, count).join('.')), parts.concat(['', '']).join('.'));
      for (const value of values) await expectJoseError(() => jwe.decryptCompact(value, key), 'ERR_JWE_INVALID');
      for (const value of ['....', `.${parts.slice(1).join('.')}`]) {
        await expectJoseError(() => jwe.decryptCompact(value, key), ['ERR_JWE_INVALID', 'ERR_JOSE_HEADER_INVALID']);
      }
    });

    test('a direct algorithm among several recipients', async () => {
      const key = octJwk(16);
      const token = await jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, 'x', key);
      const [text, , iv, ciphertext, tag] = token.split('.');
      const value = { protected: text, recipients: [{}, {}], iv, ciphertext, tag };
      await expectJoseError(() => jwe.decryptJson(value, key), 'ERR_JWE_INVALID');
      const message = { protected: { alg: 'dir', enc: 'A128GCM' }, recipients: [{ key }, { key }] };
      await expectJoseError(() => jwe.encryptJson(message, 'x'), 'ERR_JWE_INVALID');
    });
  });
});
