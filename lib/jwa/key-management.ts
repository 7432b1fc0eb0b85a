/** The key management algorithms of JWE as data (RFC 7518 section 4, RFC 8037 section 3.2). */

import type { Algorithm } from './algorithm';
import { type ContentEncryption, contentEncryptionAlgorithms, contentKeyOps } from './content-encryption';
import type { Kty } from './key-types';

/** How the content key comes about, and with it which header parameters the algorithm has of its own. */
export type KeyManagementMode = 'dir' | 'aes-kw' | 'gcm-kw' | 'rsa' | 'ecdh' | 'pbes2';

/** A row of {@link keyManagementAlgorithms}. */
export interface KeyManagement extends Algorithm {
  readonly mode: KeyManagementMode;
  /** Whether there is no encrypted key: the content key is the shared secret, or agreed on (RFC 7516 section 2). */
  readonly isDirect: boolean;
  /** The iterations of PBES2 where the caller says nothing: what OWASP's Password Storage Cheat Sheet asks for. */
  readonly defaultCount: number | undefined;
}

const wrapping: Algorithm['keyOps'] = { encrypt: ['wrapKey', 'encrypt'], decrypt: ['unwrapKey', 'decrypt'] };

/** What the rows of a mode have in common. */
interface Mode {
  readonly kty: Kty | readonly Kty[];
  readonly curves?: readonly string[];
  readonly keyOps: Algorithm['keyOps'];
  readonly rfc: string;
}

const modes: Readonly<Record<KeyManagementMode, Mode>> = {
  dir: { kty: 'oct', keyOps: contentKeyOps, rfc: 'RFC 7518 section 4.5' },
  'aes-kw': { kty: 'oct', keyOps: wrapping, rfc: 'RFC 7518 section 4.4' },
  'gcm-kw': { kty: 'oct', keyOps: wrapping, rfc: 'RFC 7518 section 4.7' },
  rsa: {
    kty: 'RSA',
    keyOps: { encrypt: ['encrypt', 'wrapKey'], decrypt: ['decrypt', 'unwrapKey'] },
    rfc: 'RFC 7518 sections 4.2 and 4.3',
  },
  ecdh: {
    kty: ['EC', 'OKP'],
    curves: ['P-256', 'P-384', 'P-521', 'X25519', 'X448'],
    keyOps: { encrypt: ['deriveKey', 'deriveBits'], decrypt: ['deriveKey', 'deriveBits'] },
    rfc: 'RFC 7518 section 4.6',
  },
  pbes2: { kty: 'oct', keyOps: wrapping, rfc: 'RFC 7518 section 4.8' },
};

interface Row {
  readonly name: string;
  readonly mode: KeyManagementMode;
  readonly exactBits?: number;
  readonly isDirect?: true;
  readonly recommended?: true;
  readonly mustBeNamed?: true;
  readonly defaultCount?: number;
}

const rows = [
  { name: 'RSA1_5', mode: 'rsa', mustBeNamed: true },
  { name: 'RSA-OAEP', mode: 'rsa', recommended: true },
  { name: 'RSA-OAEP-256', mode: 'rsa', recommended: true },
  { name: 'RSA-OAEP-384', mode: 'rsa' },
  { name: 'RSA-OAEP-512', mode: 'rsa' },
  { name: 'A128KW', mode: 'aes-kw', exactBits: 128, recommended: true },
  { name: 'A192KW', mode: 'aes-kw', exactBits: 192 },
  { name: 'A256KW', mode: 'aes-kw', exactBits: 256, recommended: true },
  { name: 'dir', mode: 'dir', isDirect: true, recommended: true },
  { name: 'ECDH-ES', mode: 'ecdh', isDirect: true, recommended: true },
  { name: 'ECDH-ES+A128KW', mode: 'ecdh', recommended: true },
  { name: 'ECDH-ES+A192KW', mode: 'ecdh' },
  { name: 'ECDH-ES+A256KW', mode: 'ecdh', recommended: true },
  { name: 'A128GCMKW', mode: 'gcm-kw', exactBits: 128 },
  { name: 'A192GCMKW', mode: 'gcm-kw', exactBits: 192 },
  { name: 'A256GCMKW', mode: 'gcm-kw', exactBits: 256 },
  { name: 'PBES2-HS256+A128KW', mode: 'pbes2', mustBeNamed: true, defaultCount: 600_000 },
  { name: 'PBES2-HS384+A192KW', mode: 'pbes2', mustBeNamed: true, defaultCount: 210_000 },
  { name: 'PBES2-HS512+A256KW', mode: 'pbes2', mustBeNamed: true, defaultCount: 210_000 },
] as const satisfies readonly Row[];

/** The names in the table. */
export type KeyManagementName = (typeof rows)[number]['name'];

function freezeAll<T extends object>(value: T): T {
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freezeAll(member as object);
  return Object.freeze(value);
}

// Members that do not apply are there and undefined: an absent one would be looked for in `Object.prototype`.
function complete(row: Row, index: number): KeyManagement {
  const { kty, curves, keyOps, rfc } = modes[row.mode];
  return freezeAll({
    name: row.name,
    mode: row.mode,
    kty,
    curves,
    minBits: undefined,
    exactBits: row.exactBits,
    keyOps,
    otherName: undefined,
    isDirect: row.isDirect ?? false,
    recommended: row.recommended ?? false,
    mustBeNamed: row.mustBeNamed ?? false,
    defaultCount: row.defaultCount,
    rfc,
    index,
  });
}

/** Every key management algorithm, in the order of the specification. */
export const keyManagementAlgorithms: readonly KeyManagement[] = Object.freeze(rows.map(complete));

/** The names that are allowed where the caller names none: those RFC 7518 section 4.1 requires or recommends. */
export const recommendedKeyManagement: readonly string[] = Object.freeze(
  keyManagementAlgorithms.filter((row) => row.recommended).map((row) => row.name),
);

const byName = new Map(keyManagementAlgorithms.map((row) => [row.name, row]));

/** The row of an "alg" value, or `undefined`. Names are compared literally: `dir` is known and `DIR` is not. */
export function keyManagementAlgorithm(name: string): KeyManagement | undefined {
  return byName.get(name);
}

// With "dir" the key is that of the content encryption: it has that one's size, and a JWK may name either.
function directRow(direct: KeyManagement, { name, keyBits, rfc, index }: ContentEncryption): KeyManagement {
  const own = { exactBits: keyBits, otherName: name, rfc, index: keyManagementAlgorithms.length + index };
  return Object.freeze({ ...direct, ...own });
}

const direct = keyManagementAlgorithms.filter(({ mode }) => mode === 'dir');
const directRows = direct.flatMap((row) => contentEncryptionAlgorithms.map((content) => directRow(row, content)));

/** What an algorithm asks of its key together with a content encryption: of the two, "dir" alone depends on that. */
export function keyManagementWith(algorithm: KeyManagement, content: ContentEncryption): KeyManagement {
  return algorithm.mode === 'dir' ? (directRows[content.index] ?? algorithm) : algorithm;
}
