/**
 * RFC 9964 appendix A: ML-DSA keys and signatures. Where the OpenSSL inside the addon has no ML-DSA (before 3.5), the same
 * examples must be refused as not supported.
 */

import { features } from '../../lib/features';
import { expectJoseError, forms } from '../support/both';
import { withPart } from '../support/forge';
import type { Jwk } from '../support/keys';
import { readOwnVector } from '../support/vectors';

interface Appendix {
  readonly payload: string;
  readonly examples: readonly { readonly jwk: Jwk & { alg: string; kid: string }; readonly jws: string }[];
}

const { payload, examples } = readOwnVector<Appendix>('rfc9964_appendix_a.json');
const cases = examples.map((example) => ({ alg: example.jwk.alg, ...example }));
const { mlDsa, openssl } = features();

if (!mlDsa)
  console.warn(`NOT TESTED: ML-DSA: OpenSSL ${openssl.version} has none; that it is refused is tested instead.`);

const publicOf = ({ kid, kty, alg, pub }: Jwk): Jwk => ({ kid, kty, alg, pub }) as Jwk;

if (mlDsa) {
  describe.each(forms)('RFC 9964 appendix A, $name', ({ jws, jwk }) => {
    test.each(cases)('$alg: the key ID is the thumbprint over alg, kty and pub', async ({ jwk: key }) => {
      expect(await jwk.thumbprint(key)).toBe(key.kid);
      expect(await jwk.thumbprint(publicOf(key))).toBe(key.kid);
    });

    test.each(cases)('$alg: the key is read and written as it is printed', async ({ jwk: key }) => {
      const imported = await jwk.importKey(key);
      expect([imported.kty, imported.alg, imported.kid, imported.isPrivate]).toEqual(['AKP', key.alg, key.kid, true]);
      expect(imported.toJWK({ private: true })).toEqual(key);
      expect(imported.toJWK()).toEqual(publicOf(key));
      expect(imported.publicKey().toJWK()).toEqual(publicOf(key));
    });

    test.each(cases)('$alg: the signature verifies', async ({ jwk: key, jws: token }) => {
      const result = await jws.deserializeCompact(token, publicOf(key));
      expect(result.payload.toString()).toBe(payload);
      expect(result.protected).toEqual({ alg: key.alg, kid: key.kid });
      for (const part of [1, 2] as const) {
        const changed = withPart(token, part, (text) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`);
        await expectJoseError(
          () => jws.deserializeCompact(changed, publicOf(key)),
          'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
        );
      }
    });

    test.each(cases)('$alg: a signature made with the key verifies', async ({ jwk: key }) => {
      const token = await jws.serializeCompact({ alg: key.alg }, payload, key);
      expect((await jws.deserializeCompact(token, publicOf(key))).payload.toString()).toBe(payload);
    });
  });
} else {
  describe.each(forms)('RFC 9964 appendix A with an OpenSSL that has no ML-DSA, $name', ({ jws, jwk }) => {
    test.each(cases)('$alg: the key is refused', async ({ jwk: key }) => {
      await expectJoseError(() => jwk.importKey(key), 'ERR_JOSE_NOT_SUPPORTED');
      await expectJoseError(() => jwk.importKey(publicOf(key)), 'ERR_JOSE_NOT_SUPPORTED');
      await expectJoseError(() => jwk.thumbprint(key), 'ERR_JOSE_NOT_SUPPORTED');
    });

    test.each(cases)('$alg: the signature is refused', async ({ alg, jwk: key, jws: token }) => {
      const options = { algorithms: [alg] };
      await expectJoseError(() => jws.deserializeCompact(token, publicOf(key), options), 'ERR_JOSE_NOT_SUPPORTED');
      await expectJoseError(() => jws.serializeCompact({ alg }, payload, key, options), 'ERR_JOSE_NOT_SUPPORTED');
    });
  });
}
