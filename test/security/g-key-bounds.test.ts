/**
 * Threats, part g, rows 73 to 75: keys that would keep the processor busy. What is too large is refused before OpenSSL sees it;
 * that nothing was done is seen from the time of the processor, which is a hundredth of what the work would take.
 */

import { generateKeyPairSync } from 'node:crypto';
import { expectJoseError, forms, outcomeOf } from '../support/both';
import { b64u } from '../support/forge';
import * as files from '../support/key-files';
import { withinASecond } from '../support/timed';

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const unsupported = 'ERR_JOSE_NOT_SUPPORTED';
const invalid = 'ERR_JWK_INVALID';
const password = files.filePassword;
const { sequence, integer, numberOf, octetString, pkcs8, spki } = files;

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ecKey = ec.privateKey.export({ format: 'der', type: 'pkcs8' });
const ecSpki = ec.publicKey.export({ format: 'der', type: 'spki' });
const ecCertificate = files.certificate(ecSpki);
const sizes = [1_000, 10_000, 100_000, 1_000_000, 2_000_000];

/** Every file that can hold a private key in PKCS#8. */
function filesOf(der: Buffer): [string, unknown][] {
  const encrypted = files.encryptedPkcs8(der);
  return [
    ['DER', der],
    ['PEM', files.pem('PRIVATE KEY', der)],
    ['encrypted DER', encrypted],
    ['encrypted PEM', files.pem('ENCRYPTED PRIVATE KEY', encrypted)],
    ['PKCS#12', files.pkcs12([files.safe(files.keyBag(der))])],
    ['PKCS#12, shrouded', files.pkcs12([files.safe(files.shroudedKeyBag(encrypted))])],
    ['PKCS#12, encrypted', files.pkcs12([files.encryptedSafe([files.keyBag(der)])])],
    ['PKCS#12, shrouded and encrypted', files.pkcs12([files.encryptedSafe([files.shroudedKeyBag(encrypted)])])],
  ];
}

const publicFilesOf = (der: Buffer): [string, unknown][] => [
  ['DER', der],
  ['PEM', files.pem('PUBLIC KEY', der)],
  ['certificate', files.certificate(der)],
  ['PEM certificate', files.pem('CERTIFICATE', files.certificate(der))],
];

/** p and q of DSA, or p and g of DH, and the private number: y = g^x mod p is what a reader would compute. */
const discrete = (octets: number): Buffer => sequence(numberOf(octets), integer(2));
const dsaParameters = (octets: number): Buffer => sequence(numberOf(octets), integer(2), integer(3));

