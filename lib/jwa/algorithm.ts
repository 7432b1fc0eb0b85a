/** What the rows of all algorithm tables have in common: what an algorithm asks of its key. */

import type { Kty } from './key-types';

/** What a key can be used for. */
export type KeyOperation = 'sign' | 'verify' | 'encrypt' | 'decrypt';

/** An algorithm that works with a key. */
export interface Algorithm {
  /** The "alg" value, compared literally. */
  readonly name: string;
  /** The key type it needs, or those it can work with; null for "none", which has no key. */
  readonly kty: Kty | readonly Kty[] | null;
  /** The curves that it works on, for the key types that have curves. */
  readonly curves: readonly string[] | undefined;
  /** The least size of a secret in bits. */
  readonly minBits: number | undefined;
  /** The one size that a secret can have, in bits. */
  readonly exactBits: number | undefined;
  /** The "key_ops" of which one allows an operation (RFC 7517 section 4.3). */
  readonly keyOps: Readonly<Partial<Record<KeyOperation, readonly string[]>>>;
  /** Another name by which a JWK's "alg" may reserve the key for this. */
  readonly otherName: string | undefined;
  /** Whether it is allowed where the caller names no algorithms. */
  readonly recommended: boolean;
  /** Whether it is allowed only where the caller names it: a key's own "alg" is not enough. */
  readonly mustBeNamed: boolean;
  /** Where it is specified. */
  readonly rfc: string;
  /** A number from 0 to 31 that no other algorithm with the same operations has. */
  readonly index: number;
}
