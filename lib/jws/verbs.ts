/** The public verbs of JWS: one documented interface for the synchronous and the promise form. */

import type { AsyncKeyInput, KeyInput } from '../jwk/key-input';
import { type Form, type OptionsOf, plainVerb, type Result } from '../native/engine';
import type { Bytes } from '../util/bytes';
import * as compact from './compact';
import { deserializeCompactMany, type JWSMany } from './compact-many';
import * as either from './either';
import * as json from './json';
import { signStream, verifyStream } from './stream';
import type { JWSStreams } from './stream-verbs';
import type {
  CompactResult,
  DeserializeJsonOptions,
  DeserializeOptions,
  FlattenedJWS,
  GeneralJWS,
  JsonJWS,
  JsonResult,
  JWSHeader,
  JWSMember,
  SerializeOptions,
  UnverifiedCompact,
  UnverifiedJson,
} from './types';
import { decodeUnverified, detach } from './unverified';

/** What a verb takes as its key; `null` is for alg none alone, which has none. */
export type JWSKey<F extends Form> = (F extends 'promise' ? AsyncKeyInput : KeyInput) | null;

/** The verbs of JWS (RFC 7515). In the promise form each gives a promise, and errors are rejections. */
export interface JWS<F extends Form> extends JWSMany<F>, JWSStreams {
  /**
   * Signs a payload and gives the JWS Compact Serialization (RFC 7515 sections 5.1 and 7.1).
   *
   * With `b64: false` (and `crit: ['b64']`, RFC 7797) the payload is not encoded: it is attached when it holds only
   * letters, digits, `-` and `_`, and detached otherwise.
   *
   * @param protectedHeader - the protected header; `alg` names the algorithm. What is signed is its JSON, read once
   * @param payload - the payload; a string stands for its UTF-8 octets
   * @param key - a private key or secret, or what one is found by; `null` for alg none
   * @param options - `algorithms`, or a `registry`; default: HS256, RS256, ES256 and the key's own `alg`
   * @returns the token
   * @throws UnsupportedAlgorithmError (ERR_JOSE_ALG_NOT_ALLOWED) - the algorithm is unknown or not allowed
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - a header parameter is missing, misplaced or of the wrong type
   * @throws UnsupportedHeaderError (ERR_JOSE_HEADER_UNSUPPORTED) - a parameter is neither registered nor declared
   * @throws UnsupportedCritError (ERR_JOSE_CRIT_UNSUPPORTED) - `crit` names what is not understood
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - the key is of another type, or public
   * @throws KeyUseMismatchError (ERR_KEY_USE_MISMATCH) - `use`, `key_ops` or `alg` of the key forbid it
   * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - the secret is too short for the algorithm
   * @throws NoMatchingKeyError (ERR_JWKS_NO_MATCHING_KEY) - no key of a set fits
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key given is malformed, too weak or disposed
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the linked OpenSSL lacks the algorithm
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - the header exceeds a limit of the registry,
   * or the token would be longer than a string can be
   * @throws OpenSSLError (ERR_OPENSSL) - OpenSSL failed
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { jws, jwk } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256');
   * const token = jws.serializeCompact({ alg: 'ES256' }, 'hello', key);
   * assert.equal(jws.deserializeCompact(token, key.publicKey()).payload.toString(), 'hello');
   */
  serializeCompact(
    protectedHeader: JWSHeader,
    payload: Bytes,
    key: JWSKey<F>,
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, string>;

  /**
   * Verifies a compact token and gives what it holds (RFC 7515 section 5.2).
   *
   * @param token - the token
   * @param key - the public key or secret, or what one is found by: a KeySet is searched by the token's `kid`; a
   * function is given the JOSE header and the unverified message; `null` for alg none
   * @param options - `algorithms`, or a `registry`; `payload`: the detached payload, for a token whose own is empty
   * @returns the protected header, the payload and the key that verified them; frozen but for the payload
   * @throws BadSignatureError (ERR_JWS_SIGNATURE_VERIFICATION_FAILED) - the signature is not good
   * @throws InvalidJWSError (ERR_JWS_INVALID) - it is not three parts of strict base64url
   * @throws UnsupportedAlgorithmError (ERR_JOSE_ALG_NOT_ALLOWED) - the algorithm is unknown or not allowed
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - the header is malformed
   * @throws UnsupportedHeaderError (ERR_JOSE_HEADER_UNSUPPORTED) - with `strictHeaders: true`, an undeclared parameter
   * @throws UnsupportedCritError (ERR_JOSE_CRIT_UNSUPPORTED) - `crit` names what is not understood
   * @throws KeyTypeMismatchError (ERR_KEY_TYPE_MISMATCH) - the key is of another type than the algorithm's
   * @throws KeyUseMismatchError (ERR_KEY_USE_MISMATCH) - `use`, `key_ops` or `alg` of the key forbid it
   * @throws KeyTooShortError (ERR_KEY_TOO_SHORT) - the secret is too short for the algorithm
   * @throws NoMatchingKeyError (ERR_JWKS_NO_MATCHING_KEY) - no key of a set fits
   * @throws InvalidJWKError (ERR_JWK_INVALID) - the key given is malformed, too weak or disposed
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the linked OpenSSL lacks the algorithm
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - the token exceeds a limit of the registry
   * @throws OpenSSLError (ERR_OPENSSL) - OpenSSL failed, so that there is no verdict
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const token = 'eyJhbGciOiJIUzI1NiJ9.aGVsbG8.UYmO_lPAY5V0Wf4KZsfhiYs1SxqXPhxvjuYqellDV5A';
   * const { protected: header, payload } = jws.deserializeCompact(token, 'secret');
   * assert.equal(header.alg, 'HS256');
   * assert.equal(payload.toString(), 'hello');
   */
  deserializeCompact(
    token: string,
    key: JWSKey<F>,
    options?: OptionsOf<F, DeserializeOptions>,
  ): Result<F, CompactResult>;

  /**
   * Signs a payload and gives a JWS in JSON: flattened for one member, general for an array (RFC 7515 section 7.2).
   *
   * With `b64: false` the payload stands in the JSON as it is; octets that are not UTF-8 text are detached.
   *
   * @param member - the headers of the signature, or an array with those of each
   * @param payload - the payload; a string stands for its UTF-8 octets
   * @param key - the key for all, or an array with one for each member; a KeySet is searched for each by its `kid`
   * @param options - as for {@link JWS.serializeCompact}
   * @returns the message, frozen
   * @throws as {@link JWS.serializeCompact}, and InvalidJWSError (ERR_JWS_INVALID) for an empty array
   * @example
   * import { jws, KeySet } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const keys = KeySet.generateKeySet('EC', 'P-256', { autoKid: true }, 2);
   * const members = keys.keys.map(({ kid }) => ({ protected: { alg: 'ES256' }, header: { kid: kid ?? '' } }));
   * const message = jws.serializeJson(members, 'hello', keys);
   * assert.equal(message.signatures.length, 2);
   * const publicKeys = KeySet.importKeySet(keys.toJWKS());
   * assert.equal(jws.deserializeJson(message, publicKeys).payload.toString(), 'hello');
   */
  serializeJson(
    member: JWSMember,
    payload: Bytes,
    key: JWSKey<F> | readonly JWSKey<F>[],
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, FlattenedJWS>;
  serializeJson(
    members: readonly JWSMember[],
    payload: Bytes,
    key: JWSKey<F> | readonly JWSKey<F>[],
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, GeneralJWS>;
  serializeJson(
    memberOrMembers: JWSMember | readonly JWSMember[],
    payload: Bytes,
    key: JWSKey<F> | readonly JWSKey<F>[],
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, JsonJWS>;

  /**
   * Verifies a JWS in JSON, flattened or general, and gives what it holds (RFC 7515 sections 5.2 and 7.2).
   *
   * With several signatures every one must be good, unless `verify: 'any'`: then a member whose algorithm is not
   * allowed, whose key does not fit or whose signature is bad counts as unverified, and one must verify. The headers of
   * an unverified member are never given out.
   *
   * @param value - the message as an object or as JSON text
   * @param key - as for {@link JWS.deserializeCompact}; asked for each signature
   * @param options - those of {@link JWS.deserializeCompact}, and `verify`: `'all'` (the default) or `'any'`
   * @returns the payload, and for each signature its headers and key, or the code of what is wrong with it
   * @throws as {@link JWS.deserializeCompact}
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const message = jws.serializeJson({ protected: { alg: 'HS256' } }, 'hello', 'an example of a shared secret, 32+');
   * const { flattened, members } = jws.deserializeJson(message, 'an example of a shared secret, 32+');
   * assert.equal(flattened, true);
   * assert.equal(members[0]?.verified, true);
   */
  deserializeJson(
    value: JsonJWS | string,
    key: JWSKey<F>,
    options?: OptionsOf<F, DeserializeJsonOptions>,
  ): Result<F, JsonResult>;

  /**
   * Signs to the serialization that the headers have the shape of: an array of members, or an object with `protected`
   * or `header`, gives JSON ({@link JWS.serializeJson}); a header itself gives the compact form
   * ({@link JWS.serializeCompact}). Parameters and errors are theirs.
   *
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * assert.equal(typeof jws.serialize({ alg: 'HS256' }, 'hello', secret), 'string');
   * assert.equal(typeof jws.serialize({ protected: { alg: 'HS256' } }, 'hello', secret), 'object');
   */
  serialize(
    members: readonly JWSMember[],
    payload: Bytes,
    key: JWSKey<F> | readonly JWSKey<F>[],
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, GeneralJWS>;
  serialize(
    member: JWSMember & ({ readonly protected: JWSHeader } | { readonly header: JWSHeader }),
    payload: Bytes,
    key: JWSKey<F> | readonly JWSKey<F>[],
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, FlattenedJWS>;
  serialize(
    protectedHeader: JWSHeader & { readonly alg: string },
    payload: Bytes,
    key: JWSKey<F>,
    options?: OptionsOf<F, SerializeOptions>,
  ): Result<F, string>;

  /**
   * Verifies a JWS of either serialization: an object, or a text that starts with a brace, is JSON ({@link
   * JWS.deserializeJson}); any other text is compact ({@link JWS.deserializeCompact}). Parameters and errors are theirs; `verify` has a meaning
   * for JSON alone.
   *
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const token = jws.serialize({ alg: 'HS256' }, 'hello', secret);
   * assert.equal(jws.deserialize(token, secret).payload.toString(), 'hello');
   */
  deserialize(value: JsonJWS, key: JWSKey<F>, options?: OptionsOf<F, DeserializeJsonOptions>): Result<F, JsonResult>;
  deserialize(
    value: JsonJWS | string,
    key: JWSKey<F>,
    options?: OptionsOf<F, DeserializeJsonOptions>,
  ): Result<F, CompactResult | JsonResult>;

  /**
   * Removes the payload, so that it can travel elsewhere (RFC 7515 appendix F); the reader gives it back in the `payload`
   * option. Nothing is verified.
   *
   * @param value - a compact token, a JWS in JSON, or its text; the result is of the same kind
   * @throws InvalidJWSError (ERR_JWS_INVALID) - it has not the shape of a JWS
   * @throws TypeError - it is neither a string nor an object
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const detached = jws.detach(jws.serializeCompact({ alg: 'HS256' }, 'hello', secret));
   * assert.match(detached, /^[^.]+\.\.[^.]+$/);
   * assert.equal(jws.deserializeCompact(detached, secret, { payload: 'hello' }).payload.toString(), 'hello');
   */
  detach(value: string): Result<F, string>;
  detach(value: GeneralJWS): Result<F, GeneralJWS>;
  detach(value: FlattenedJWS): Result<F, FlattenedJWS>;

  /**
   * NOT VERIFIED: decodes headers and payload of a token that anybody may have made. For logs and for finding out which
   * key to verify with; never for a decision. Nothing but the shape is checked.
   *
   * @param value - a compact token, a JWS in JSON, or its text
   * @throws InvalidJWSError (ERR_JWS_INVALID) - it has not the shape of a JWS
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - a header is not a JSON object
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - it exceeds a default limit
   * @throws TypeError - it is neither a string nor an object
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const token = 'eyJhbGciOiJIUzI1NiJ9.aGVsbG8.UYmO_lPAY5V0Wf4KZsfhiYs1SxqXPhxvjuYqellDV5A';
   * assert.deepEqual(jws.decodeUnverified(token).payload?.toString(), 'hello');
   */
  decodeUnverified(value: JsonJWS): Result<F, UnverifiedJson>;
  decodeUnverified(value: JsonJWS | string): Result<F, UnverifiedCompact | UnverifiedJson>;
}

const verbs = { ...compact, ...json, ...either };

/** The verbs in one form. The two that only take a message apart have nothing to wait for. */
export function jwsVerbs<F extends Form>(form: F): JWS<F> {
  const { serializeCompact, deserializeCompact, serializeJson, deserializeJson, serialize, deserialize } = verbs;
  const implementation: unknown = Object.freeze({
    serializeCompact: serializeCompact[form],
    deserializeCompact: deserializeCompact[form],
    deserializeCompactMany: deserializeCompactMany[form],
    serializeJson: serializeJson[form],
    deserializeJson: deserializeJson[form],
    serialize: serialize[form],
    deserialize: deserialize[form],
    detach: plainVerb(detach)[form],
    signStream,
    verifyStream,
    decodeUnverified: plainVerb(decodeUnverified)[form],
  });
  // The implementations take what they are given as unknown and check it; the interface says what may be given.
  return implementation as JWS<F>;
}
