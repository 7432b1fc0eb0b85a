/** The content encryption algorithms of JWE as data (RFC 7518 section 5). */

import type { Algorithm } from './algorithm';

/** A row of {@link contentEncryptionAlgorithms}. */
export interface ContentEncryption {
  /** The "enc" value, compared literally. */
  readonly name: string;
  /** The size of its key in bits; of the composite ones, of both halves together. */
  readonly keyBits: number;
  /** Where it is specified. */
  readonly rfc: string;
  /** Its position in the table. */
  readonly index: number;
}

const cbc = 'RFC 7518 section 5.2';
const gcm = 'RFC 7518 section 5.3';

const rows = [
  { name: 'A128CBC-HS256', keyBits: 256, rfc: `${cbc}.3` },
  { name: 'A192CBC-HS384', keyBits: 384, rfc: `${cbc}.4` },
  { name: 'A256CBC-HS512', keyBits: 512, rfc: `${cbc}.5` },
  { name: 'A128GCM', keyBits: 128, rfc: gcm },
  { name: 'A192GCM', keyBits: 192, rfc: gcm },
  { name: 'A256GCM', keyBits: 256, rfc: gcm },
] as const satisfies readonly Omit<ContentEncryption, 'index'>[];

/** The names in the table. */
export type ContentEncryptionName = (typeof rows)[number]['name'];

/** Every content encryption algorithm, in the order of the specification. */
export const contentEncryptionAlgorithms: readonly ContentEncryption[] = Object.freeze(
  rows.map((row, index) => Object.freeze({ ...row, index })),
);

const byName = new Map(contentEncryptionAlgorithms.map((row) => [row.name, row]));

/** The row of an "enc" value, or `undefined`. Names are compared literally. */
export function contentEncryption(name: string): ContentEncryption | undefined {
  return byName.get(name);
}

/** What the operations of a key are called where it encrypts the content itself. */
export const contentKeyOps: Algorithm['keyOps'] = Object.freeze({
  encrypt: Object.freeze(['encrypt']),
  decrypt: Object.freeze(['decrypt']),
});
