/**
 * Threats, part g, row 75: keys that grow, from 1 kB to 2 MB. What is too large is refused before OpenSSL sees it;
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

describe.each(forms)('$name', ({ jwk }) => {
  const refused = async (value: unknown, code: Parameters<typeof expectJoseError>[1]): Promise<void> => {
    await withinASecond(() => expectJoseError(() => jwk.importKey(value, { password }), code));
  };

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
      DSA: (octets) => pkcs8('dsa', [files.dsaParameters(octets)], numberOf(octets)),
      'attributes': (octets) => sequence(integer(0), sequence(files.oid('1.3.101.112')), octetString(octetString(Buffer.alloc(32, 1))), files.context0(Buffer.concat(elements(octets, sequence(files.oid('1.2.3'), files.element(0x31)))))), // prettier-ignore
    };
    test.each(Object.entries(structures))('private key, %s', async (_, make) => {
      for (const size of sizes) {
        for (const [, file] of files.filesOf(make(size))) {
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

    test('certificates of many elements', async () => {
      const crowded = files.certificate(ecSpki, elements(10_000, files.extension(0)));
      await refused(crowded, limit);
      await refused(files.pem('CERTIFICATE', crowded), limit);
      const bags = Array<Buffer>(90).fill(files.certificateBag(crowded));
      await refused(files.pkcs12([files.safe(files.keyBag(ecKey), ...bags)]), limit);
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
