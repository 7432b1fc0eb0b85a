/** The shapes of the small API. */

import type { Form } from '../native/engine';
import type { JWEAlgorithm, JWEAlgorithmOrEncryption, JWEEncryption, JWSAlgorithm } from '../jwa/names';
import type { JWTClaims, JWTHeader, JWTKey } from '../jwt';

/** A key that holds only `k` and no `kty`: the secret itself, or the PEM text of a key. */
export interface PlainKey {
  readonly k: string | Uint8Array;
}

/** What the small API takes for a key: `{ k }`, or whatever the other verbs take. */
export type SmallKey<F extends Form> = PlainKey | JWTKey<F>;

/** A signed token in its parts, each base64url. */
export interface SignedParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** An encrypted token in its parts, each base64url; `cek` is the encrypted content key. */
export interface EncryptedParts {
  readonly header: string;
  readonly cek: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

/** How to sign. */
export interface SignOptions {
  /** The algorithm; naming it is allowing it. Default: `'HS256'`. */
  readonly alg?: JWSAlgorithm;
  /** Further header parameters, such as `kid` and `typ`. Default: none. */
  readonly header?: JWTHeader;
}

/** How to encrypt. */
export interface EncryptOptions {
  /** The key management algorithm; naming it is allowing it. Default: `'RSA-OAEP'`. */
  readonly alg?: JWEAlgorithm;
  /** The content encryption algorithm; naming it is allowing it. Default: `'A128CBC-HS256'`. */
  readonly enc?: JWEEncryption;
  /** Further header parameters, such as `kid`, `typ` and `zip`. Default: none. */
  readonly header?: JWTHeader;
}

/** Which claims are checked in reading. */
export interface ReadOptions {
  /** Whether `exp` and `nbf` are checked, and `iat` with `expirySeconds`. Default: true. */
  readonly validateClaims?: boolean;
  /** How many seconds ago the token may have been issued; it must then have `iat`. Default: any number. */
  readonly expirySeconds?: number;
}

/** How to decrypt. */
export interface DecryptOptions extends ReadOptions {
  /** The allowed algorithms, as for `jwe.decryptCompact`. */
  readonly algorithms?: readonly JWEAlgorithmOrEncryption[];
}

/** A token that was verified or decrypted. */
export interface OpenedToken<C extends object = JWTClaims> {
  /** The header, frozen. */
  readonly header: JWTHeader & { readonly alg: string };
  /** The claims; the caller's own. */
  readonly claims: JWTClaims & C;
}
