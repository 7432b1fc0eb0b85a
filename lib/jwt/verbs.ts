/** The public verbs of JWT: one documented interface for the synchronous and the promise form. */

import type { JWSKey } from '../jws';
import { type Form, type OptionsOf, plainVerb, type Result } from '../native/engine';
import { validate } from './claims';
import { decode } from './decode';
import { decodeMany, type JWTMany } from './decode-many';
import { encode } from './encode';
import { decodeNested, encodeNested } from './nested';
import { createSigner, createVerifier } from './prepared';
import { decodeUnverified } from './unverified';
import type {
  ClaimOptions,
  DecodeLayer,
  DecodeOptions,
  DecodeResult,
  EncodeLayer,
  EncodeOptions,
  JWTClaims,
  JWTHeader,
  NestedResult,
  RegisteredClaims,
  UnverifiedResult,
  VerifierOptions,
} from './types';

/** What a verb takes as its key; `null` is for alg none alone, which has none. */
export type JWTKey<F extends Form> = JWSKey<F>;

/** The verbs of JWT (RFC 7519, RFC 8725). In the promise form each gives a promise, and errors are rejections. */
export interface JWT<F extends Form> extends JWTMany<F> {
  /**
   * Makes a JWT (RFC 7519 section 7.1): signed, or with `enc` in the header encrypted.
   *
   * @param header - the header; `alg` names the algorithm, `enc` that of the content; `typ` defaults to `'JWT'`
   * @param claims - the claims, a plain object. `iat` is added unless it is there; `exp`, `nbf` and `iat` are numbers of
   * seconds since 1970
   * @param key - a private key or secret, with `enc` the recipient's public key or a secret; `null` for alg none
   * @param options - claims to add: `expiresIn`, `notBefore` (durations, counted from `iat`), `issuedAt` (default true),
   * `issuer`, `audience`, `subject`, `jwtid`; and `algorithms` or a `registry`, as for jws and jwe
   * @returns the token
   * @throws InvalidClaimError (ERR_JWT_CLAIM_VALIDATION_FAILED) - `exp`, `nbf` or `iat` is not a finite number
   * @throws InvalidJWTError (ERR_JWT_INVALID) - the claims cannot be written as JSON
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - the token would be longer than a string can be
   * @throws InvalidHeaderError (ERR_JOSE_HEADER_INVALID) - the header is malformed, or has `b64: false` (RFC 7797
   * section 7)
   * @throws as `jws.serializeCompact` and `jwe.encryptCompact`
   * @throws TypeError - an argument or option is not of its type, or a claim is given twice
   * @example
   * import { jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const token = jwt.encode({ alg: 'HS256' }, { sub: 'alice' }, secret, { expiresIn: '15m', audience: 'api' });
   * const { claims } = jwt.decode(token, secret, { audience: 'api' });
   * assert.equal(claims.sub, 'alice');
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- an interface is no Record, but is a C
  encode<C extends object>(
    header: JWTHeader,
    claims: C & RegisteredClaims,
    key: JWTKey<F>,
    options?: OptionsOf<F, EncodeOptions>,
  ): Result<F, string>;

  /**
   * Verifies or decrypts a JWT, parses its claims and checks them (RFC 7519 section 7.2, RFC 8725).
   *
   * A signed token has three parts. An encrypted one, of five, is accepted only where `algorithms` or the registry names a
   * key management algorithm of JWE, or the key is marked with `use: 'enc'` or the `alg` of one: encryption to a public
   * key proves no sender, since everybody has that key. Where the sender matters, sign, or nest.
   *
   * `exp` and `nbf`, where present, are always compared with the time: a token is expired from the second of `exp` on, and
   * valid from the second of `nbf` on. `iat` is only checked to be a number, unless `maxAge` is given.
   *
   * @param token - the token
   * @param key - as for `jws.deserializeCompact` and `jwe.decryptCompact`
   * @param options - `issuer`, `audience`, `subject`, `id`, `nonce`, `typ`, `maxAge`, `leeway`, `now`, `required`,
   * `claims`, `collect`: what is asked of the claims; and `algorithms` or a `registry`. How long a RegExp takes that is given
   * as `audience` is the caller's responsibility; values of over 1024 characters never match it
   * @returns the header (frozen), the claims (the caller's own) and the key that verified or decrypted the token
   * @throws InvalidJWTError (ERR_JWT_INVALID) - it has not three parts, or five where allowed; the payload is not one
   * JSON object in UTF-8 with distinct member names
   * @throws ExpiredTokenError (ERR_JWT_EXPIRED) - `exp` is over, or `maxAge`; see `expiredAt`
   * @throws TokenNotYetValidError (ERR_JWT_NOT_YET_VALID) - `nbf` lies ahead; see `notBefore`
   * @throws MissingClaimError (ERR_JWT_CLAIM_VALIDATION_FAILED) - a claim that is asked for is absent
   * @throws InvalidClaimError (ERR_JWT_CLAIM_VALIDATION_FAILED) - a claim has the wrong type or value
   * @throws as `jws.deserializeCompact` and `jwe.decryptCompact`
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { errors, jwk, jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256');
   * const token = jwt.encode({ alg: 'ES256' }, { iss: 'https://issuer.example', role: 'admin' }, key);
   * const options = { issuer: 'https://issuer.example', maxAge: '1h', required: ['role'] };
   * const { claims } = jwt.decode<{ role: string }>(token, key.publicKey(), options);
   * assert.equal(claims.role, 'admin');
   * assert.throws(() => jwt.decode(token, key.publicKey(), { audience: 'api' }), errors.MissingClaimError);
   */
  decode<C extends object = JWTClaims>(
    token: string,
    key: JWTKey<F>,
    options?: OptionsOf<F, DecodeOptions>,
  ): Result<F, DecodeResult<C>>;

