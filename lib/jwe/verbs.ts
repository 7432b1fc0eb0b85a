/** The public verbs of JWE: one documented interface for the synchronous and the promise form. */

import { type Form, type OptionsOf, plainVerb, type Result } from '../native/engine';
import type { Bytes } from '../util/bytes';
import * as compact from './compact';
import { decryptJson } from './decrypt-json';
import * as either from './either';
import { encryptJson } from './encrypt-json';
import type {
  CompactResult,
  DecryptOptions,
  EncryptOptions,
  FlattenedJWE,
  FlattenedToEncrypt,
  GeneralJWE,
  GeneralToEncrypt,
  JsonJWE,
  JsonResult,
  JWEHeader,
  JWEKey,
  UnverifiedCompact,
  UnverifiedJson,
} from './types';
import { decodeUnverified } from './unverified';

/** The verbs of JWE (RFC 7516). In the promise form each gives a promise, and errors are rejections. */
export interface JWE<F extends Form> {
  /**
   * Encrypts a plaintext and gives the JWE Compact Serialization (RFC 7516 sections 5.1 and 7.1).
   *
   * Content key, initialization vector, ephemeral key and salt are fresh for every token. What the algorithm adds to the
   * header (`epk`; `iv` and `tag`; `p2s` and `p2c`) it adds itself. With `zip: 'DEF'` the plaintext is compressed first:
   * do not mix in it what is secret with what another may choose, for the length tells of both.
   *
   * @param protectedHeader - the protected header; `alg` and `enc` name the algorithms. What counts is its JSON, read
   * once
   * @param plaintext - the plaintext; a string stands for its UTF-8 octets
   * @param key - the recipient's public key or the shared secret, or what one is found by
   * @param options - `algorithms` ("alg" and "enc" names together; a list that names no "enc" allows all six), or a
   * `registry`; default: dir, A128KW, A256KW, RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW and the
   * key's own `alg`, but never RSA1_5 and PBES2. `apu` and `apv` for ECDH-ES, `p2c` for PBES2; other algorithms have no
   * use for them
   * @returns the token
   * @throws UnsupportedAlgorithmError (ERR_JOSE_ALG_NOT_ALLOWED) - an algorithm is unknown or not allowed
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - a header parameter is missing, misplaced, of the wrong type,
   * or one that encryption adds; or a `p2c` below 1000
   * @throws UnsupportedHeaderError (ERR_JOSE_HEADER_UNSUPPORTED) - a parameter is neither registered nor declared
   * @throws UnsupportedCritError (ERR_JOSE_CRIT_UNSUPPORTED) - `crit` names what is not understood
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - the key is of another type or curve, or a secret too long
   * @throws KeyUseMismatchError (ERR_KEY_USE_MISMATCH) - `use`, `key_ops` or `alg` of the key forbid it
   * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - the secret is too short for the algorithm
   * @throws NoMatchingKeyError (ERR_JWKS_NO_MATCHING_KEY) - no key of a set fits
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key given is malformed, too weak or disposed
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the linked OpenSSL lacks an algorithm
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - the header or `p2c` exceeds a limit of the
   * registry, or the token would be longer than a string can be
   * @throws OpenSSLError (ERR_OPENSSL) - OpenSSL failed, for instance to give random numbers
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { jwe, jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256');
   * const token = jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A256GCM' }, 'hello', key.publicKey());
   * assert.equal(jwe.decryptCompact(token, key).plaintext.toString(), 'hello');
   */
  encryptCompact(
    protectedHeader: JWEHeader,
    plaintext: Bytes,
    key: JWEKey<F>,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, string>;

  /**
   * Decrypts a compact token and gives what it holds (RFC 7516 section 5.2).
   *
   * That it can be decrypted proves who it is for, not who made it: anyone can encrypt to a public key. Whatever is wrong
   * with a token that is well formed, there is one error, and its message is always the same (RFC 7516 section 11.5).
   *
   * @param token - the token
   * @param key - the private key or shared secret, or what one is found by: a KeySet is searched by the token's `kid`; a
   * function is given the JOSE header and the unverified message
   * @param options - `algorithms`, or a `registry`, as for {@link JWE.encryptCompact}
   * @returns the protected header, the plaintext and the key that decrypted it; frozen but for the plaintext
   * @throws DecryptionError (ERR_JWE_DECRYPTION_FAILED) - it is for another key, or was changed; never with a cause
   * @throws InvalidJWEError (ERR_JWE_INVALID) - it is not five parts of strict base64url, or has an encrypted key that
   * its algorithm has not
   * @throws UnsupportedAlgorithmError (ERR_JOSE_ALG_NOT_ALLOWED) - an algorithm is unknown or not allowed
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - the header is malformed, or lacks what its algorithm needs
   * @throws UnsupportedHeaderError (ERR_JOSE_HEADER_UNSUPPORTED) - with `strictHeaders: true`, an undeclared parameter
   * @throws UnsupportedCritError (ERR_JOSE_CRIT_UNSUPPORTED) - `crit` names what is not understood
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - the key is of another type than the algorithm's, or public
   * @throws KeyUseMismatchError (ERR_KEY_USE_MISMATCH) - `use`, `key_ops` or `alg` of the key forbid it
   * @throws NoMatchingKeyError (ERR_JWKS_NO_MATCHING_KEY) - no key of a set fits
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key given is malformed, too weak or disposed
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the linked OpenSSL lacks an algorithm
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - the token, its `p2c` or its decompressed plaintext exceeds a
   * limit of the registry
   * @throws OpenSSLError (ERR_OPENSSL) - OpenSSL failed, so that there is no verdict
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { jwe } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = '32 octets of a secret for A256KW';
   * const token = jwe.encryptCompact({ alg: 'A256KW', enc: 'A128CBC-HS256' }, 'hello', secret);
   * const { protected: header, plaintext } = jwe.decryptCompact(token, secret);
   * assert.equal(header.alg, 'A256KW');
   * assert.equal(plaintext.toString(), 'hello');
   * assert.throws(() => jwe.decryptCompact(token, secret.toUpperCase()), { code: 'ERR_JWE_DECRYPTION_FAILED' });
   */
  decryptCompact(token: string, key: JWEKey<F>, options?: OptionsOf<F, DecryptOptions>): Result<F, CompactResult>;

  /**
   * Encrypts a plaintext and gives a JWE in JSON: flattened for `recipient`, general for `recipients` (RFC 7516 section
   * 7.2).
   *
   * `alg` may stand in any of the headers, `enc` must be the same for all recipients. What a recipient's algorithm adds
   * goes into the recipient's own header; of a single recipient into the protected header, if there is one. `dir` and
   * `ECDH-ES` are for a single recipient alone.
   *
   * @param message - `protected`, `unprotected`: the headers that all recipients share; `aad`: octets that are
   * protected, but not encrypted; `recipient`, or `recipients`: each with its key and perhaps a `header` of its own
   * @param plaintext - the plaintext; a string stands for its UTF-8 octets
   * @param options - as for {@link JWE.encryptCompact}
   * @returns the message, frozen
   * @throws as {@link JWE.encryptCompact}, and InvalidJWEError (ERR_JWE_INVALID) for no recipient, or for a direct
   * algorithm with several
   * @example
   * import { jwe, jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const alice = jwk.generateKey('EC', 'P-256', { kid: 'alice' });
   * const bob = jwk.generateKey('RSA', 2048, { kid: 'bob' });
   * const message = jwe.encryptJson(
   *   {
   *     protected: { enc: 'A256GCM' },
   *     aad: 'seen by all',
   *     recipients: [
   *       { header: { alg: 'ECDH-ES+A128KW', kid: 'alice' }, key: alice.publicKey() },
   *       { header: { alg: 'RSA-OAEP-256', kid: 'bob' }, key: bob.publicKey() },
   *     ],
   *   },
   *   'hello',
   * );
   * const { plaintext, aad, recipient } = jwe.decryptJson(message, bob);
   * assert.equal(`${plaintext.toString()}, ${aad?.toString()}`, 'hello, seen by all');
   * assert.equal(recipient.index, 1);
   */
  encryptJson(
    message: FlattenedToEncrypt<F>,
    plaintext: Bytes,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, FlattenedJWE>;
  encryptJson(
    message: GeneralToEncrypt<F>,
    plaintext: Bytes,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, GeneralJWE>;
  encryptJson(
    message: FlattenedToEncrypt<F> | GeneralToEncrypt<F>,
    plaintext: Bytes,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, JsonJWE>;

  /**
   * Decrypts a JWE in JSON, flattened or general, and gives what it holds (RFC 7516 sections 5.2 and 7.2).
   *
   * Recipients whose algorithm is not allowed or does not fit the key are passed over; the others are tried in order,
   * and the result says which it was. Its headers but `protected` were not protected by the encryption.
   *
   * @param value - the message as an object or as JSON text
   * @param key - as for {@link JWE.decryptCompact}; asked for each recipient, before any is tried
   * @param options - as for {@link JWE.decryptCompact}
   * @returns the headers, the additional data, the plaintext, the recipient and the key; frozen but for the octets
   * @throws as {@link JWE.decryptCompact}; where no recipient can be tried, as for the first whose algorithm is allowed
   * @example
   * import { jwe, jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('oct', 256, { alg: 'A256GCMKW' });
   * const protectedHeader = { alg: 'A256GCMKW', enc: 'A256CBC-HS512' };
   * const message = jwe.encryptJson({ protected: protectedHeader, recipient: { key } }, 'hello');
   * const { flattened, plaintext } = jwe.decryptJson(JSON.stringify(message), key);
   * assert.equal(flattened, true);
   * assert.equal(plaintext.toString(), 'hello');
   */
  decryptJson(value: JsonJWE | string, key: JWEKey<F>, options?: OptionsOf<F, DecryptOptions>): Result<F, JsonResult>;

  /**
   * Encrypts to the serialization that the first argument has the shape of: with `recipient` or `recipients` JSON
   * ({@link JWE.encryptJson}), else, with a header itself, compact ({@link JWE.encryptCompact}). Parameters and errors
   * are theirs.
   *
   * @example
   * import { jwe } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = '16 octets of key';
   * const header = { alg: 'dir', enc: 'A128GCM' };
   * assert.equal(typeof jwe.encrypt(header, 'hello', secret), 'string');
   * assert.equal(typeof jwe.encrypt({ protected: header, recipient: { key: secret } }, 'hello'), 'object');
   */
  encrypt(
    message: FlattenedToEncrypt<F>,
    plaintext: Bytes,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, FlattenedJWE>;
  encrypt(
    message: GeneralToEncrypt<F>,
    plaintext: Bytes,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, GeneralJWE>;
  encrypt(
    protectedHeader: JWEHeader,
    plaintext: Bytes,
    key: JWEKey<F>,
    options?: OptionsOf<F, EncryptOptions>,
  ): Result<F, string>;

  /**
   * Decrypts a JWE of either serialization: an object, or a text that starts with a brace, is JSON
   * ({@link JWE.decryptJson}); any other text is compact ({@link JWE.decryptCompact}). Parameters and errors are theirs.
   *
   * @example
   * import { jwe } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = '16 octets of key';
   * const token = jwe.encrypt({ alg: 'A128KW', enc: 'A128GCM' }, 'hello', secret);
   * assert.equal(jwe.decrypt(token, secret).plaintext.toString(), 'hello');
   */
  decrypt(value: JsonJWE, key: JWEKey<F>, options?: OptionsOf<F, DecryptOptions>): Result<F, JsonResult>;
  decrypt(
    value: JsonJWE | string,
    key: JWEKey<F>,
    options?: OptionsOf<F, DecryptOptions>,
  ): Result<F, CompactResult | JsonResult>;

  /**
   * NOT VERIFIED: decodes the headers of a JWE that anybody may have made. For logs and for finding out which key to
   * decrypt with; never for a decision. Nothing but the shape is checked.
   *
   * @param value - a compact token, a JWE in JSON, or its text
   * @throws InvalidJWEError (ERR_JWE_INVALID) - it has not the shape of a JWE
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - a header is not a JSON object
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - it exceeds a default limit
   * @throws TypeError - it is neither a string nor an object
   * @example
   * import { jwe } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const token = jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM', kid: '1' }, 'hello', '16 octets of key');
   * assert.deepEqual(jwe.decodeUnverified(token).protected, { alg: 'dir', enc: 'A128GCM', kid: '1' });
   */
  decodeUnverified(value: JsonJWE): Result<F, UnverifiedJson>;
  decodeUnverified(value: JsonJWE | string): Result<F, UnverifiedCompact | UnverifiedJson>;
}

/** The verbs in one form. The one that only takes a message apart has nothing to wait for. */
export function jweVerbs<F extends Form>(form: F): JWE<F> {
  const implementation: unknown = Object.freeze({
    encryptCompact: compact.encryptCompact[form],
    decryptCompact: compact.decryptCompact[form],
    encryptJson: encryptJson[form],
    decryptJson: decryptJson[form],
    encrypt: either.encrypt[form],
    decrypt: either.decrypt[form],
    decodeUnverified: plainVerb(decodeUnverified)[form],
  });
  // The implementations take what they are given as unknown and check it; the interface says what may be given.
  return implementation as JWE<F>;
}
