/** Threats, part d: row 55, crafted JWEs. Random, but the same at every run. */

import { jwe as library, KeySet } from '../../lib';
import { forms, outcomeOf } from '../support/both';
import { b64u } from '../support/forge';
import { agreedKey, encNames, forgeCompact, seal, wrap } from '../support/forge-jwe';
import { distort, edits, pick, random } from '../support/damage';
import { everyManagement } from '../support/jwe-extra';
import { agreementKey, algorithmCases, octJwk, secretOf } from '../support/jwe-keys';
import { jwks, publicHalf } from '../support/keys';
import type { Json } from '../support/vectors';

// Random headers ask for random numbers of iterations; none of them shall cost more than a moment.
const registry = new library.Registry({ algorithms: [...everyManagement], maxPBES2Count: 1100 });
const options = { registry };
const enc = 'A128GCM';
const cek = secretOf(16, 3);

const headers: readonly Json[] = [
  { alg: 'dir', enc, kid: 'a', zip: 'DEF' },
  { alg: 'A128KW', enc, kid: 'a', crit: ['x'], x: 1 },
  { alg: 'A128GCMKW', enc, iv: b64u(Buffer.alloc(12)), tag: b64u(Buffer.alloc(16)) },
  { alg: 'PBES2-HS256+A128KW', enc, p2s: b64u(Buffer.alloc(16)), p2c: 1000 },
  { alg: 'ECDH-ES', enc, epk: publicHalf(jwks.p256), apu: 'AAAA', apv: 'AAAA' },
  { alg: 'ECDH-ES+A256KW', enc, epk: publicHalf(agreementKey('X25519')) },
  { alg: 'RSA-OAEP-256', enc, jwk: publicHalf(jwks.rsa), x5c: ['AAAA'] },
  { alg: 'RSA1_5', enc },
];

const token = forgeCompact({ header: { alg: 'A128KW', enc }, cek, encryptedKey: wrap(secretOf(16), cek) });
const [text = '', encryptedKey = '', iv, ciphertext, tag] = token.split('.');
const flattened = { protected: text, header: { kid: 'a' }, encrypted_key: encryptedKey, iv, ciphertext, tag };
const recipient = { header: { alg: 'A128KW', kid: 'a' }, encrypted_key: encryptedKey };
const sealed = seal(enc, cek, b64u({ enc }), 'hello');
const general = {
  protected: b64u({ enc }),
  unprotected: { x: 1 },
  recipients: [recipient, { ...recipient, header: { alg: 'A256KW' } }],
  aad: 'AAAA',
  iv: b64u(sealed.iv),
  ciphertext: b64u(sealed.ciphertext),
  tag: b64u(sealed.tag),
};

const keys: readonly unknown[] = [
  octJwk(16),
  jwks.rsa,
  jwks.p256,
  agreementKey('X25519'),
  KeySet.importKeySet({ keys: [{ ...octJwk(16), kid: 'a' }, jwks.p256, jwks.rsa] }),
];

describe.each(forms)('$name', ({ jwe }) => {
  /** The outcomes of every verb that reads. */
  async function outcomes(value: unknown, key: unknown): Promise<readonly (string | undefined)[]> {
    return [
      await outcomeOf(() => jwe.decrypt(value, key, options)),
      ...(typeof value === 'string' ? [await outcomeOf(() => jwe.decryptCompact(value, key, options))] : []),
      await outcomeOf(() => jwe.decryptJson(value, key, options)),
      await outcomeOf(() => jwe.decodeUnverified(value)),
    ];
  }

  describe('row 55: whatever JWE is sent, the refusal is a documented error', () => {
    test('distorted texts', async () => {
      const next = random(11);
      const genuine = [token, JSON.stringify(flattened), JSON.stringify(general)];
      for (let round = 0; round < 3000; round++) {
        let damaged = pick(next, genuine);
        for (let count = next(3); count >= 0; count--) damaged = pick(next, edits)(damaged, next);
        expect(await outcomes(damaged, pick(next, keys))).not.toContain('TypeError');
      }
    });

    test('distorted headers over good content', async () => {
      const next = random(12);
      for (let round = 0; round < 3000; round++) {
        const header = distort(pick(next, headers), next);
        const shape = {
          header: JSON.stringify(header),
          enc,
          cek,
          encryptedKey: next(2) === 0 ? '' : wrap(secretOf(16), cek),
        };
        const made = forgeCompact(shape);
        expect(await outcomeOf(() => jwe.decryptCompact(made, pick(next, keys), options))).not.toBe('TypeError');
      }
    });

    test('distorted messages', async () => {
      const next = random(13);
      for (let round = 0; round < 3000; round++) {
        const value = distort(pick(next, [flattened, general]), next);
        expect(await outcomes(JSON.stringify(value), pick(next, keys))).not.toContain('TypeError');
      }
    });

    test('distorted ephemeral keys', async () => {
      const next = random(14);
      const curves = ['P-256', 'P-384', 'P-521', 'X25519', 'X448'];
      for (let round = 0; round < 1000; round++) {
        const key = agreementKey(pick(next, curves));
        const epk = distort(publicHalf(agreementKey(pick(next, curves))), next);
        const header = { alg: 'ECDH-ES', enc, epk };
        const made = forgeCompact({ header, cek: agreedKey(header, Buffer.alloc(32)) });
        const outcome = await outcomeOf(() => jwe.decryptCompact(made, key, options));
        expect(outcome).toMatch(/^ERR_(JWE_DECRYPTION_FAILED|JOSE_HEADER_INVALID)$/);
      }
    });

    test('random octets in every part', async () => {
      const next = random(15);
      const octets = (): string => b64u(Buffer.from(Array.from({ length: next(300) }, () => next(256))));
      for (const { alg, secret } of algorithmCases) {
        for (const name of encNames) {
          const { epk, ...rest } = {
            epk: publicHalf(agreementKey('P-256')),
            iv: octets(),
            tag: octets(),
            p2s: b64u(Buffer.alloc(8)),
            p2c: 1000,
          };
          const header = { alg, enc: name, ...(alg.startsWith('ECDH') ? { epk } : rest) };
          const key = alg === 'dir' || alg.startsWith('ECDH') ? '' : octets();
          const made = [b64u(header), key, octets(), octets(), octets()].join('.');
          expect(await outcomeOf(() => jwe.decryptCompact(made, secret(name), options))).toBe(
            'ERR_JWE_DECRYPTION_FAILED',
          );
        }
      }
    });
  });

  test('no text but the genuine one decrypts', async () => {
    const next = random(16);
    for (let round = 0; round < 3000; round++) {
      const damaged = pick(next, edits)(token, next);
      if (damaged === token) continue;
      expect(await outcomeOf(() => jwe.decryptCompact(damaged, octJwk(16)))).toBeDefined();
    }
  });
});
