/** Private keys behind a password: what the `openssl` command encrypts is read, and what is written it decrypts. */

import { readFileSync } from 'node:fs';
import { ECKey, jwk as sync, RSAKey, type Key, type KeyParameters } from '../../lib';
import { jwk as promises } from '../../lib/promises';
import { expectJoseError } from '../support/both';
import { tooManyIterations, withInteger } from '../support/der';
import { encryptedSample, legacyPem, password as samplePassword } from '../support/encrypted-samples';
import { describeWithOpenssl, genpkeyArguments, Workshop } from '../support/openssl-command';

type Importer = (value: string | Uint8Array, parameters?: KeyParameters) => Promise<Key>;
const forms: [string, Importer][] = [
  ['sync', async (value, parameters) => Promise.resolve(sync.importKey(value, parameters))],
  ['promise', promises.importKey],
];

const password = 'correct horse – Батарея';
const pass = (option: string): string[] => [option, `pass:${password}`];

/** How the tool is told to encrypt PKCS#8. The counts keep the tests quick. */
const pkcs8Ciphers: Record<string, string[]> = {
  'PBES2, AES-128': ['-v2', 'aes-128-cbc'],
  'PBES2, AES-192': ['-v2', 'aes-192-cbc'],
  'PBES2, AES-256': ['-v2', 'aes-256-cbc'],
  'PBES2, 3DES': ['-v2', 'des3'],
  'PBES2, Camellia': ['-v2', 'camellia-256-cbc'],
  'PBES2, ARIA': ['-v2', 'aria-256-cbc'],
  'PBES2, HMAC-SHA1': ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA1'],
  'PBES2, HMAC-SHA512': ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512'],
  'PBES2, 100,000 iterations': ['-v2', 'aes-256-cbc', '-iter', '100000'],
  'PBES2, one iteration': ['-v2', 'aes-256-cbc', '-iter', '1'],
  scrypt: ['-scrypt'],
  'PBES1, 3DES': ['-v1', 'PBE-SHA1-3DES'],
};

/** What OpenSSL's default provider lacks; the tool makes them with its legacy provider, where it is installed. */
const legacy = ['-provider', 'legacy', '-provider', 'default'];
const oldPkcs8Ciphers: Record<string, string[]> = {
  'PBES1, RC2-40': ['-v1', 'PBE-SHA1-RC2-40'],
  'PBES1, RC2-64': ['-v1', 'PBE-MD5-RC2-64'],
  'PBES1, RC4-128': ['-v1', 'PBE-SHA1-RC4-128'],
  'PBES1, DES': ['-v1', 'PBE-MD5-DES'],
  'PBES2, DES': ['-v2', 'des-cbc'],
};

function notMade(name: string): void {
  console.warn(`NOT TESTED: ${name}: the openssl command cannot make it (no legacy provider).`);
}