describe.each(forms)('$name', ({ jwk }) => {
  const refused = async (value: unknown, code: Parameters<typeof expectJoseError>[1]): Promise<void> => {
    await withinASecond(() => expectJoseError(() => jwk.importKey(value, { password }), code));
  };

  describe('row 73: keys of other algorithms are not decoded', () => {
    const octets = 24_576 / 8;
    const huge = {
      'DSA, p and q alone': pkcs8('dsa', [discrete(octets)], numberOf(octets)),
      DSA: pkcs8('dsa', [dsaParameters(octets)], numberOf(octets)),
      DH: pkcs8('dh', [discrete(octets)], numberOf(octets)),
      'X9.42 DH': pkcs8('x942dh', [dsaParameters(octets)], numberOf(octets)),
    };
    test.each(Object.entries(huge))('%s of 24,576 bits, in every file', async (_, der) => {
      for (const [, file] of filesOf(der)) await refused(file, limit);
    });

    test.each(['dsa', 'dh', 'x942dh'] as const)('%s within the bounds, in every file', async (name) => {
      for (const size of [256, 1000, 2000]) {
        for (const [, file] of filesOf(pkcs8(name, [dsaParameters(size)], numberOf(size)))) {
          await refused(file, unsupported);
        }
      }
    });

    test('public ones', async () => {
      for (const name of ['dsa', 'dh', 'x942dh'] as const) {
        const key = (size: number): Buffer => spki(name, [dsaParameters(size)], numberOf(size));
        for (const [, file] of publicFilesOf(key(octets))) await refused(file, limit);
        for (const [, file] of publicFilesOf(key(256))) await refused(file, unsupported);
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
        for (const [, file] of filesOf(pkcs8('rsa', [files.nothing], pkcs1))) await refused(file, code);
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
        for (const [, file] of filesOf(pkcs8('ec', [curve], inside))) await refused(file, code);
        const named = files.oid('1.2.840.10045.3.1.7');
        for (const [, file] of filesOf(pkcs8('ec', [named], inside))) await refused(file, code);
        const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(2 * size, 1)]);
        for (const [, file] of publicFilesOf(spki('ec', [curve], point))) await refused(file, code);
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

  describe('row 75: growth', () => {
    const ofSize = (octets: number): string => b64u(Buffer.alloc(octets, 0xff));
    const rsa = { kty: 'RSA', n: ofSize(256), e: 'AQAB' };
    const crt = { p: ofSize(128), q: ofSize(127), dp: 'AQ', dq: 'AQ', qi: 'AQ' };

    const jwks: Record<string, (octets: number) => object> = {
      'RSA: p and q': (octets) => ({ ...rsa, d: 'AQ', ...crt, p: ofSize(octets), q: ofSize(octets + 1) }),
      'RSA: d': (octets) => ({ ...rsa, d: ofSize(octets) }),
      'RSA: every private number': (octets) => ({ ...rsa, ...Object.fromEntries(['d', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => [name, ofSize(octets)])) }), // prettier-ignore
      'RSA: n': (octets) => ({ ...rsa, n: ofSize(octets) }),
      'RSA: e': (octets) => ({ ...rsa, e: ofSize(octets) }),
      'RSA: all': (octets) => ({ ...rsa, n: ofSize(octets), e: ofSize(octets), d: ofSize(octets) }),
      EC: (octets) => ({ kty: 'EC', crv: 'P-256', x: ofSize(octets), y: ofSize(octets), d: ofSize(octets) }),
      OKP: (octets) => ({ kty: 'OKP', crv: 'Ed25519', x: ofSize(octets), d: ofSize(octets) }),
      AKP: (octets) => ({ kty: 'AKP', alg: 'ML-DSA-44', pub: ofSize(octets), priv: ofSize(octets) }),
      x5c: (octets) => ({ ...ec.publicKey.export({ format: 'jwk' }), x5c: Array<string>(Math.ceil(octets / 8)).fill('AAAA') }), // prettier-ignore
    };
    test.each(Object.entries(jwks))('JWK, %s', async (name, make) => {
      for (const size of sizes) {
        // A modulus of 8,000 bits is a good one.
        const codes = name === 'RSA: n' && size === 1_000 ? [undefined] : [invalid, limit, unsupported];
        expect(codes).toContain(await withinASecond(() => outcomeOf(() => jwk.importKey(make(size)))));
      }
      if (/private|p and q/.test(name)) await refused(make(2_000_000), limit);
    });

    const elements = (octets: number, one: Buffer): Buffer[] => Array<Buffer>(Math.ceil(octets / one.length)).fill(one);
    const structures: Record<string, (octets: number) => Buffer> = {
      'RSA, all numbers': (octets) => {
        const size = Math.ceil(octets / 9);
        return pkcs8('rsa', [files.nothing], files.rsaPrivate({ n: size, e: size, p: size, q: size }));
      },
      'RSA, primes': (octets) => pkcs8('rsa', [files.nothing], files.rsaPrivate({}, Math.ceil(octets / 17))),
      'RSA, an exponent of the modulus’ size': (octets) => pkcs8('rsa', [files.nothing], files.rsaPrivate({ e: octets })), // prettier-ignore
      EC: (octets) => pkcs8('ec', [files.oid('1.2.840.10045.3.1.7')], sequence(integer(1), octetString(Buffer.alloc(octets, 1)))), // prettier-ignore
      Ed25519: (octets) => pkcs8('ed25519', [], octetString(Buffer.alloc(octets, 1))),
      X25519: (octets) => pkcs8('x25519', [], octetString(Buffer.alloc(octets, 1))),
      DSA: (octets) => pkcs8('dsa', [dsaParameters(octets)], numberOf(octets)),
      'attributes': (octets) => sequence(integer(0), sequence(files.oid('1.3.101.112')), octetString(octetString(Buffer.alloc(32, 1))), files.context0(Buffer.concat(elements(octets, sequence(files.oid('1.2.3'), files.element(0x31)))))), // prettier-ignore
    };
    test.each(Object.entries(structures))('private key, %s', async (_, make) => {
      for (const size of sizes) {
        for (const [, file] of filesOf(make(size))) {
          const outcome = await withinASecond(() => outcomeOf(() => jwk.importKey(file, { password })));
          expect(size > 65_536 ? [limit] : [undefined, limit, unsupported, invalid]).toContain(outcome);
        }
      }
    });

    const certificates: Record<string, (octets: number) => Buffer> = {
      'thousands of extensions': (octets) => files.certificate(ecSpki, elements(octets, files.extension(1))),
      'a long extension': (octets) => files.certificate(ecSpki, [files.extension(octets)]),
      'RSA, all numbers': (octets) => files.certificate(spki('rsa', [files.nothing], sequence(numberOf(octets), numberOf(octets)))), // prettier-ignore
    };
    test.each(Object.entries(certificates))('certificate, %s', async (_, make) => {
      for (const size of sizes) {
        const der = make(size);
        for (const file of [
          der,
          files.pem('CERTIFICATE', der),
          { ...ec.publicKey.export({ format: 'jwk' }), x5c: [der.toString('base64')] },
        ]) {
          // prettier-ignore
          const outcome = await withinASecond(() => outcomeOf(() => jwk.importKey(file)));
          expect(size > 65_536 ? [limit] : [undefined, limit, invalid]).toContain(outcome);
        }
        const beside = files.pkcs12([files.safe(files.keyBag(ecKey), files.certificateBag(der))]);
        if (size > 65_536) await refused(beside, limit);
      }
    });

    test('certificates in PKCS#12: 100; beyond it none is read', async () => {
      const bags = (count: number): Buffer[] => Array<Buffer>(count).fill(files.certificateBag(ecCertificate));
      const file = (count: number): Buffer => files.pkcs12([files.safe(files.keyBag(ecKey), ...bags(count))]);
      await withinASecond(async () => {
        const key = await jwk.importKey(file(100), { password });
        expect(key.toJWK().x5c).toEqual(expect.arrayContaining([ecCertificate.toString('base64')]));
      });
      for (const count of [101, 1_000, 8_000]) {
        await refused(file(count), limit);
        await refused(files.pkcs12([files.safe(files.keyBag(ecKey)), files.encryptedSafe(bags(count))]), limit);
      }
    });

    test('safes and bags in PKCS#12', async () => {
      const empty = (count: number): Buffer[] => Array<Buffer>(count).fill(files.safe());
      const keys = (count: number): Buffer[] => Array<Buffer>(count).fill(files.keyBag(ecKey));
      for (const count of [257, 5_000]) {
        await refused(files.pkcs12(empty(count)), limit);
        await refused(files.pkcs12([files.safe(...keys(count))]), limit);
        await refused(files.pkcs12([files.encryptedSafe(keys(count))]), limit);
      }
    });

    test('certificates in PEM and x5c: 100; beyond it none is read', async () => {
      const one = ecCertificate.toString('base64');
      const jwkOf = (count: number): object => ({ ...ec.publicKey.export({ format: 'jwk' }), x5c: Array<string>(count).fill(one) }); // prettier-ignore
      const pemOf = (count: number): string => files.pem('CERTIFICATE', ecCertificate).repeat(count);
      for (const value of [jwkOf(100), pemOf(100)]) expect((await jwk.importKey(value)).toJWK().x5c).toHaveLength(100);
      for (const count of [101, 5_000]) {
        await refused(jwkOf(count), limit);
        await refused(pemOf(count), limit);
        await refused(files.pem('EC PARAMETERS', files.oid('1.2.3')).repeat(count) + pemOf(2), limit);
      }
    });

    test('primes of 15,636 bits from n, e and d, without an exponentiation', async () => {
      const key = mersenneKey();
      const imported = await withinASecond(() => jwk.importKey(key));
      expect(imported.toJWK({ private: true })).toMatchObject(key);
      const last = key.d.endsWith('Q') ? 'g' : 'Q';
      await refused({ ...key, d: `${key.d.slice(0, -2)}A${last}` }, invalid);
    });
  });
});

/** A key of two Mersenne primes, since to search for primes of this size takes minutes. */
function mersenneKey(): { kty: string; n: string; e: string; d: string } {
  const p = 2n ** 11_213n - 1n;
  const q = 2n ** 4_423n - 1n;
  const encode = (value: bigint): string => {
    const hex = value.toString(16);
    return b64u(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  };
  const e = 65_537n;
  const phi = (p - 1n) * (q - 1n);
  // d = (1 + k * phi) / e for the k that makes it whole.
  let k = 1n;
  while ((1n + k * (phi % e)) % e !== 0n) k++;
  return { kty: 'RSA', n: encode(p * q), e: 'AQAB', d: encode((1n + k * phi) / e) };
}
