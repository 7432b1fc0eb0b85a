/** The shapes of RFC 7516 as TypeScript sees them. */

import type { JWEAlgorithm, JWEAlgorithmOrEncryption, JWEEncryption, Suggested } from '../jwa/names';
import type { JWK, Key } from '../jwk';
import type { AsyncKeyInput, KeyInput } from '../jwk/key-input';
import type { CommonRegistryOptions } from '../message/registry';
import type { Form } from '../native/engine';
import type { Bytes } from '../util/bytes';
import type { Registry } from './registry';

/** The registered header parameters of a JWE (RFC 7516 section 4.1, RFC 7518 section 4.1) and any others. */
export interface JWEHeader {
  /** The key management algorithm. */
  readonly alg?: JWEAlgorithm;
  /** The content encryption algorithm. */
  readonly enc?: JWEEncryption;
  /** `'DEF'`: the plaintext is compressed; protected only. */
  readonly zip?: Suggested<'DEF'>;
  readonly kid?: string;
  readonly typ?: string;
  readonly cty?: string;
  /** Names of extensions that the reader must understand; protected only. */
  readonly crit?: readonly string[];
  readonly jku?: string;
  readonly jwk?: JWK;
  readonly x5u?: string;
  readonly x5c?: readonly string[];
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
  /** ECDH-ES: the ephemeral public key; added by encryption. */
  readonly epk?: JWK;
  /** ECDH-ES: base64url of what is known of the sender. */
  readonly apu?: string;
  /** ECDH-ES: base64url of what is known of the recipient. */
  readonly apv?: string;
  /** A*GCMKW: added by encryption. */
  readonly iv?: string;
  /** A*GCMKW: added by encryption. */
  readonly tag?: string;
  /** PBES2: the salt; added by encryption. */
  readonly p2s?: string;
  /** PBES2: the number of iterations; added by encryption. */
  readonly p2c?: number;
  readonly [name: string]: unknown;
}

/** A header in which the two algorithms are named. */
export type JoseHeader = JWEHeader & { readonly alg: string; readonly enc: string };

/** What a verb takes as its key. */
export type JWEKey<F extends Form> = F extends 'promise' ? AsyncKeyInput : KeyInput;

/** One recipient of a JWE in JSON (RFC 7516 section 7.2.1). */
export interface JWERecipient {
  readonly header?: JWEHeader;
  /** The base64url of the encrypted content key; absent where there is none. */
  readonly encrypted_key?: string;
}

/** What both JSON serializations have in common: the parts of the message as base64url. */
interface JWEParts {
  readonly protected?: string;
  readonly unprotected?: JWEHeader;
  readonly aad?: string;
  readonly iv?: string;
  readonly ciphertext: string;
  readonly tag?: string;
}

/** The flattened JWE JSON serialization (RFC 7516 section 7.2.2). */
export interface FlattenedJWE extends JWEParts, JWERecipient {}

/** The general JWE JSON serialization (RFC 7516 section 7.2.1). */
export interface GeneralJWE extends JWEParts {
  readonly recipients: readonly JWERecipient[];
}

/** A JWE in either JSON serialization. */
export type JsonJWE = FlattenedJWE | GeneralJWE;

/** Whom to encrypt to: a key, and what the recipient's own unprotected header is to say. */
export interface RecipientToEncrypt<F extends Form> {
  readonly header?: JWEHeader;
  readonly key: JWEKey<F>;
}

interface SharedToEncrypt {
  readonly protected?: JWEHeader;
  /** The unprotected header that all recipients share. */
  readonly unprotected?: JWEHeader;
  /** Octets that are protected beside the plaintext, but not encrypted (RFC 7516 section 5.1 step 14). */
  readonly aad?: Bytes;
}

/** What is to be made a general JWE: headers, and one recipient or more. */
export interface GeneralToEncrypt<F extends Form> extends SharedToEncrypt {
  readonly recipients: readonly RecipientToEncrypt<F>[];
  readonly recipient?: undefined;
}

