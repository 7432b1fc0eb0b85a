/** Round trips with the `openssl` command: what it writes is read, and what is written is what it writes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { importKey, type KeyFormat } from '../../../lib/jwk';
import { describeWithOpenssl, genpkeyArguments, Workshop } from '../../support/openssl-command';

interface Legacy {
  readonly format: KeyFormat;
  readonly command: string;
}

function legacyOf(name: string): Legacy | undefined {
  if (name.startsWith('RSA')) return { format: 'pkcs1', command: 'rsa' };
  return /^(P-|secp)/.test(name) ? { format: 'sec1', command: 'ec' } : undefined;
}

const kinds = Object.entries(genpkeyArguments).map(([name, genpkey]) => ({ name, genpkey, legacy: legacyOf(name) }));

describeWithOpenssl('openssl', () => {
  const shop = new Workshop();
  const file = (name: string): string => shop.path(name);
  const openssl = (...args: readonly string[]): Buffer => shop.run(...args);

  describe.each(kinds)('$name', ({ name, genpkey, legacy }) => {
    const path = file(`${name.replace(/\W/g, '')}.pem`);
    let pem = '';
    beforeAll(() => {
      openssl('genpkey', ...genpkey, '-out', path);
      pem = readFileSync(path, 'utf8');
    });

    it('writes the bytes that it writes', () => {
      const key = importKey(pem);
      expect(key.toPEM({ private: true })).toBe(pem);
      expect(key.toPEM()).toBe(openssl('pkey', '-in', path, '-pubout').toString());
      expect(key.toDER()).toEqual(openssl('pkey', '-in', path, '-pubout', '-outform', 'DER'));
      // `openssl pkey -outform DER` writes the traditional form of RSA and EC keys in OpenSSL 3.0, PKCS#8 only when asked.
      expect(key.toDER({ private: true })).toEqual(
        openssl('pkcs8', '-topk8', '-nocrypt', '-in', path, '-outform', 'DER'),
      );
      if (legacy === undefined) return;
      expect(key.toPEM({ private: true, format: legacy.format })).toBe(
        openssl('pkey', '-in', path, '-traditional').toString(),
      );
    });

    it('is the same after a detour over JWK', () => {
      const key = importKey(pem);
      expect(importKey(key.toJWK({ private: true })).toPEM({ private: true })).toBe(pem);
      expect(importKey(key.toJWK()).toPEM()).toBe(key.toPEM());
    });

    it('is read in every form that it writes', () => {
      const forms = [
        openssl('pkey', '-in', path, '-outform', 'DER'),
        openssl('pkey', '-in', path, '-text'),
        openssl('pkcs8', '-topk8', '-nocrypt', '-in', path),
        ...(legacy === undefined
          ? []
          : [
              openssl('pkey', '-in', path, '-traditional'),
              openssl('pkey', '-in', path, '-traditional', '-outform', 'DER'),
            ]),
      ];
      for (const form of forms) expect(importKey(form).toPEM({ private: true })).toBe(pem);
      const publicForms = [
        openssl('pkey', '-in', path, '-pubout'),
        openssl('pkey', '-in', path, '-pubout', '-outform', 'DER'),
      ];
      if (legacy?.command === 'rsa')
        publicForms.push(
          openssl('rsa', '-in', path, '-RSAPublicKey_out'),
          openssl('rsa', '-in', path, '-RSAPublicKey_out', '-outform', 'DER'),
        );
      for (const form of publicForms) expect(importKey(form).toPEM()).toBe(importKey(pem).toPEM());
    });

    it('gives the key of a certificate, and its chain', () => {
      // X25519 and X448 keys cannot sign a certificate; another key certifies them.
      openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file('ca.pem'));
      openssl('req', '-x509', '-new', '-key', file('ca.pem'), '-subj', '/CN=ca', '-days', '2', '-out', file('ca.crt'));
      writeFileSync(file('public.pem'), importKey(pem).toPEM());
      openssl('req', '-new', '-key', file('ca.pem'), '-subj', '/CN=leaf', '-out', file('leaf.csr'));
      openssl(
        'x509',
        '-req',
        '-in',
        file('leaf.csr'),
        '-CA',
        file('ca.crt'),
        '-CAkey',
        file('ca.pem'),
        '-set_serial',
        '7',
        '-days',
        '2',
        '-force_pubkey',
        file('public.pem'),
        '-out',
        file('leaf.crt'),
      );
      const [leaf, ca] = ['leaf.crt', 'ca.crt'].map((one) => readFileSync(file(one), 'utf8'));
      const der = ['leaf.crt', 'ca.crt'].map((one) => openssl('x509', '-in', file(one), '-outform', 'DER'));
      const key = importKey(`${leaf ?? ''}${ca ?? ''}`);
      expect(key.toPEM()).toBe(importKey(pem).toPEM());
      expect(key.parameters.x5c).toEqual(der.map((one) => one.toString('base64')));
      expect(importKey(der[0] ?? '').toPEM()).toBe(key.toPEM());
      const print = (hash: string): string =>
        Buffer.from(
          /=([0-9A-F:]+)/
            .exec(openssl('x509', '-in', file('leaf.crt'), '-noout', '-fingerprint', hash).toString())?.[1]
            ?.replaceAll(':', '') ?? '',
          'hex',
        ).toString('base64url');
      expect(key.parameters).toMatchObject({ x5t: print('-sha1'), 'x5t#S256': print('-sha256') });
      expect(importKey(key.toJWK()).parameters).toEqual(key.parameters);
      // The private key takes the chain along; another key's chain it does not take.
      const x5c = [...(key.parameters.x5c ?? [])];
      expect(importKey(pem, { x5c }).toJWK().x5c).toEqual(x5c);
      expect(() => importKey(pem, { x5c: x5c.reverse() })).toThrow(/holds another key/);
    });
  });

  it('writes explicit curve parameters, which are refused', () => {
    const pem = openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-param_enc', 'explicit');
    expect(() => importKey(pem)).toThrow(
      expect.objectContaining({
        code: 'ERR_JWK_INVALID',
        message: expect.stringMatching(/by name/) as string,
      }) as Error,
    );
  });

  it('writes parameters before the key, and compressed points', () => {
    expect(importKey(openssl('ecparam', '-name', 'secp384r1', '-genkey')).crv).toBe('P-384');
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file('point.pem'));
    const compressed = openssl('ec', '-in', file('point.pem'), '-pubout', '-conv_form', 'compressed');
    expect(importKey(compressed).toPEM()).toBe(openssl('pkey', '-in', file('point.pem'), '-pubout').toString());
  });
});
