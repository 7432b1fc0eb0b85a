/**
 * Threats, part g, rows 73 and 74: keys that would keep the processor busy. What is too large is refused before OpenSSL sees it;
 * that nothing was done is seen from the time of the processor, which is a hundredth of what the work would take.
 */

import { generateKeyPairSync } from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import * as files from '../support/key-files';
import { withinASecond } from '../support/timed';

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const unsupported = 'ERR_JOSE_NOT_SUPPORTED';
const invalid = 'ERR_JWK_INVALID';
const password = files.filePassword;
const { sequence, integer, numberOf, octetString, pkcs8, spki } = files;

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ecKey = ec.privateKey.export({ format: 'der', type: 'pkcs8' });

/** p and g of DH. */
const discrete = (octets: number): Buffer => sequence(numberOf(octets), integer(2));

describe.each(forms)('$name', ({ jwk }) => {
  const refused = async (value: unknown, code: Parameters<typeof expectJoseError>[1]): Promise<void> => {
    await withinASecond(() => expectJoseError(() => jwk.importKey(value, { password }), code));
  };

  describe('row 73: keys of other algorithms are not decoded', () => {
    const octets = 24_576 / 8;
    const huge = {
      'DSA, p and q alone': pkcs8('dsa', [discrete(octets)], numberOf(octets)),
      DSA: pkcs8('dsa', [files.dsaParameters(octets)], numberOf(octets)),
      DH: pkcs8('dh', [discrete(octets)], numberOf(octets)),
      'X9.42 DH': pkcs8('x942dh', [files.dsaParameters(octets)], numberOf(octets)),
    };
    test.each(Object.entries(huge))('%s of 24,576 bits, in every file', async (_, der) => {
      for (const [, file] of files.filesOf(der)) await refused(file, limit);
    });

    test.each(['dsa', 'dh', 'x942dh'] as const)('%s within the bounds, in every file', async (name) => {
      for (const size of [256, 1000, 2000]) {
        for (const [, file] of files.filesOf(pkcs8(name, [files.dsaParameters(size)], numberOf(size)))) {
          await refused(file, unsupported);
        }
      }
    });

    test('public ones', async () => {
      for (const name of ['dsa', 'dh', 'x942dh'] as const) {
        const key = (size: number): Buffer => spki(name, [files.dsaParameters(size)], numberOf(size));
        for (const [, file] of files.publicFilesOf(key(octets))) await refused(file, limit);
        for (const [, file] of files.publicFilesOf(key(256))) await refused(file, unsupported);
      }
    });

    test('RSA with more than two primes', async () => {
      const key = (primes: number): Buffer => files.rsaPrivate({}, primes - 2);
      for (const [primes, code] of [
        [3, invalid],
        [5, invalid],
        [6, limit],
        [5_000, limit],
      ] as const) {
        // prettier-ignore
        const pkcs1 = key(primes);
        await refused(pkcs1, code);
        await refused(files.pem('RSA PRIVATE KEY', pkcs1), code);
        for (const [, file] of files.filesOf(pkcs8('rsa', [files.nothing], pkcs1))) await refused(file, code);
      }
    });

    test('EC parameters that are spelled out', async () => {
      for (const [size, code] of [
        [32, invalid],
        [2_000, invalid],
        [3_000, limit],
      ] as const) {
        // prettier-ignore
        const curve = files.explicitCurve(size);
        const inside = sequence(integer(1), octetString(Buffer.alloc(32, 1)), files.context0(curve));
        await refused(inside, code);
        await refused(files.pem('EC PRIVATE KEY', inside), code);
        for (const [, file] of files.filesOf(pkcs8('ec', [curve], inside))) await refused(file, code);
        const named = files.oid('1.2.840.10045.3.1.7');
        for (const [, file] of files.filesOf(pkcs8('ec', [named], inside))) await refused(file, code);
        const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(2 * size, 1)]);
        for (const [, file] of files.publicFilesOf(spki('ec', [curve], point))) await refused(file, code);
      }
    });

    test('nested deeply', async () => {
      for (const tag of [0x30, 0xa0, 0x24]) {
        let inner = integer(1);
        for (let depth = 0; depth < 10_000; depth++) inner = files.element(tag, inner);
        const code = [limit, invalid];
        for (const der of [
          inner,
          sequence(inner, inner),
          pkcs8('rsa', [inner], integer(1)),
          pkcs8('ed25519', [], inner),
        ]) {
          await refused(der, code);
          await refused(files.encryptedPkcs8(der), [...code, 'ERR_KEY_PASSWORD']);
        }
        await refused(spki('rsa', [inner], integer(1)), code);
      }
    });
  });

  describe('row 74: one budget for the rounds of a file', () => {
    const most = 2_000_000;
    test('PBMAC1, whose key may not be longer than any MAC’s', async () => {
      for (const rounds of [most + 1, 20_000_000, 2 ** 31 - 1, 2n ** 64n]) {
        const algorithm = files.pbmac1(rounds);
        await refused(files.pkcs12([files.safe(files.keyBag(ecKey))], { algorithm }), limit);
      }
      for (const length of [65, 1_000_000, 2 ** 31]) {
        const algorithm = files.pbmac1(1, length);
        await refused(files.pkcs12([files.safe(files.keyBag(ecKey))], { algorithm }), limit);
      }
    });

    test.each(Object.entries(files.encryptions))('%s, in every place', async (_, encryption) => {
      for (const rounds of [most + 1, 20_000_000, 2n ** 64n]) {
        const key = files.encryptedPkcs8(ecKey, encryption(rounds));
        await refused(key, limit);
        await refused(files.pem('ENCRYPTED PRIVATE KEY', key), limit);
        await refused(files.pkcs12([files.safe(files.shroudedKeyBag(key))]), limit);
        await refused(files.pkcs12([files.encryptedSafe([files.shroudedKeyBag(key)])]), limit);
        await refused(files.pkcs12([files.encryptedSafe([], encryption(rounds))]), limit);
      }
    });

    test('the MAC’s own rounds', async () => {
      for (const rounds of [most + 1, 2n ** 64n]) {
        await refused(files.pkcs12([files.safe(files.keyBag(ecKey))], { rounds }), limit);
      }
    });

    test('the sum of all parts', async () => {
      const third = Math.floor(most / 3) + 1;
      const key = files.shroudedKeyBag(files.encryptedPkcs8(ecKey, files.encryptions.pbes2(third)));
      const safes = [files.safe(key), files.encryptedSafe([], files.encryptions.pkcs12(third))];
      await refused(files.pkcs12(safes, { rounds: third }), limit);
      await refused(files.pkcs12(safes, { algorithm: files.pbmac1(third) }), limit);
      await refused(files.pkcs12([files.safe(key, key, key)]), limit);
      await refused(files.pkcs12([files.encryptedSafe([key, key, key])]), limit);
    });

    test('with indefinite lengths, which would hide them from the count', async () => {
      const salt = octetString(Buffer.alloc(8));
      const hidden = (parts: readonly Buffer[]): Buffer =>
        Buffer.concat([Buffer.from([0x30, 0x80]), ...parts, Buffer.alloc(2)]);
      const algorithm = sequence(files.oid('1.2.840.113549.1.5.3'), hidden([salt, integer(2 ** 31 - 1)]));
      await refused(files.encryptedPkcs8(ecKey, algorithm), invalid);
      await refused(files.pkcs12([files.encryptedSafe([], algorithm)]), invalid);
    });
  });
});
