/**
 * Wycheproof's PBKDF2 with HMAC-SHA256. No JWE can hold these salts, since PBES2 puts the name of the algorithm before them
 * (RFC 7518 section 4.8.1.1); a private key that is encrypted by PBES2 of PKCS #5 can. So each derived key encrypts a key,
 * which must come back with the password. What is derived beyond the 16 or 32 octets of an AES key is the same function
 * again (RFC 8018 section 5.2).
 */

import * as crypto from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { readWycheproof, type WycheproofTest } from '../support/vectors';

interface Pbkdf2Test extends WycheproofTest {
  readonly password: string;
  readonly salt: string;
  readonly iterationCount: number;
  readonly dk: string;
}

const { numberOfTests, cases } = readWycheproof<Pbkdf2Test>('pbkdf2_hmacsha256_test.json');
const { privateKey } = crypto.generateKeyPairSync('ed25519');
const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
const { x } = privateKey.export({ format: 'jwk' });

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]; // prettier-ignore
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => element(0x30, ...contents);
const oid = (hex: string): Buffer => element(6, Buffer.from(hex, 'hex'));
const octets = (value: Uint8Array): Buffer => element(4, value);

function integer(value: number): Buffer {
  const hex = value.toString(16);
  // A leading zero keeps it positive; DER wants it only where it is needed.
  const body = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return element(2, (body[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), body]) : body);
}

/** EncryptedPrivateKeyInfo by PBES2 (RFC 8018 section 6.2): PBKDF2-HMAC-SHA256, AES in CBC mode. */
function encryptedKey({ salt, iterationCount, dk }: Pbkdf2Test, size: 16 | 32): Buffer {
  const iv = Buffer.alloc(16, 3);
  const cipher = crypto.createCipheriv(`aes-${size * 8}-cbc`, Buffer.from(dk, 'hex').subarray(0, size), iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const prf = sequence(oid('2a864886f70d0209'), element(5));
  const derivation = sequence(
    oid('2a864886f70d01050c'),
    sequence(octets(Buffer.from(salt, 'hex')), integer(iterationCount), prf),
  );
  const encryption = sequence(oid(size === 16 ? '608648016503040102' : '60864801650304012a'), octets(iv));
  return sequence(sequence(oid('2a864886f70d01050d'), sequence(derivation, encryption)), octets(ciphertext));
}

test('is complete', () => {
  expect(numberOfTests).toBe(60);
  expect(cases).toHaveLength(numberOfTests);
  expect(new Set(cases.map(({ verdict }) => verdict))).toEqual(new Set(['valid']));
  expect(cases.filter(({ test: { dk } }) => dk.length >= 64)).toHaveLength(38);
});

describe.each(forms)('$name', ({ jwk }) => {
  test.each(cases.map(({ test: one }) => ({ name: `${one.tcId} ${one.comment}`, one })))('$name', async ({ one }) => {
    const password = Buffer.from(one.password, 'hex');
    for (const size of [16, 32] as const) {
      if (one.dk.length < size * 2) continue;
      const der = encryptedKey(one, size);
      const key = await jwk.importKey(der, { password });
      expect(key.toJWK()).toMatchObject({ kty: 'OKP', crv: 'Ed25519', x });
      await expectJoseError(() => jwk.importKey(der, { password: Buffer.concat([password, Buffer.from('x')]) }), 'ERR_KEY_PASSWORD'); // prettier-ignore
    }
  });
});