describeWithOpenssl('encrypted keys', () => {
  const shop = new Workshop();
  const key = new Map<string, string>();
  const pemOf = (name: string): string => readFileSync(key.get(name) ?? '', 'utf8');
  beforeAll(() => {
    for (const [name, args] of Object.entries(genpkeyArguments)) {
      const path = shop.path(`${name.replace(/\W/g, '')}.pem`);
      shop.run('genpkey', ...args, '-out', path);
      key.set(name, path);
    }
  });
  const encrypt = (name: string, args: readonly string[], outform = 'PEM'): Buffer =>
    shop.run('pkcs8', '-topk8', '-in', key.get(name) ?? '', '-outform', outform, ...args, ...pass('-passout'));

  describe.each(forms)('%s', (_form, importKey) => {
    const expectOpens = async (value: string | Uint8Array, name: string): Promise<void> => {
      const opened = await importKey(value, { password, kid: 'k' });
      expect(opened.toPEM({ private: true })).toBe(pemOf(name));
      expect(opened.toJWK()).not.toHaveProperty('password');
      expect(opened.kid).toBe('k');
    };
    const expectClosed = async (value: string | Uint8Array): Promise<void> => {
      for (const parameters of [undefined, {}, { kid: 'x' }]) {
        const { message } = await expectJoseError(() => importKey(value, parameters), 'ERR_KEY_PASSWORD');
        expect(message).toMatch(/parameters\.password/);
      }
      for (const wrong of ['wrong passphrase', '', `${password} `, password.toUpperCase(), '\0', password.slice(1)]) {
        const secrets = [password, ...(wrong.length > 1 ? [wrong] : [])];
        await expectJoseError(() => importKey(value, { password: wrong }), 'ERR_KEY_PASSWORD', secrets);
      }
    };

    describe('PKCS#8', () => {
      it.each(Object.keys(genpkeyArguments))('%s', async (name) => {
        const pem = encrypt(name, ['-v2', 'aes-256-cbc']).toString();
        await expectOpens(pem, name);
        await expectOpens(encrypt(name, ['-v2', 'aes-256-cbc'], 'DER'), name);
      });

      it.each(Object.entries(pkcs8Ciphers))('%s', async (_name, args) => {
        const pem = encrypt('P-256', args);
        expect(pem.toString()).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
        await expectOpens(pem, 'P-256');
        await expectOpens(encrypt('P-256', args, 'DER'), 'P-256');
        await expectClosed(pem.toString());
        await expectClosed(encrypt('P-256', args, 'DER'));
      });

      it.each(Object.entries(oldPkcs8Ciphers))('%s is not supported', async (name, args) => {
        const from = ['pkcs8', '-topk8', '-in', key.get('P-256') ?? '', ...args, ...legacy, ...pass('-passout')];
        const pem = shop.try(from);
        if (pem === undefined) {
          notMade(name);
          return;
        }
        const { message } = await expectJoseError(() => importKey(pem, { password }), 'ERR_JOSE_NOT_SUPPORTED', [
          password,
        ]);
        expect(message).toMatch(/RC2, RC4 or DES/);
        await expectJoseError(() => importKey(pem), 'ERR_KEY_PASSWORD');
      });

      it('damaged', async () => {
        const der = encrypt('P-256', ['-v2', 'aes-256-cbc', '-iter', '1'], 'DER');
        const cut = (length: number): Buffer => der.subarray(0, length);
        for (let length = 1; length < der.length; length++) {
          await expectJoseError(() => importKey(cut(length), { password }), 'ERR_JWK_INVALID');
        }
        // The last octet is of the ciphertext's padding block.
        const flipped = Buffer.from(der);
        flipped[der.length - 1] = (flipped[der.length - 1] ?? 0) ^ 1;
        await expectJoseError(() => importKey(flipped, { password }), 'ERR_KEY_PASSWORD');
      });
    });

    describe('legacy PEM', () => {
      const ciphers = ['-aes128', '-aes192', '-aes256', '-des3', '-camellia256', '-aria128'];
      it.each(ciphers)('%s', async (cipher) => {
        for (const [name, command] of [
          ['RSA 2048', 'rsa'],
          ['P-256', 'ec'],
          ['P-521', 'ec'],
          ['secp256k1', 'ec'],
        ] as const) {
          // prettier-ignore
          const traditional = command === 'rsa' ? ['-traditional'] : [];
          const from = [command, '-in', key.get(name) ?? '', cipher, ...traditional, ...pass('-passout')];
          const pem = shop.run(...from).toString();
          expect(pem).toMatch(/Proc-Type: 4,ENCRYPTED\nDEK-Info: /);
          await expectOpens(pem, name);
          await expectOpens(Buffer.from(pem.replaceAll('\n', '\r\n')), name);
          await expectJoseError(() => importKey(pem), 'ERR_KEY_PASSWORD', [password]);
        }
      });

      it('is closed to any other password', async () => {
        // A fixed file: of a new one, one wrong password in 65,536 gives what looks like the start of a key.
        await expectClosed(legacyPem);
        const opened = await importKey(legacyPem, { password: samplePassword });
        expect(opened.toPEM({ private: true })).toBe(
          sync.importKey(encryptedSample('pbes2'), { password: samplePassword }).toPEM({ private: true }),
        );
      });

      it('DES is not supported', async () => {
        const pem = shop.try(['rsa', '-in', key.get('RSA 2048') ?? '', '-des', '-traditional', ...legacy, ...pass('-passout')]); // prettier-ignore
        if (pem === undefined) {
          notMade('legacy PEM with DES');
          return;
        }
        await expectJoseError(() => importKey(pem, { password }), 'ERR_JOSE_NOT_SUPPORTED');
      });

      it.each([
        ['no such cipher', /AES-256-CBC/, 'ROT-13-CBC', 'ERR_JOSE_NOT_SUPPORTED'],
        ['an authenticated cipher', /AES-256-CBC/, 'id-aes256-GCM', 'ERR_KEY_PASSWORD'],
        ['no IV', /,[0-9A-F]+\n/, '\n', 'ERR_JWK_INVALID'],
        ['a short IV', /,[0-9A-F]{4}/, ',', 'ERR_JOSE_NOT_SUPPORTED'],
        ['an IV of other characters', /,[0-9A-F]{4}/, ',zzzz', 'ERR_JWK_INVALID'],
        ['no DEK-Info', /DEK-Info.*\n/, '', 'ERR_JWK_INVALID'],
        ['another protection', /4,ENCRYPTED/, '4,MIC-ONLY', 'ERR_JWK_INVALID'],
        ['a line between', /DEK-Info/, 'Comment: x\nDEK-Info', 'ERR_JWK_INVALID'],
        ['no empty line', /\n\n/, '\n', 'ERR_JWK_INVALID'],
        ['a label that is never so', /RSA PRIVATE KEY/g, 'PRIVATE KEY', 'ERR_JWK_INVALID'],
        ['a public label', /RSA PRIVATE KEY/g, 'RSA PUBLIC KEY', 'ERR_JWK_INVALID'],
        ['another type of key', /RSA PRIVATE KEY/g, 'EC PRIVATE KEY', 'ERR_JWK_INVALID'],
      ])('with %s', async (_name, from, to, code) => {
        const args = ['rsa', '-in', key.get('RSA 2048') ?? '', '-aes256', '-traditional', ...pass('-passout')];
        const pem = shop.run(...args).toString();
        const changed = pem.replace(from, to);
        expect(changed).not.toBe(pem);
        await expectJoseError(() => importKey(changed, { password }), code);
      });
    });

    it('the key classes take them too', async () => {
      const pem = encrypt('P-256', ['-v2', 'aes-128-cbc']);
      expect(ECKey.importKey(pem, { password }).toPEM({ private: true })).toBe(pemOf('P-256'));
      await expectJoseError(() => ECKey.importKey(pem), 'ERR_KEY_PASSWORD');
      await expectJoseError(() => RSAKey.importKey(pem, { password }), 'ERR_KEY_TYPE_MISMATCH');
    });

    it('a password is text or bytes', async () => {
      const pem = encrypt('P-256', ['-v2', 'aes-256-cbc', '-iter', '1']);
      for (const given of [Buffer.from(password), new Uint8Array(Buffer.from(password))]) {
        const copy = Buffer.from(given);
        expect((await importKey(pem, { password: given })).toPEM({ private: true })).toBe(pemOf('P-256'));
        expect(copy.equals(given)).toBe(true);
      }
    });

    it('a password for a key without one is not used', async () => {
      expect((await importKey(pemOf('P-256'), { password })).toPEM({ private: true })).toBe(pemOf('P-256'));
      for (const odd of [5, null, {}, ['x'], true]) {
        await expect(async () => importKey(pemOf('P-256'), { password: odd as never })).rejects.toThrow(TypeError);
      }
    });

    it('a password of more than 1024 octets is refused', async () => {
      const pem = encrypt('P-256', ['-v2', 'aes-256-cbc', '-iter', '1']);
      await expectJoseError(() => importKey(pem, { password: 'x'.repeat(1025) }), 'ERR_JOSE_LIMIT_EXCEEDED');
      await expectJoseError(() => importKey(pem, { password: 'x'.repeat(1024) }), 'ERR_KEY_PASSWORD');
    });

    it('more work than anyone needs is refused of scrypt too', async () => {
      const der = encrypt('P-256', ['-scrypt', '-scrypt_N', '1024', '-scrypt_p', '5'], 'DER');
      await expectOpens(der, 'P-256');
      const started = Date.now();
      // Memory is bounded by OpenSSL, but "p" asks for the same memory again and again.
      for (const [value, count] of [
        [5, 2000n],
        [5, 2n ** 40n],
        [1024, 2n ** 24n],
        [1024, 2n ** 62n],
      ] as const) {
        // prettier-ignore
        const huge = withInteger(der, value, count);
        await expectJoseError(() => importKey(huge, { password }), 'ERR_JOSE_LIMIT_EXCEEDED');
      }
      expect(Date.now() - started).toBeLessThan(500);
      // 128 MB in one go, though little work.
      const large = withInteger(der, 1024, 2n ** 17n);
      const refused = await expectJoseError(() => importKey(large, { password }), 'ERR_JOSE_LIMIT_EXCEEDED');
      expect(refused.message).toMatch(/memory/);
    });

    it('more iterations than anyone needs are refused before they are done', async () => {
      const der = encrypt('P-256', ['-v2', 'aes-256-cbc', '-iter', '66051'], 'DER');
      const started = Date.now();
      for (const count of tooManyIterations) {
        const huge = withInteger(der, 66_051, count);
        await expectJoseError(() => importKey(huge, { password }), 'ERR_JOSE_LIMIT_EXCEEDED');
      }
      expect(Date.now() - started).toBeLessThan(500);
      await expectJoseError(
        () => importKey(withInteger(der, 66_051, 0n), { password }),
        ['ERR_JWK_INVALID', 'ERR_KEY_PASSWORD'],
      );
    });
  });
});
