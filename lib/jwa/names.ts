/** The names in the tables as types, for editors to offer. A new row of a table is a new member of its union. */

import type { ContentEncryptionName } from './content-encryption';
import type { KeyManagementName } from './key-management';
import type { AkpParameterSetName, CurveOf, CurveName, Kty } from './key-types';
import type { SignatureAlgorithmName } from './signature-algorithms';

/** Any string, of which an editor offers the known ones: `Names | string` would be no more than `string`. */
export type Suggested<Names extends string> = Names | (string & Record<never, never>);

/** An "alg" of JWS; others are refused when it is used. */
export type JWSAlgorithm = Suggested<SignatureAlgorithmName>;

/** An "alg" of JWE. */
export type JWEAlgorithm = Suggested<KeyManagementName>;

/** An "enc" of JWE. */
export type JWEEncryption = Suggested<ContentEncryptionName>;

/** An "alg" of either. */
export type JOSEAlgorithm = Suggested<SignatureAlgorithmName | KeyManagementName>;

/** What an `algorithms` list of JWE may name: "alg" and "enc" values. */
export type JWEAlgorithmOrEncryption = Suggested<KeyManagementName | ContentEncryptionName>;

/** What an `algorithms` list of JWT may name, and the "alg" of a JWK: a key for "dir" may be marked with an "enc". */
export type AnyAlgorithm = Suggested<SignatureAlgorithmName | KeyManagementName | ContentEncryptionName>;

/** The "kty" of a JWK. */
export type KeyTypeName = Suggested<Kty>;

/** The "crv" of a JWK. */
export type CurveOrOther = Suggested<CurveName>;

/** What `generateKey` takes beside a key type: a curve, a parameter set, or a size in bits. */
export type SizeOf<K extends string> = K extends 'EC' | 'OKP'
  ? CurveOf<K>
  : K extends 'AKP'
    ? AkpParameterSetName
    : K extends 'RSA' | 'oct'
      ? number
      : string | number;

/** The same where the type of what is given may be wider than its value: only a literal can be known to be wrong. */
export type SizeGiven<K extends string, S extends string | number> = string extends S ? S : SizeOf<K>;
