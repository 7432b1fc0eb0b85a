/** The public verbs of the small API: one documented interface for the synchronous and the promise form. */

import { type Form, type OptionsOf, plainVerb, type Result } from '../native/engine';
import type { JWSAlgorithm } from '../jwa/names';
import type { JWTClaims } from '../jwt';
import type { RegisteredClaims } from '../jwt/types';
import { deserializeCompact, serializeCompact } from './parts';
import { decrypt, encrypt, sign, verify } from './steps';
import type {
  DecryptOptions,
  EncryptedParts,
  EncryptOptions,
  OpenedToken,
  ReadOptions,
  SignedParts,
  SignOptions,
  SmallKey,
} from './types';

/** The verbs for the plainest use. In the promise form each gives a promise, and errors are rejections. */
export interface Small<F extends Form> {
  /**
   * Signs claims (RFC 7515, RFC 7519). Nothing is added to them.
   *
   * @param claims - the claims, a plain object
   * @param key - `{ k }` with the secret or the PEM text of a private key, or a key as `jws` takes it
   * @param options - `alg` (default `'HS256'`), and a `header` with further parameters
   * @returns the parts of the token, each base64url, frozen
   * @throws as `jwt.encode`
   * @example
   * import * as jose from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = { k: 'an example of a shared secret, 32+' };
   * const signed = jose.sign({ sub: 'alice' }, key, { alg: 'HS256' });
   * assert.match(jose.serializeCompact(signed), /^eyJ/);
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- an interface is no Record, but is a C
  sign<C extends object>(
    claims: C & RegisteredClaims,
    key: SmallKey<F>,
    options?: OptionsOf<F, SignOptions>,
  ): Result<F, SignedParts>;

  /**
   * Verifies a signed token, and checks `exp` and `nbf`.
   *
   * @param token - the parts of the token, as `deserializeCompact` gives them
   * @param key - `{ k }` with the secret or the PEM text of a key, or a key as `jws` takes it
   * @param alg - the expected algorithm; no other is accepted
   * @param options - `validateClaims` (default true), `expirySeconds`: how long ago the token may have been issued
   * @returns the header, frozen, and the claims
   * @throws UnsupportedAlgorithmError (ERR_JOSE_ALG_NOT_ALLOWED) - the token has another algorithm
   * @throws InvalidJWSError (ERR_JWS_INVALID) - it is an encrypted token, or malformed
   * @throws as `jwt.decode`
   * @example
   * import * as jose from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = { k: 'an example of a shared secret, 32+' };
   * const token = jose.serializeCompact(jose.sign({ sub: 'alice' }, key));
   * const { claims } = jose.verify(jose.deserializeCompact(token), key, 'HS256');
   * assert.deepEqual(claims, { sub: 'alice' });
   */
  verify<C extends object = JWTClaims>(
    token: SignedParts | EncryptedParts,
    key: SmallKey<F>,
    alg: JWSAlgorithm,
    options?: OptionsOf<F, ReadOptions>,
  ): Result<F, OpenedToken<C>>;

  /**
   * Encrypts claims (RFC 7516, RFC 7519). Nothing is added to them.
   *
   * @param claims - the claims, a plain object
   * @param key - `{ k }` with the PEM text of the recipient's public key or with a secret, or a key as `jwe` takes it
   * @param options - `alg` (default `'RSA-OAEP'`), `enc` (default `'A128CBC-HS256'`), and a `header` with further
   * parameters
   * @returns the parts of the token, each base64url, frozen
   * @throws as `jwt.encode`
   * @example
   * import * as jose from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jose.jwk.generateKey('RSA', 2048);
   * const sealed = jose.encrypt({ sub: 'alice' }, { k: key.toPEM() });
   * const { claims } = jose.decrypt(sealed, { k: key.toPEM({ private: true }) });
   * assert.deepEqual(claims, { sub: 'alice' });
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- an interface is no Record, but is a C
  encrypt<C extends object>(
    claims: C & RegisteredClaims,
    key: SmallKey<F>,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, EncryptedParts>;

  /**
   * Decrypts a token, and checks `exp` and `nbf`. Encryption to a public key proves no sender.
   *
   * @param token - the parts of the token, as `deserializeCompact` gives them
   * @param key - `{ k }` with the PEM text of the private key or with the secret, or a key as `jwe` takes it
   * @param options - `algorithms`, as for `jwe.decryptCompact`; `validateClaims` and `expirySeconds` as for
   * {@link Small.verify}
   * @returns the header, frozen, and the claims
   * @throws InvalidJWEError (ERR_JWE_INVALID) - it is a signed token, or malformed
   * @throws DecryptionError (ERR_JWE_DECRYPTION_FAILED) - it cannot be decrypted
   * @throws as `jwt.decode`
   * @example
   * import * as jose from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = { k: '0123456789abcdef' };
   * const sealed = jose.encrypt({ sub: 'alice' }, secret, { alg: 'A128KW', enc: 'A128GCM' });
   * assert.equal(jose.decrypt(sealed, secret).claims.sub, 'alice');
   */
  decrypt<C extends object = JWTClaims>(
    token: SignedParts | EncryptedParts,
    key: SmallKey<F>,
    options?: OptionsOf<F, DecryptOptions>,
  ): Result<F, OpenedToken<C>>;

  /**
   * Puts the parts of a token together: the compact serialization (RFC 7515 section 7.1, RFC 7516 section 7.1).
   *
   * @throws TypeError - the parts are not all there and strings
   * @example
   * import { serializeCompact } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * assert.equal(serializeCompact({ header: 'e30', payload: 'e30', signature: '' }), 'e30.e30.');
   */
  serializeCompact(token: SignedParts | EncryptedParts): Result<F, string>;

  /**
   * Takes a token apart, into three parts or five. Nothing is decoded or verified.
   *
   * @returns the parts, frozen
   * @throws InvalidJWTError (ERR_JWT_INVALID) - it has another number of parts
   * @throws TypeError - it is not a string
   * @example
   * import { deserializeCompact } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * assert.deepEqual(deserializeCompact('e30.e30.'), { header: 'e30', payload: 'e30', signature: '' });
   */
  deserializeCompact(token: string): Result<F, SignedParts | EncryptedParts>;
}

/** The verbs in one form. The two that only join and split have nothing to wait for. */
export function smallVerbs<F extends Form>(form: F): Small<F> {
  const implementation: unknown = Object.freeze({
    sign: sign[form],
    verify: verify[form],
    encrypt: encrypt[form],
    decrypt: decrypt[form],
    serializeCompact: plainVerb(serializeCompact)[form],
    deserializeCompact: plainVerb(deserializeCompact)[form],
  });
  // The implementations take what they are given as unknown and check it; the interface says what may be given.
  return implementation as Small<F>;
}
