/** The signature and MAC algorithms of JWS as data (RFC 7518 section 3 and its successors). */

import type { Algorithm } from './algorithm';
import type { Kty } from './key-types';

/** A row of {@link signatureAlgorithms}. Its `index` is its position in the table. */
export interface SignatureAlgorithm extends Algorithm {
  readonly kty: Kty | null;
}

type Row = Pick<SignatureAlgorithm, 'name' | 'kty' | 'recommended' | 'rfc'> & {
  readonly curves?: readonly string[];
  /** RFC 7518 section 3.2: the key is at least as long as the hash. */
  readonly minBits?: number;
};

const rows = [
  { name: 'HS256', kty: 'oct', minBits: 256, recommended: true, rfc: 'RFC 7518 section 3.2' },
  { name: 'HS384', kty: 'oct', minBits: 384, recommended: false, rfc: 'RFC 7518 section 3.2' },
  { name: 'HS512', kty: 'oct', minBits: 512, recommended: false, rfc: 'RFC 7518 section 3.2' },
  { name: 'RS256', kty: 'RSA', recommended: true, rfc: 'RFC 7518 section 3.3' },
  { name: 'RS384', kty: 'RSA', recommended: false, rfc: 'RFC 7518 section 3.3' },
  { name: 'RS512', kty: 'RSA', recommended: false, rfc: 'RFC 7518 section 3.3' },
  { name: 'PS256', kty: 'RSA', recommended: false, rfc: 'RFC 7518 section 3.5' },
  { name: 'PS384', kty: 'RSA', recommended: false, rfc: 'RFC 7518 section 3.5' },
  { name: 'PS512', kty: 'RSA', recommended: false, rfc: 'RFC 7518 section 3.5' },
  { name: 'ES256', kty: 'EC', curves: ['P-256'], recommended: true, rfc: 'RFC 7518 section 3.4' },
  { name: 'ES384', kty: 'EC', curves: ['P-384'], recommended: false, rfc: 'RFC 7518 section 3.4' },
  { name: 'ES512', kty: 'EC', curves: ['P-521'], recommended: false, rfc: 'RFC 7518 section 3.4' },
  { name: 'ES256K', kty: 'EC', curves: ['secp256k1'], recommended: false, rfc: 'RFC 8812 section 3.2' },
  { name: 'EdDSA', kty: 'OKP', curves: ['Ed25519', 'Ed448'], recommended: false, rfc: 'RFC 8037 section 3.1' },
  { name: 'Ed25519', kty: 'OKP', curves: ['Ed25519'], recommended: false, rfc: 'RFC 9864 section 2.2' },
  { name: 'Ed448', kty: 'OKP', curves: ['Ed448'], recommended: false, rfc: 'RFC 9864 section 2.2' },
  { name: 'ML-DSA-44', kty: 'AKP', recommended: false, rfc: 'RFC 9964 section 5' },
  { name: 'ML-DSA-65', kty: 'AKP', recommended: false, rfc: 'RFC 9964 section 5' },
  { name: 'ML-DSA-87', kty: 'AKP', recommended: false, rfc: 'RFC 9964 section 5' },
  { name: 'none', kty: null, recommended: false, rfc: 'RFC 7518 section 3.6' },
] as const satisfies readonly Row[];

/** The names in the table. */
export type SignatureAlgorithmName = (typeof rows)[number]['name'];

const keyOps = Object.freeze({ sign: Object.freeze(['sign']), verify: Object.freeze(['verify']) });

// Members that do not apply are there and undefined: an absent one would be looked for in `Object.prototype`.
function freeze(row: Row, index: number): SignatureAlgorithm {
  return Object.freeze({
    ...row,
    curves: row.curves === undefined ? undefined : Object.freeze(row.curves),
    minBits: row.minBits,
    exactBits: undefined,
    keyOps,
    otherName: undefined,
    mustBeNamed: row.kty === null,
    index,
  });
}

/** Every signature algorithm that JWS can name, in the order of the specifications. */
export const signatureAlgorithms: readonly SignatureAlgorithm[] = Object.freeze(rows.map(freeze));

const byName = new Map(signatureAlgorithms.map((row) => [row.name, row]));

/** The row of an "alg" value, or `undefined`. Names are compared literally: `none` is known and `None` is not. */
export function signatureAlgorithm(name: string): SignatureAlgorithm | undefined {
  return byName.get(name);
}

/** The names that are allowed where the caller names none: those RFC 7518 section 3.1 requires or recommends. */
export const recommendedSignatureAlgorithms: readonly string[] = Object.freeze(
  signatureAlgorithms.filter((row) => row.recommended).map((row) => row.name),
);
