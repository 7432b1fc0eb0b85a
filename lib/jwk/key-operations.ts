/** "use" and "key_ops" (RFC 7517 sections 4.2 and 4.3) as data. */

interface Row {
  /** The "use" that the operation agrees with. */
  readonly use: 'sig' | 'enc';
  /** What of it is left to the public half of a key. */
  readonly publicHalf: readonly string[];
}

const rows = {
  sign: { use: 'sig', publicHalf: ['verify'] },
  verify: { use: 'sig', publicHalf: ['verify'] },
  encrypt: { use: 'enc', publicHalf: ['encrypt'] },
  decrypt: { use: 'enc', publicHalf: ['encrypt'] },
  wrapKey: { use: 'enc', publicHalf: ['wrapKey'] },
  unwrapKey: { use: 'enc', publicHalf: ['wrapKey'] },
  // The public key of an agreement is only an input to the other side's derivation.
  deriveKey: { use: 'enc', publicHalf: [] },
  deriveBits: { use: 'enc', publicHalf: [] },
} as const satisfies Readonly<Record<string, Row>>;

/** The values of "use" that are registered. */
export type KeyUseName = (typeof rows)[keyof typeof rows]['use'];

/** The values of "key_ops" that are registered. */
export type KeyOperationName = keyof typeof rows;

const operations: ReadonlyMap<string, Row> = new Map(Object.entries(rows));

/** The first operation that contradicts a "use"; values of either that nobody registered contradict nothing. */
export function operationAgainstUse(use: string, keyOps: readonly string[]): string | undefined {
  if (use !== 'sig' && use !== 'enc') return undefined;
  return keyOps.find((operation) => (operations.get(operation)?.use ?? use) !== use);
}

/** The operations of a key's public half. */
export function publicOperations(keyOps: readonly string[]): readonly string[] {
  return [...new Set(keyOps.flatMap((operation) => operations.get(operation)?.publicHalf ?? [operation]))];
}
