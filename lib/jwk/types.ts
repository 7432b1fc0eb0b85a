/** The shapes of RFC 7517 as TypeScript sees them. */

import type { JsonWebKey, KeyObject, webcrypto } from 'node:crypto';

import type { AnyAlgorithm, CurveOrOther, KeyTypeName, Suggested } from '../jwa/names';
import type { Bytes } from '../util/bytes';
import type { KeyOperationName, KeyUseName } from './key-operations';

/** What a key is for (RFC 7517 section 4.2). */
export type KeyUse = Suggested<KeyUseName>;

/** An operation that a key may be used for (RFC 7517 section 4.3). */
export type KeyOperation = Suggested<KeyOperationName>;

/** What every JWK may say about itself (RFC 7517 section 4), whatever its type. */
export interface KeyMembers {
  /** Key ID, matched against a token's `kid`. */
  kid?: string;
  /** `'sig'` or `'enc'`; enforced by every operation. */
  use?: KeyUse;
  /** Operations that the key may be used for; enforced by every operation. */
  key_ops?: readonly KeyOperation[];
  /** The one algorithm that the key is for; enforced by every operation. */
  alg?: AnyAlgorithm;
  /** URL of a certificate chain. Never fetched. */
  x5u?: string;
  /** Certificate chain, each certificate as base64 (not base64url) of its DER; the first must hold this key. */
  x5c?: readonly string[];
  /** base64url SHA-1 of the certificate's DER. Only its type is checked. */
  x5t?: string;
  /** base64url SHA-256 of the certificate's DER. Only its type is checked. */
  'x5t#S256'?: string;
  /** Members that nobody registered are kept as they are. */
  [member: string]: unknown;
}

/** A JSON Web Key (RFC 7517 section 4). */
export interface JWK extends KeyMembers {
  kty: KeyTypeName;
  /** The curve of an EC or OKP key. */
  crv?: CurveOrOther;
}

/** A JWK Set (RFC 7517 section 5). */
export interface JWKSet {
  keys: readonly JWK[];
}

/** Members to be merged into a key that is imported or generated, and how to get at it. */
export interface KeyParameters extends KeyMembers {
  /** Password of an encrypted PEM or a PKCS#12 file. Not a member: it is used and forgotten. */
  password?: Bytes;
  /** Sets `kid` to the RFC 7638 SHA-256 thumbprint of the key. Default: false. */
  autoKid?: boolean;
}

/** Everything that {@link jwk.importKey} reads. */
export type KeySource = JWK | JsonWebKey | string | Uint8Array | KeyObject | webcrypto.CryptoKey;

/** How `toJWK` and `toJWKS` write a key. */
export interface JWKExportOptions {
  /** Whether to include the private or secret members. Default: false. */
  private?: boolean;
}

/** The encodings of RFC 5280 (`spki`), RFC 5958 (`pkcs8`), RFC 8017 (`pkcs1`) and RFC 5915 (`sec1`). */
export type KeyFormat = 'spki' | 'pkcs8' | 'pkcs1' | 'sec1';

/** How `toPEM` and `toDER` write a key. */
export interface KeyExportOptions extends JWKExportOptions {
  /** Default: `'spki'`, or `'pkcs8'` with `private: true`. */
  format?: KeyFormat;
  /** Encrypts the private key, as PKCS#8. */
  password?: Bytes;
}

/** The hash functions that thumbprints are offered for. */
export type ThumbprintDigest = 'sha256' | 'sha384' | 'sha512';
