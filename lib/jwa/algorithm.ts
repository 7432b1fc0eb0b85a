/** What the rows of all algorithm tables have in common: what an algorithm asks of its key. */

import { curveOf, type Kty } from './key-types';

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

/** Whether an algorithm works with keys of a type and curve (RFC 7518 sections 3.1 and 4.1 and their successors). */
export function takesKeyOf({ kty, curves }: Algorithm, keyType: string, crv: string | undefined): boolean {
  // A curve belongs to one key type, so it says which of several types a key has.
  return curves === undefined ? kty === keyType : crv !== undefined && curves.includes(crv);
}

/** A type of key in words, such as `EC (P-256)`. */
export function describeKeyType(kty: string, crv: string | undefined): string {
  return crv === undefined ? kty : `${kty} (${crv})`;
}

/** The keys that an algorithm works with, in words; "none" works with no key. */
export function describeKeysOf({ kty, curves }: Algorithm): string {
  if (kty === null) return 'no key at all';
  const types = (typeof kty === 'string' ? [kty] : kty).map((type) => {
    const own = curves?.filter((name) => curveOf(name)?.kty === type);
    return describeKeyType(type, own?.join(' or '));
  });
  return `a key of type ${types.join(', or ')}`;
}
