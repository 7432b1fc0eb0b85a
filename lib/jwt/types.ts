/** The shapes of RFC 7519 as TypeScript sees them. */

import type { AnyAlgorithm, JOSEAlgorithm, JWEEncryption, Suggested } from '../jwa/names';
import type { Key } from '../jwk';
import type { Registry as JWERegistry } from '../jwe';
import type { JWSHeader, Registry as JWSRegistry } from '../jws';

/** The registered claims (RFC 7519 section 4.1), and `nonce` of OpenID Connect. */
export interface RegisteredClaims {
  /** Issuer. */
  readonly iss?: string;
  /** Subject. */
  readonly sub?: string;
  /** Audience. */
  readonly aud?: string | readonly string[];
  /** Expiration time, in seconds since 1970. */
  readonly exp?: number;
  /** Not before, in seconds since 1970. */
  readonly nbf?: number;
  /** Issued at, in seconds since 1970. */
  readonly iat?: number;
  /** JWT ID. */
  readonly jti?: string;
  /** Ties an ID token to a request (OpenID Connect Core section 2). */
  readonly nonce?: string;
}

/** A claims set (RFC 7519 section 4). */
export interface JWTClaims {
  iss?: string;
  sub?: string;
  aud?: string | string[];
  exp?: number;
  nbf?: number;
  iat?: number;
  jti?: string;
  nonce?: string;
  [name: string]: unknown;
}

/** The header of a JWT: that of a JWS, or with `enc` that of a JWE. `typ` is `'JWT'` unless given. */
export interface JWTHeader extends JWSHeader {
  /** The algorithm: of JWS, or of JWE with `enc`. */
  readonly alg?: JOSEAlgorithm;
  /** The content encryption algorithm; its presence makes the JWT a JWE. */
  readonly enc?: JWEEncryption;
  /** Compression, in a JWE alone. */
  readonly zip?: Suggested<'DEF'>;
}

/** Seconds, or a text such as `'90s'`, `'15m'`, `'2h'`, `'7d'`, `'1 week'`. */
export type Duration = number | string;

/** Which algorithms are allowed: a list of names of both kinds, or a registry of one kind. Not both. */
export type JWTAlgorithmOptions =
  | {
      /** The allowed algorithms, exactly: of JWS, and of JWE where one may be encrypted. Default: those of jws and jwe. */
      readonly algorithms?: readonly AnyAlgorithm[];
      readonly registry?: undefined;
    }
  | { readonly algorithms?: undefined; readonly registry?: JWSRegistry | JWERegistry };

/** What is asked of one claim in the option `claims`. A claim that is absent passes, unless it is essential. */
export interface ClaimRule {
  /** Whether the claim must be there. Default: false. */
  readonly essential?: boolean;
  /** The value that it must have; objects and arrays are compared by content. */
  readonly value?: unknown;
  /** The values of which it must have one. */
  readonly values?: readonly unknown[];
  /** Refuses by returning false or by throwing. It must not be asynchronous. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function that only throws returns nothing
  readonly validate?: (value: unknown, claims: Readonly<JWTClaims>) => boolean | void;
}

/**
 * What is asked of the claims. `exp`, `nbf` and `iat`, where present, must be finite numbers, and the first two are
 * compared with the time, whatever the options.
 */
export interface ClaimOptions {
  /** The accepted issuers; `iss` must be one. */
  readonly issuer?: string | readonly string[];
  /**
   * The accepted audiences; `aud`, or one of its members, must be one or match. A RegExp must not have the flags g or y,
   * which would make it remember; values of over 1024 characters never match it. The time that the expression takes is the
   * caller's responsibility: one whose repetitions can match the same text in many ways, such as `/^(a+)+$/`, runs for minutes
   * on 30 characters.
   */
  readonly audience?: string | readonly string[] | RegExp;
  /** The accepted subject: `sub`. */
  readonly subject?: string;
  /** The accepted `jti`. */
  readonly id?: string;
  /** The accepted `nonce`. */
  readonly nonce?: string;
  /** How old the token may be, by its `iat`, which it must have and which must not lie in the future. */
  readonly maxAge?: Duration;
  /** How far the clocks may differ, in seconds. Default: 0. */
  readonly leeway?: Duration;
  /** The time to compare with: a Date, or seconds since 1970. Default: the time of the call. */
  readonly now?: Date | number;
  /** Claims that must be there, and not be null. */
  readonly required?: readonly string[];
  /** Further rules, by claim. */
  readonly claims?: Readonly<Record<string, ClaimRule>>;
  /**
   * Whether all claims are checked: the error is still that of the first violation, and lists every one in `violations`.
   * Default: false, the first ends it.
   */
  readonly collect?: boolean;
}

/** Options of `decode`. */
export type DecodeOptions = JWTAlgorithmOptions &
  ClaimOptions & {
    /**
     * The type that the header must declare, compared as a media type (RFC 7515 section 4.1.9): without regard to case,
     * and `at+jwt` is `application/at+jwt`.
     */
    readonly typ?: string;
  };

/** Options of `createVerifier`. */
export type VerifierOptions = DecodeOptions & {
  /** Remembers tokens that were good. Default: none is remembered. */
  readonly cache?: {
    /** How many. Default: 1000. */
    readonly max?: number;
    /** For how long. Default: `'10m'`. */
    readonly ttl?: Duration;
  };
};

/** Options of `encode`: each writes the claim that it is named for. Giving the claim as well is a TypeError. */
export type EncodeOptions = JWTAlgorithmOptions & {
  /** `exp`, so long after `iat`, or after now in a token without it. */
  readonly expiresIn?: Duration;
  /** `nbf`, so long after `iat`, or after now in a token without it. */
  readonly notBefore?: Duration;
  /** Whether to write `iat`. Default: true, unless the claims have it. */
  readonly issuedAt?: boolean;
  readonly issuer?: string;
  readonly audience?: string | readonly string[];
  readonly subject?: string;
  readonly jwtid?: string;
};

/** What `decode` gives. */
export interface DecodeResult<C extends object = JWTClaims> {
  /** The protected header, frozen. */
  readonly header: JWTHeader & { readonly alg: string };
  /** The claims; the caller's own. */
  readonly claims: JWTClaims & C;
  /** The key that verified or decrypted it; null with `alg` none alone, which has no key. */
  readonly key: Key;
}

/** What `decodeNested` gives: the header and the key of the signature, and those of the encryption around it. */
export interface NestedResult<C extends object = JWTClaims> extends DecodeResult<C> {
  readonly encryption: {
    readonly header: JWTHeader & { readonly alg: string };
    readonly key: Key;
  };
}

/** What `decodeUnverified` gives: anybody may have written it. */
export interface UnverifiedResult {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Record<string, unknown>;
}

/** A layer of a nested JWT that is made. */
export interface EncodeLayer<K> {
  readonly header: JWTHeader;
  readonly key: K;
  /** The allowed algorithms of this layer. Default: those of the options of the call. */
  readonly algorithms?: readonly AnyAlgorithm[];
}

/** A layer of a nested JWT that is read, where its key alone does not say all. */
export interface DecodeLayer<K> {
  readonly key: K;
  /** The allowed algorithms of this layer. Default: those of the options of the call. */
  readonly algorithms?: readonly AnyAlgorithm[];
}
