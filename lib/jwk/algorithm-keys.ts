import type { SignatureAlgorithm } from '../jwa/signature-algorithms';

/** Whether an algorithm works with keys of a type and curve (RFC 7518 section 3.1 and its successors). */
export function takesKeyOf({ kty, curves }: SignatureAlgorithm, keyType: string, crv: string | undefined): boolean {
  return kty === keyType && (curves === undefined || (crv !== undefined && curves.includes(crv)));
}

/** A type of key in words, such as `EC (P-256)`. */
export function describeKeyType(kty: string, crv: string | undefined): string {
  return crv === undefined ? kty : `${kty} (${crv})`;
}

/** The keys that an algorithm works with, in words; "none" works with no key. */
export function describeKeysOf({ kty, curves }: SignatureAlgorithm): string {
  return kty === null ? 'no key at all' : `a key of type ${describeKeyType(kty, curves?.join(' or '))}`;
}