/** What is to be made a flattened JWE: headers, and the one recipient. */
export interface FlattenedToEncrypt<F extends Form> extends SharedToEncrypt {
  readonly recipient: RecipientToEncrypt<F>;
  readonly recipients?: undefined;
}

/** What `decryptCompact` gives. */
export interface CompactResult {
  readonly protected: JoseHeader;
  readonly plaintext: Buffer;
  /** The key that decrypted it. */
  readonly key: Key;
}

/** What `decryptJson` gives. */
export interface JsonResult {
  /** Whether it was the flattened serialization. */
  readonly flattened: boolean;
  readonly protected: JWEHeader | undefined;
  /** The unprotected header that all recipients share. */
  readonly unprotected: JWEHeader | undefined;
  /** The additional authenticated data. */
  readonly aad: Buffer | undefined;
  readonly plaintext: Buffer;
  /** The recipient whose content key was decrypted. */
  readonly recipient: {
    /** Its place in the message. */
    readonly index: number;
    /** Its own unprotected header. */
    readonly header?: JWEHeader;
    /** The union of all three headers (RFC 7516 section 4). */
    readonly joseHeader: JoseHeader;
  };
  /** The key that decrypted it. */
  readonly key: Key;
}

/** Which algorithms are allowed: a list for this call, or a registry that holds one and more. Not both. */
export type AlgorithmOptions =
  | {
      /**
       * The allowed "alg" and "enc" names together, exactly; a list that names no "enc" allows all six. Default: dir,
       * A128KW, A256KW, RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW, and the `alg` of the key that
       * is used, unless it is RSA1_5 or PBES2.
       */
      readonly algorithms?: readonly JWEAlgorithmOrEncryption[];
      readonly registry?: undefined;
    }
  | { readonly algorithms?: undefined; readonly registry?: Registry };

/** Options of the verbs that make a JWE. */
export type EncryptOptions = AlgorithmOptions & {
  /** ECDH-ES alone: what is known of the sender (RFC 7518 section 4.6.1.2). */
  readonly apu?: Bytes;
  /** ECDH-ES alone: what is known of the recipient (RFC 7518 section 4.6.1.3). */
  readonly apv?: Bytes;
  /** PBES2 alone: the iterations. Default: 600000 with SHA-256, 210000 with SHA-384 and SHA-512. */
  readonly p2c?: number;
};

/** Options of the verbs that read a JWE. */
export type DecryptOptions = AlgorithmOptions;

/** Options of {@link Registry}. */
export interface RegistryOptions extends CommonRegistryOptions {
  /** As the `algorithms` option of the verbs. */
  readonly algorithms?: readonly JWEAlgorithmOrEncryption[];
  /** Most iterations of PBES2, in one JWE the sum over the recipients that are tried. Default: 1000000. */
  readonly maxPBES2Count?: number;
  /** Longest plaintext that is decompressed, in octets. Default: 250000. */
  readonly maxDecompressedLength?: number;
  /** Most recipients of one JWE. Default: 16. */
  readonly maxRecipients?: number;
  /** Most keys tried for one recipient. Default: 16. */
  readonly maxKeyCandidates?: number;
}

/** What a key function is given beside the JOSE header: the headers, unverified. */
export interface JWEMessage {
  readonly protected: JWEHeader;
  readonly unprotected?: JWEHeader;
  readonly header?: JWEHeader;
}

/** A header of which nothing is known but that it is a JSON object. */
export type UnverifiedHeader = Readonly<Record<string, unknown>>;

/** What `decodeUnverified` gives of a compact JWE. */
export interface UnverifiedCompact {
  readonly protected: UnverifiedHeader;
}

/** What `decodeUnverified` gives of a JWE in JSON. */
export interface UnverifiedJson {
  readonly flattened: boolean;
  readonly protected: UnverifiedHeader | undefined;
  readonly unprotected: UnverifiedHeader | undefined;
  readonly recipients: readonly { readonly header?: UnverifiedHeader }[];
}
