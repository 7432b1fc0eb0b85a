import type { SignatureAlgorithm } from '../jwa/signature-algorithms';

/** Whether an algorithm works with keys of a type and curve (RFC 7518 section 3.1 and its successors). */
export function takesKeyOf({ kty, curves }: SignatureAlgorithm, keyType: string, crv: string | undefined): boolean {
  return kty === keyType && (curves === undefined || (crv !== undefined && curves.includes(crv)));
}

/** The keys that an algorithm works with, in words: `EC (P-256)`. */
export function describeKeyType(kty: string, curves: readonly (string | undefined)[] | undefined): string {
  const names = curves?.filter((name) => name !== undefined) ?? [];
  return names.length === 0 ? kty : `${kty} (${names.join(' or ')})`;
}