  /**
   * Checks claims alone, as {@link JWT.decode} does: for claims that were verified elsewhere. The options that look at a
   * header or a key are not among these.
   *
   * @throws ExpiredTokenError, TokenNotYetValidError, MissingClaimError, InvalidClaimError - as {@link JWT.decode}
   * @throws TypeError - an argument or option is not of its type
   * @example
   * import { jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * jwt.validate({ aud: ['api', 'web'], exp: 2000 }, { audience: 'api', now: 1999 });
   * assert.throws(() => jwt.validate({ exp: 2000 }, { now: 2000 }), { code: 'ERR_JWT_EXPIRED' });
   */
  validate(claims: object, options?: ClaimOptions): Result<F, void>;

  /**
   * NOT VERIFIED: decodes the header and the claims of a token that anybody may have made. For logs and for finding out
   * which key to verify with; never for a decision. Nothing but the shape is checked, not even `exp`.
   *
   * @param token - a signed token; of an encrypted one nothing can be told without the key
   * @throws InvalidJWTError (ERR_JWT_INVALID) - it has not three parts, or its payload is no JSON object
   * @throws InvalidJWSError, InvalidHeaderError, LimitExceededError - as `jws.decodeUnverified`
   * @throws TypeError - it is not a string
   * @example
   * import { jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const token = jwt.encode({ alg: 'HS256', kid: 'k1' }, { iss: 'me' }, 'an example of a shared secret, 32+');
   * assert.equal(jwt.decodeUnverified(token).header['kid'], 'k1');
   */
  decodeUnverified(token: string): Result<F, UnverifiedResult>;

