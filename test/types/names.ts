/**
 * The names that editors offer: they come from the tables of lib/jwa, and other names compile wherever they may be met.
 * Nothing here runs; `tsc` compiles it.
 */

import { createPublicKey } from 'node:crypto';
import * as jose from '../../lib';
import * as later from '../../lib/promises';
import type { ContentEncryptionName, KeyManagementName, SignatureAlgorithmName } from '../../lib/jwa';
import type { KeyOperationName, KeyUseName } from '../../lib/jwk/key-operations';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only when both types are the same. */
declare function same<A, B>(verdict: Equal<A, B>): void;

declare const text: string;
declare const size: string | number;
declare const key: jose.Key;

// A union written out once, so that a table whose names became `string` is noticed.
same<ContentEncryptionName, 'A128CBC-HS256' | 'A192CBC-HS384' | 'A256CBC-HS512' | 'A128GCM' | 'A192GCM' | 'A256GCM'>(
  true,
);
same<Extract<'HS256' | 'ML-DSA-65' | 'none' | 'hs256', SignatureAlgorithmName>, 'HS256' | 'ML-DSA-65' | 'none'>(true);
same<Extract<'dir' | 'ECDH-ES+A128KW' | 'HS256', KeyManagementName>, 'dir' | 'ECDH-ES+A128KW'>(true);
same<jose.Kty, 'oct' | 'RSA' | 'EC' | 'OKP' | 'AKP'>(true);
same<jose.CurveOf<'EC'>, 'P-256' | 'P-384' | 'P-521' | 'secp256k1'>(true);
same<jose.CurveOf<'OKP'>, 'Ed25519' | 'Ed448' | 'X25519' | 'X448'>(true);
same<jose.AkpParameterSetName, 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87'>(true);
same<KeyUseName, 'sig' | 'enc'>(true);
same<Extract<'sign' | 'wrapKey' | 'open', KeyOperationName>, 'sign' | 'wrapKey'>(true);

// The members that editors complete; a plain `string` would swallow the names.
type Offered<T> = Extract<T, 'HS256' | 'dir' | 'A128GCM' | 'EC' | 'P-256' | 'sig' | 'sign' | 'DEF'>;
type Item<T> = NonNullable<T> extends readonly (infer Member)[] ? Member : never;
same<Offered<jose.jws.JWSHeader['alg']>, 'HS256'>(true);
same<Offered<jose.jwe.JWEHeader['alg']>, 'dir'>(true);
same<Offered<jose.jwe.JWEHeader['enc']>, 'A128GCM'>(true);
same<Offered<jose.jwe.JWEHeader['zip']>, 'DEF'>(true);
same<Offered<jose.jwt.JWTHeader['alg']>, 'HS256' | 'dir'>(true);
same<Offered<jose.jwt.JWTHeader['enc']>, 'A128GCM'>(true);
same<Offered<Item<jose.jws.SerializeOptions['algorithms']>>, 'HS256'>(true);
same<Offered<Item<jose.jwe.EncryptOptions['algorithms']>>, 'dir' | 'A128GCM'>(true);
same<Offered<Item<jose.jwt.DecodeOptions['algorithms']>>, 'HS256' | 'dir' | 'A128GCM'>(true);
same<Offered<Item<jose.jws.RegistryOptions['algorithms']>>, 'HS256'>(true);
same<Offered<Item<jose.jwe.RegistryOptions['algorithms']>>, 'dir' | 'A128GCM'>(true);
same<Offered<jose.SignOptions['alg']>, 'HS256'>(true);
same<Offered<jose.EncryptOptions['alg']>, 'dir'>(true);
same<Offered<Parameters<typeof jose.verify>[2]>, 'HS256'>(true);
same<Offered<jose.JWK['kty']>, 'EC'>(true);
same<Offered<jose.JWK['crv']>, 'P-256'>(true);
same<Offered<jose.JWK['alg']>, 'HS256' | 'dir' | 'A128GCM'>(true);
same<Offered<jose.KeyParameters['use']>, 'sig'>(true);
same<Offered<Item<jose.KeyParameters['key_ops']>>, 'sign'>(true);
same<Offered<jose.KeyFilter['kty']>, 'EC'>(true);
same<Offered<jose.Key['alg']>, 'HS256' | 'dir' | 'A128GCM'>(true);
same<jose.ECKey['crv'], jose.CurveOf<'EC'>>(true);

export function anyOther(): void {
  jose.jws.serializeCompact({ alg: text }, 'payload', key, { algorithms: [text, 'private-name'] });
  jose.jwe.encryptCompact({ alg: 'private-name', enc: text }, 'text', key, { algorithms: text.split(',') });
  jose.jwt.encode({ alg: text, enc: text }, {}, key);
  jose.jwk.importKey({ kty: text, crv: text, use: 'mine', key_ops: ['mine'], alg: 'mine' });
  jose.jwk.importKey(createPublicKey(text).export({ format: 'jwk' }));
  new jose.jws.Registry({ algorithms: text.split(',') });
}

export async function generating(): Promise<void> {
  jose.jwk.generateKey('EC') satisfies jose.ECKey;
  jose.jwk.generateKey('AKP', 'ML-DSA-65') satisfies jose.AKPKey;
  // What is known at run time only is checked there.
  jose.jwk.generateKey('EC', text) satisfies jose.ECKey;
  jose.jwk.generateKey(text, size) satisfies jose.AnyKey;
  (await later.jwk.generateKey('OKP', text)) satisfies jose.OKPKey;
  for (const [kty, crvOrBits] of [
    ['EC', 'P-256'],
    ['RSA', 2048],
  ] as const) {
    jose.jwk.generateKey(kty, crvOrBits) satisfies jose.ECKey | jose.RSAKey;
  }
  jose.KeySet.generateKeySet('EC', 'P-384', { use: 'sig' }, 2);
  jose.KeySet.generateKeySet(text, text);

  // @ts-expect-error: a misspelt curve
  jose.jwk.generateKey('EC', 'P-257');
  // @ts-expect-error: a curve of another type
  jose.jwk.generateKey('OKP', 'P-256');
  // @ts-expect-error: a size is a number
  jose.jwk.generateKey('RSA', '2048');
  // @ts-expect-error: a curve is no number
  await later.jwk.generateKey('EC', 256);
  // @ts-expect-error: a misspelt parameter set
  jose.jwk.generateKey('AKP', 'MLDSA65');
  // @ts-expect-error: a misspelt curve
  jose.KeySet.generateKeySet('EC', 'P-257');
}
