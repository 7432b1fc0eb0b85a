/** PKCS#12 files (RFC 7292) as the `openssl` command makes them: the key, and its certificates as x5c. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jwk as sync, RSAKey, OKPKey, OctKey, jws, type Key, type KeyParameters } from '../../lib';
import { jwk as promises } from '../../lib/promises';
import { expectJoseError } from '../support/both';
import { tooManyIterations, withInteger } from '../support/der';
import { describeWithOpenssl, genpkeyArguments, Workshop } from '../support/openssl-command';

type Importer = (value: Uint8Array, parameters?: KeyParameters) => Promise<Key>;
const forms: [string, Importer][] = [
  ['sync', async (value, parameters) => Promise.resolve(sync.importKey(value, parameters))],
  ['promise', promises.importKey],
];

const password = 'пароль & Ключ';

/** How the tool is told to protect the key, the certificates and the whole. */
const protections: Record<string, string[]> = {
  'the defaults of OpenSSL 3': [],
  'AES-256, SHA-256': ['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'sha256'],
  'AES-128, SHA-512': ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
  '3DES, SHA-1': ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  'certificates in the clear': ['-certpbe', 'NONE'],
  'nothing but the MAC': ['-keypbe', 'NONE', '-certpbe', 'NONE'],
  'one iteration': ['-noiter', '-nomaciter'],
  'a friendly name': ['-name', 'my key', '-caname', 'its issuer'],
};

const withLegacyProvider = ['-legacy', '-provider', 'legacy', '-provider', 'default'];
const oldProtections: Record<string, string[]> = {
  'RC2-40 for certificates': ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40'],
  'RC2-40 for the key': ['-keypbe', 'PBE-SHA1-RC2-40', '-certpbe', 'AES-256-CBC'],
  'RC4-128 for all': ['-keypbe', 'PBE-SHA1-RC4-128', '-certpbe', 'PBE-SHA1-RC4-128'],
};

describeWithOpenssl('PKCS#12', () => {
  const shop = new Workshop();
  const path = (name: string): string => shop.path(name);
  const slug = (name: string): string => name.replace(/\W/g, '');
  const pemOf = (name: string): string => readFileSync(path(`${slug(name)}.pem`), 'utf8');
  const derOf = (name: string): Buffer => shop.run('x509', '-in', path(`${name}.crt`), '-outform', 'DER');

  /** A certificate for a public key, by the key of another. */
  function certify(name: string, issuer: string | undefined): void {
    const subject = ['-subj', `/CN=${name}`, '-days', '2'];
    const out = ['-out', path(`${name}.crt`)];
    if (issuer === undefined) {
      shop.run('req', '-x509', '-new', '-key', path(`${name}.pem`), ...subject, ...out);
      return;
    }
    shop.write(`${name}.pub`, sync.importKey(pemOf(name)).toPEM());
    // X25519 and X448 keys cannot sign a request, so the issuer's key does.
    shop.run('req', '-new', '-key', path(`${issuer}.pem`), '-subj', `/CN=${name}`, '-out', path('request'));
    const by = ['-CA', path(`${issuer}.crt`), '-CAkey', path(`${issuer}.pem`), '-set_serial', '7', '-days', '2'];
    shop.write('extensions', 'basicConstraints=CA:TRUE\n');
    shop.run('x509', '-req', '-in', path('request'), ...by, '-force_pubkey', path(`${name}.pub`), '-extfile', path('extensions'), ...out); // prettier-ignore
  }

  beforeAll(() => {
    for (const name of ['root', 'middle', 'other']) {
      shop.run('genpkey', ...(genpkeyArguments['P-256'] ?? []), '-out', path(`${name}.pem`));
    }
    certify('root', undefined);
    certify('middle', 'root');
    certify('other', undefined);
    for (const [name, args] of Object.entries(genpkeyArguments)) {
      shop.run('genpkey', ...args, '-out', path(`${slug(name)}.pem`));
      certify(slug(name), 'middle');
    }
    // Not in the order of the chain, and with one that does not belong to it.
    shop.write('others.crt', ['root', 'other', 'middle'].map((one) => readFileSync(path(`${one}.crt`), 'utf8')).join('')); // prettier-ignore
  });

  const exportArguments = (name: string, args: readonly string[], secret = password): string[] => [
    ...['pkcs12', '-export', '-inkey', path(`${slug(name)}.pem`), '-in', path(`${slug(name)}.crt`)],
    ...['-certfile', path('others.crt'), '-passout', `pass:${secret}`, ...args],
  ];
  const make = (name: string, args: readonly string[] = [], secret = password): Buffer =>
    shop.run(...exportArguments(name, args, secret));

  describe.each(forms)('%s', (_form, importKey) => {
    const expectOpens = async (file: Buffer, name: string): Promise<void> => {
      const key = await importKey(file, { password });
      expect(key.toPEM({ private: true })).toBe(pemOf(name));
      const chain = [slug(name), 'middle', 'root'].map(derOf);
      const [leaf = Buffer.alloc(0)] = chain;
      expect(key.parameters.x5c).toEqual(chain.map((der) => der.toString('base64')));
      expect(key.parameters).toMatchObject({
        x5t: createHash('sha1').update(leaf).digest('base64url'),
        'x5t#S256': createHash('sha256').update(leaf).digest('base64url'),
      });
      expect(sync.importKey(key.toJWK({ private: true })).parameters).toEqual(key.parameters);
    };

    it.each(Object.keys(genpkeyArguments))('%s', async (name) => {
      await expectOpens(make(name), name);
    });

    it.each(Object.entries(protections))('%s', async (_name, args) => {
      await expectOpens(make('P-256', args), 'P-256');
    });

    it.each(Object.entries(oldProtections))('%s is not supported', async (name, args) => {
      const file = shop.try(exportArguments('P-256', [...args, ...withLegacyProvider]));
      if (file === undefined) {
        console.warn(`NOT TESTED: ${name}: the openssl command cannot make it (no legacy provider).`);
        return;
      }
      await expectJoseError(() => importKey(file, { password }), 'ERR_JOSE_NOT_SUPPORTED', [password]);
      await expectJoseError(() => importKey(file), 'ERR_KEY_PASSWORD');
    });

    it('without its password', async () => {
      for (const args of [[], ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES']]) {
        const file = make('P-256', args);
        const { message } = await expectJoseError(() => importKey(file), 'ERR_KEY_PASSWORD');
        expect(message).toMatch(/PKCS#12.*parameters\.password/);
        for (const wrong of ['', 'wrong passphrase', `${password} `, password.slice(1), `${password}\0`, '\0']) {
          await expectJoseError(() => importKey(file, { password: wrong }), 'ERR_KEY_PASSWORD', [password]);
        }
      }
    });

    it('without a MAC it is not read, since nothing protects it from changes', async () => {
      const file = make('P-256', ['-nomac']);
      await expectJoseError(() => importKey(file), 'ERR_KEY_PASSWORD');
      for (const given of [password, 'wrong passphrase', '']) {
        const refused = await expectJoseError(() => importKey(file, { password: given }), 'ERR_JWK_INVALID');
        expect(refused.message).toMatch(/no MAC.*export it with one/);
      }
    });

    it('with an empty password', async () => {
      const file = make('P-256', [], '');
      expect((await importKey(file, { password: '' })).toPEM({ private: true })).toBe(pemOf('P-256'));
      await expectJoseError(() => importKey(file), 'ERR_KEY_PASSWORD');
      await expectJoseError(() => importKey(file, { password }), 'ERR_KEY_PASSWORD');
    });

    it('without certificates, or with those of others', async () => {
      const args = ['-passout', `pass:${password}`];
      const bare = shop.run('pkcs12', '-export', '-nocerts', '-inkey', path('P256.pem'), ...args);
      const key = await importKey(bare, { password });
      expect(key.toPEM({ private: true })).toBe(pemOf('P-256'));
      expect(Object.keys(key.parameters).sort()).toEqual(['crv', 'kty', 'x', 'y']);
      const onlyOwn = shop.run('pkcs12', '-export', '-inkey', path('P256.pem'), '-in', path('P256.crt'), ...args);
      expect((await importKey(onlyOwn, { password })).parameters.x5c).toEqual([derOf('P256').toString('base64')]);
    });

    it('without a key', async () => {
      const file = shop.run('pkcs12', '-export', '-nokeys', '-in', path('P256.crt'), '-passout', `pass:${password}`);
      const { message } = await expectJoseError(() => importKey(file, { password }), 'ERR_JWK_INVALID');
      expect(message).toMatch(/no private key/);
    });

    it('parameters win over what the file says', async () => {
      const key = await importKey(make('P-256'), { password, kid: 'k', x5t: 'AAAA', use: 'sig' });
      expect(key.parameters).toMatchObject({ kid: 'k', use: 'sig', x5t: 'AAAA' });
      const x5c = [derOf('other').toString('base64')];
      await expectJoseError(() => importKey(make('P-256'), { password, x5c }), 'ERR_JWK_INVALID');
    });

    it('more iterations than anyone needs are refused before they are done', async () => {
      // The count of the MAC stands in the clear, and so does that of the certificates' encryption.
      const file = make('P-256', ['-iter', '66051']);
      const inClear = make('P-256', ['-certpbe', 'NONE', '-nomac', '-iter', '66051']);
      const started = Date.now();
      for (const count of tooManyIterations) {
        const huge = withInteger(file, 66_051, count);
        await expectJoseError(() => importKey(huge, { password }), 'ERR_JOSE_LIMIT_EXCEEDED');
      }
      expect(Date.now() - started).toBeLessThan(2000);
      expect((await importKey(inClear, { password })).crv).toBe('P-256');
    });

    it('cut off anywhere', async () => {
      const file = make('P-256', ['-noiter', '-nomaciter']);
      for (let length = 1; length < file.length; length += 7) {
        await expectJoseError(() => importKey(file.subarray(0, length), { password }), 'ERR_JWK_INVALID');
      }
      await expectJoseError(() => importKey(Buffer.concat([file, Buffer.from([0])]), { password }), 'ERR_JWK_INVALID');
    });
  });

  it('is for the class of its key', async () => {
    expect(RSAKey.importKey(make('RSA 2048'), { password }).bits).toBe(2048);
    expect(OKPKey.importKey(make('ED25519'), { password }).crv).toBe('Ed25519');
    await expectJoseError(() => RSAKey.importKey(make('P-256'), { password }), 'ERR_KEY_TYPE_MISMATCH');
    await expectJoseError(() => OctKey.importKey(make('P-256'), { password }), 'ERR_JWK_INVALID');
  });

  it('given to a verb lacks its password', async () => {
    const file = make('P-256');
    await expectJoseError(() => jws.serializeCompact({ alg: 'ES256' }, 'x', file), 'ERR_KEY_PASSWORD');
  });
});