  /**
   * Signs claims, then encrypts the signed token: a nested JWT (RFC 7519 appendix A.2). The outer header gets
   * `cty: 'JWT'`.
   *
   * @param claims - as for {@link JWT.encode}
   * @param layers - `sign` and `encrypt`, each `{ header, key, algorithms? }`
   * @param options - those of {@link JWT.encode}; `algorithms` are for the layers that have none of their own
   * @throws as {@link JWT.encode}
   * @example
   * import { jwk, jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const sender = jwk.generateKey('EC', 'P-256');
   * const recipient = jwk.generateKey('EC', 'P-256');
   * const token = jwt.encodeNested(
   *   { sub: 'alice' },
   *   {
   *     sign: { header: { alg: 'ES256' }, key: sender },
   *     encrypt: { header: { alg: 'ECDH-ES', enc: 'A128GCM' }, key: recipient.publicKey() },
   *   },
   * );
   * const { claims } = jwt.decodeNested(token, { decrypt: recipient, verify: sender.publicKey() });
   * assert.equal(claims.sub, 'alice');
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- an interface is no Record, but is a C
  encodeNested<C extends object>(
    claims: C & RegisteredClaims,
    layers: { readonly sign: EncodeLayer<JWTKey<F>>; readonly encrypt: EncodeLayer<JWTKey<F>> },
    options?: OptionsOf<F, EncodeOptions>,
  ): Result<F, string>;

  /**
   * Decrypts a nested JWT, then verifies the signed token in it and checks the claims. An inner token without a
   * signature is refused, whatever is allowed, and nothing of an inner token is given that was not verified.
   *
   * @param token - the token; its outer header must have `cty: 'JWT'`
   * @param keys - `decrypt` and `verify`: keys, or `{ key, algorithms? }`
   * @param options - those of {@link JWT.decode}; `algorithms` are for the layers that have none of their own
   * @returns as {@link JWT.decode}, of the signature; and `encryption`: header and key of the encryption
   * @throws InvalidJWTError (ERR_JWT_INVALID) - it has not five parts, `cty` is not `'JWT'`, or it holds no signed token
   * @throws as {@link JWT.decode}
   * @example
   * import { jwk, jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const sender = jwk.generateKey('OKP', 'Ed25519', { alg: 'Ed25519' });
   * const recipient = jwk.generateKey('oct', 256);
   * const layers = {
   *   sign: { header: { alg: 'Ed25519' }, key: sender },
   *   encrypt: { header: { alg: 'dir', enc: 'A256GCM' }, key: recipient },
   * };
   * const token = jwt.encodeNested({ sub: 'alice' }, layers);
   * const verify = { key: sender.publicKey(), algorithms: ['Ed25519'] };
   * const { claims, encryption } = jwt.decodeNested(token, { decrypt: recipient, verify });
   * assert.equal(claims.sub, 'alice');
   * assert.equal(encryption.header.cty, 'JWT');
   */
  decodeNested<C extends object = JWTClaims>(
    token: string,
    keys: {
      readonly decrypt: JWTKey<F> | DecodeLayer<JWTKey<F>>;
      readonly verify: JWTKey<F> | DecodeLayer<JWTKey<F>>;
    },
    options?: OptionsOf<F, DecodeOptions>,
  ): Result<F, NestedResult<C>>;

  /**
   * Makes a function that signs (or, with `enc`, encrypts) claims as {@link JWT.encode} does: header, key and options are
   * checked and the key is imported once. Arguments that are refused are refused here, in the promise form too.
   *
   * @param key - as for {@link JWT.encode}
   * @param header - as for {@link JWT.encode}
   * @param options - those of {@link JWT.encode}; times count from each call
   * @example
   * import { jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const sign = jwt.createSigner(secret, { alg: 'HS256' }, { expiresIn: '15m', issuer: 'me' });
   * assert.equal(jwt.decode(sign({ sub: 'alice' }), secret).claims.iss, 'me');
   */
  createSigner(
    key: JWTKey<F>,
    header: JWTHeader,
    options?: EncodeOptions,
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- an interface is no Record, but is a C
  ): <C extends object>(claims: C & RegisteredClaims) => Result<F, string>;

  /**
   * Makes a function that reads tokens as {@link JWT.decode} does: the options are read and the key is imported once.
   *
   * With `cache` it remembers tokens that were good, by the whole token: the signature is not verified and the text not
   * parsed again, but the claims are checked, with the time of the call, each time. What it gives is then frozen
   * throughout, because it is given more than once. Where a key function or a key set no longer has a key, its tokens are
   * good until `ttl` is over; a Key that was disposed of is refused at once.
   *
   * @param key - as for {@link JWT.decode}
   * @param options - those of {@link JWT.decode}; and `cache`: `max` tokens (default 1000, each of at most 8192
   * characters), the least recently used of which is forgotten first, for the duration `ttl` (default `'10m'`)
   * @throws TypeError - an argument or option is not of its type; a cache with a registry whose rules have `validate`
   * @example
   * import { jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const verify = jwt.createVerifier(secret, { audience: 'api', cache: { max: 10_000, ttl: '1m' } });
   * const token = jwt.encode({ alg: 'HS256' }, { sub: 'alice' }, secret, { audience: 'api' });
   * assert.equal(verify(token), verify(token));
   */
  createVerifier<C extends object = JWTClaims>(
    key: JWTKey<F>,
    options?: VerifierOptions,
  ): (token: string) => Result<F, DecodeResult<C>>;
}

/** The verbs in one form. The two that have no work for another thread have nothing to wait for. */
export function jwtVerbs<F extends Form>(form: F): JWT<F> {
  const implementation: unknown = Object.freeze({
    encode: encode[form],
    decode: decode[form],
    decodeMany: decodeMany[form],
    validate: plainVerb(validate)[form],
    decodeUnverified: plainVerb(decodeUnverified)[form],
    encodeNested: encodeNested[form],
    decodeNested: decodeNested[form],
    createSigner: createSigner[form],
    createVerifier: createVerifier[form],
  });
  // The implementations take what they are given as unknown and check it; the interface says what may be given.
  return implementation as JWT<F>;
}
