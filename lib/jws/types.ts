/** The shapes of RFC 7515 as TypeScript sees them. */

import type { ErrorCode } from '../errors';
import type { JWSAlgorithm } from '../jwa/names';
import type { JWK, Key } from '../jwk';
import type { CommonRegistryOptions } from '../message/registry';
import type { Abortable } from '../native/pool';
import type { Bytes } from '../util/bytes';
import type { Registry } from './registry';

/** The registered header parameters of a JWS (RFC 7515 section 4.1, RFC 7797 section 3) and any others. */
export interface JWSHeader {
  /** The signature algorithm. */
  readonly alg?: JWSAlgorithm;
  readonly kid?: string;
  readonly typ?: string;
  readonly cty?: string;
  /** Names of extensions that the reader must understand; protected only. */
  readonly crit?: readonly string[];
  /** Whether the payload is base64url encoded, default true; protected only, and named in `crit`. */
  readonly b64?: boolean;
  readonly jku?: string;
  readonly jwk?: JWK;
  readonly x5u?: string;
  readonly x5c?: readonly string[];
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
  readonly [name: string]: unknown;
}

/** What one signature is to say: a protected header, an unprotected one, or both. */
export interface JWSMember {
  readonly protected?: JWSHeader;
  readonly header?: JWSHeader;
}

/** One signature of a JWS in JSON (RFC 7515 section 7.2.1). */
export interface JWSSignature {
  /** The base64url of the protected header. */
  readonly protected?: string;
  readonly header?: JWSHeader;
  /** The base64url of the signature. */
  readonly signature: string;
}

/** The flattened JWS JSON serialization (RFC 7515 section 7.2.2). `payload` is absent when it is detached. */
export interface FlattenedJWS extends JWSSignature {
  readonly payload?: string;
}

/** The general JWS JSON serialization (RFC 7515 section 7.2.1). `payload` is absent when it is detached. */
export interface GeneralJWS {
  readonly payload?: string;
  readonly signatures: readonly JWSSignature[];
}

/** A JWS in either JSON serialization. */
export type JsonJWS = FlattenedJWS | GeneralJWS;

/** What `deserializeCompact` gives: only what was verified. */
export interface CompactResult {
  readonly protected: JWSHeader & { readonly alg: string };
  readonly payload: Buffer;
  /** The key that verified it; null with `alg` none alone, which has no key. */
  readonly key: Key;
}

/** What `verifyStream` gives: only what was verified. */
export type StreamResult = Omit<CompactResult, 'payload'>;

/** Options of the verbs that work on streams. */
export type StreamOptions = AlgorithmOptions & Abortable;

/** A signature that was verified, with its headers. */
export interface VerifiedMember {
  readonly verified: true;
  readonly protected?: JWSHeader;
  readonly header?: JWSHeader;
  /** The union of both (RFC 7515 section 4). */
  readonly joseHeader: JWSHeader & { readonly alg: string };
  readonly key: Key;
}

/** A signature that was not verified (`verify: 'any'` alone): the code of the reason, and nothing of its headers. */
export interface UnverifiedMember {
  readonly verified: false;
  readonly code: ErrorCode;
}

/** What `deserializeJson` gives. */
export interface JsonResult {
  /** Whether it was the flattened serialization. */
  readonly flattened: boolean;
  readonly payload: Buffer;
  /** One entry for each signature, in the order of the message. */
  readonly members: readonly (VerifiedMember | UnverifiedMember)[];
}

/** Which algorithms are allowed: a list for this call, or a registry that holds one and more. Not both. */
export type AlgorithmOptions =
  | {
      /** The allowed algorithms, exactly. Default: HS256, RS256, ES256 and the `alg` of the key that is used. */
      readonly algorithms?: readonly JWSAlgorithm[];
      readonly registry?: undefined;
    }
  | { readonly algorithms?: undefined; readonly registry?: Registry };

/** Options of the verbs that make a JWS. */
export type SerializeOptions = AlgorithmOptions;

/** Options of the verbs that read a JWS. */
export type DeserializeOptions = AlgorithmOptions & {
  /** The detached payload (RFC 7515 appendix F). */
  readonly payload?: Bytes;
};

/** Options of the verbs that read a JWS in JSON. */
export type DeserializeJsonOptions = DeserializeOptions & {
  /** With several signatures: whether each must be good (`'all'`, the default) or one of them (`'any'`). */
  readonly verify?: 'all' | 'any';
};

/** Options of {@link Registry}. */
export interface RegistryOptions extends CommonRegistryOptions {
  /** The allowed algorithms, exactly. Default: the recommended ones and the `alg` of the key that is used. */
  readonly algorithms?: readonly JWSAlgorithm[];
  /** Longest signature, in characters of base64url. Default: 16384. */
  readonly maxSignatureLength?: number;
  /** Most signatures in one JWS. Default: 16. */
  readonly maxSignatures?: number;
  /** Most keys tried for one signature. Default: 16. */
  readonly maxKeyCandidates?: number;
}

/** What a key function is given beside the JOSE header: the message, unverified. */
export interface JWSMessage {
  readonly protected: JWSHeader;
  readonly header?: JWSHeader;
  /** Absent when the payload is detached and was not given. */
  readonly payload?: Buffer;
}

/** A header of which nothing is known but that it is a JSON object. */
export type UnverifiedHeader = Readonly<Record<string, unknown>>;

/** What `decodeUnverified` gives of a compact JWS. */
export interface UnverifiedCompact {
  readonly protected: UnverifiedHeader;
  readonly payload: Buffer;
}

/** What `decodeUnverified` gives of a JWS in JSON. */
export interface UnverifiedJson {
  readonly flattened: boolean;
  /** Absent when it is detached. */
  readonly payload?: Buffer;
  readonly members: readonly { readonly protected?: UnverifiedHeader; readonly header?: UnverifiedHeader }[];
}
