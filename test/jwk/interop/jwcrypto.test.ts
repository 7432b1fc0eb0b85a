/** Every type of key to python3-jwcrypto and back, in every form that it has. */

import { generateKey, importKey, KeySet, thumbprint, type JWK, type JWKSet, type Key } from '../../../lib/jwk';
import { jws } from '../../../lib';
import { resolve } from 'node:path';
import { answers, describeWithPeer, output } from '../../support/peers';

// The Debian package is for Debian's own interpreter, whatever python3 is first in the path.
const python = '/usr/bin/python3';
const program = resolve(__dirname, '..', '..', 'support', 'jwcrypto_peer.py');

interface Exported {
  readonly private: JWK | null;
  readonly public: JWK | null;
  readonly thumbprints: Readonly<Record<'sha256' | 'sha384' | 'sha512', string>>;
  readonly spki?: string;
  readonly pkcs8?: string;
  readonly encrypted?: string;
}

function ask<Answer>(...requests: readonly object[]): Answer[] {
  return JSON.parse(output(python, [program], JSON.stringify(requests))) as Answer[];
}

interface Kind {
  readonly name: string;
  readonly theirs: object;
  readonly make: () => Key;
  readonly algs: readonly string[];
  /** It writes PEM of X25519 and X448 keys, but reads none. */
  readonly readsPem: boolean;
}

const kinds: readonly Kind[] = [
  { name: 'oct', theirs: { kty: 'oct', size: 512 }, make: () => generateKey('oct', 512), algs: ['HS256', 'HS384', 'HS512'], readsPem: false }, // prettier-ignore
  { name: 'RSA', theirs: { kty: 'RSA', size: 2048 }, make: () => generateKey('RSA', 2048), algs: ['RS256', 'RS512', 'PS256', 'PS384'], readsPem: true }, // prettier-ignore
  ...([['P-256', 'ES256'], ['P-384', 'ES384'], ['P-521', 'ES512'], ['secp256k1', 'ES256K']] as const).map(([crv, alg]) => ({ name: crv, theirs: { kty: 'EC', crv }, make: () => generateKey('EC', crv), algs: [alg], readsPem: true })), // prettier-ignore
  ...(['Ed25519', 'Ed448'] as const).map((crv) => ({ name: crv, theirs: { kty: 'OKP', crv }, make: () => generateKey('OKP', crv), algs: ['EdDSA'], readsPem: true })), // prettier-ignore
  ...(['X25519', 'X448'] as const).map((crv) => ({ name: crv, theirs: { kty: 'OKP', crv }, make: () => generateKey('OKP', crv), algs: [], readsPem: false })), // prettier-ignore
];

const isThere = answers(python, '-c', 'import jwcrypto');
describeWithPeer('python3-jwcrypto', isThere, 'apt-get install python3-jwcrypto', () => {
  /** What it says of a key is what we say, form by form. */
  function expectSame(theirs: Exported, key: Key): void {
    expect(theirs.private).toEqual(key.isPrivate ? key.toJWK({ private: true }) : null);
    for (const digest of ['sha256', 'sha384', 'sha512'] as const) {
      expect(theirs.thumbprints[digest]).toBe(thumbprint(key, digest));
    }
    if (key.kty === 'oct') return;
    expect(theirs.public).toEqual(key.toJWK());
    expect(theirs.spki).toBe(key.toPEM());
    if (!key.isPrivate) return;
    expect(theirs.pkcs8).toBe(key.toPEM({ private: true }));
    const opened = importKey(theirs.encrypted ?? '', { password: 'secret of the peer' });
    expect(opened.toPEM({ private: true })).toBe(key.toPEM({ private: true }));
  }

  describe.each(kinds)('$name', ({ theirs, make, algs, readsPem }) => {
    it('of its making', () => {
      const [made] = ask<Exported>({ operation: 'generate', parameters: theirs });
      expectSame(made!, importKey(made?.private as JWK));
    });

    it('of ours, in every form', () => {
      const key = make();
      const isSecret = key.kty === 'oct';
      const jwks = [key.toJWK({ private: true }), ...(isSecret ? [] : [key.toJWK()])];
      const [whole, half] = ask<Exported>(...jwks.map((jwk) => ({ operation: 'from_jwk', jwk })));
      expectSame(whole!, key);
      if (half !== undefined) expectSame(half, key.publicKey());
      if (!readsPem) return;
      const password = 'secret of ours';
      const traditional = key.kty === 'RSA' ? 'pkcs1' : 'sec1';
      const privateForms = [
        { pem: key.toPEM({ private: true }) },
        { pem: key.toPEM({ private: true, password }), password },
        ...(key.kty === 'OKP' ? [] : [{ pem: key.toPEM({ private: true, format: traditional }) }]),
      ];
      const publicForms = [{ pem: key.toPEM() }, ...(key.kty === 'RSA' ? [{ pem: key.toPEM({ format: 'pkcs1' }) }] : [])]; // prettier-ignore
      const forms = [...privateForms, ...publicForms];
      const read = ask<Exported>(...forms.map((form) => ({ operation: 'from_pem', ...form })));
      read.forEach((theirKey, i) => {
        expectSame(theirKey, i < privateForms.length ? key : key.publicKey());
      });
    });

    if (algs.length > 0) {
      it.each(algs)('signs and verifies with %s', (alg) => {
        const key = make();
        const options = { algorithms: [alg] };
        const token = jws.serializeCompact({ alg }, 'payload', key, options);
        const jwk = key.toJWK({ private: true });
        const [payload, theirToken] = ask<string>(
          { operation: 'verify', alg, token, jwk: key.kty === 'oct' ? jwk : key.toJWK() },
          { operation: 'sign', alg, jwk },
        );
        expect(payload).toBe('payload');
        expect(jws.deserializeCompact(theirToken ?? '', key, options).payload.toString()).toBe('payload');
      });
    }
  });

  it('sets', () => {
    const set = new KeySet(kinds.map(({ name, make }) => importKey(make().toJWK({ private: true }), { kid: name })));
    // It refuses to publish a set that holds a secret; ours leaves the secret out.
    const [whole, half] = ask<JWKSet>(
      { operation: 'key_set', jwks: set.toJWKS({ private: true }), private: true },
      { operation: 'key_set', jwks: set.toJWKS(), private: false },
    );
    const sorted = (jwks: JWKSet | undefined): unknown[] =>
      [...(jwks?.keys ?? [])].sort((a, b) => (String(a.kid) < String(b.kid) ? -1 : 1));
    expect(sorted(whole)).toEqual(sorted(set.toJWKS({ private: true })));
    expect(sorted(half)).toEqual(sorted(set.toJWKS()));
    expect(sorted(half)).toHaveLength(kinds.length - 1);
    expect(sorted(KeySet.importKeySet(whole!).toJWKS({ private: true }))).toEqual(sorted(whole));
  });
});
