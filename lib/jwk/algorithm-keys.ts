import type { Algorithm } from '../jwa/algorithm';
import { curveOf } from '../jwa/key-types';

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
