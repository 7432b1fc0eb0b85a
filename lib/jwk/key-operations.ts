/** "use" and "key_ops" (RFC 7517 sections 4.2 and 4.3) as data. */

/** The registered operations: which "use" they agree with, and what of them is left to the public half of a key. */
const operations: ReadonlyMap<string, { readonly use: 'sig' | 'enc'; readonly publicHalf: readonly string[] }> =
  new Map([
    ['sign', { use: 'sig', publicHalf: ['verify'] }],
    ['verify', { use: 'sig', publicHalf: ['verify'] }],
    ['encrypt', { use: 'enc', publicHalf: ['encrypt'] }],
    ['decrypt', { use: 'enc', publicHalf: ['encrypt'] }],
    ['wrapKey', { use: 'enc', publicHalf: ['wrapKey'] }],
    ['unwrapKey', { use: 'enc', publicHalf: ['wrapKey'] }],
    // The public key of an agreement is only an input to the other side's derivation.
    ['deriveKey', { use: 'enc', publicHalf: [] }],
    ['deriveBits', { use: 'enc', publicHalf: [] }],
  ]);

/** The first operation that contradicts a "use"; values of either that nobody registered contradict nothing. */
export function operationAgainstUse(use: string, keyOps: readonly string[]): string | undefined {
  if (use !== 'sig' && use !== 'enc') return undefined;
  return keyOps.find((operation) => (operations.get(operation)?.use ?? use) !== use);
}

/** The operations of a key's public half. */
export function publicOperations(keyOps: readonly string[]): readonly string[] {
  return [...new Set(keyOps.flatMap((operation) => operations.get(operation)?.publicHalf ?? [operation]))];
}
