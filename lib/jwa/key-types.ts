/** The key types of JWK and their members, curves and parameter sets as data. */

/** A JWK member that belongs to one key type. */
export interface KeyMember {
  /** Its name in the JWK. */
  readonly name: string;
  /** Whether it is secret. */
  readonly isPrivate: boolean;
  /** Whether every key of the type has it; of private members, whether every private key has it. */
  readonly required: boolean;
}

interface KeyTypeRow {
  /** The "kty" value. */
  readonly kty: string;
  /** What the type is, in words. */
  readonly description: string;
  /** Where it is specified. */
  readonly rfc: string;
  /** Its own members, in the order in which a JWK of it is written. */
  readonly members: readonly KeyMember[];
  /** The members that its thumbprint covers, in the lexicographic order of RFC 7638 section 3.3. */
  readonly thumbprint: readonly string[];
}

/** A row of {@link keyTypes}. */
export interface KeyType extends KeyTypeRow {
  readonly kty: Kty;
}

interface CurveRow {
  /** The "crv" value. */
  readonly name: string;
  /** The key type whose keys may be on it. */
  readonly kty: 'EC' | 'OKP';
  /** The length of `x`, of `y` where there is one, and of `d`, in octets. */
  readonly coordinateLength: number;
  /** Whether keys on it can sign. */
  readonly signs: boolean;
  /** Whether keys on it can agree on a key (ECDH-ES). */
  readonly agrees: boolean;
  /** Where it is specified for JOSE. */
  readonly rfc: string;
}

/** A row of {@link curves}. */
export interface Curve extends CurveRow {
  readonly name: CurveName;
}

/** A row of {@link akpParameterSets}: for the type AKP the "alg" says what "crv" says elsewhere. */
export interface AkpParameterSet {
  /** The "alg" value. */
  readonly name: string;
  /** The length of `pub` in octets. */
  readonly publicLength: number;
  /** The length of `priv`, which is the seed, in octets. */
  readonly privateLength: number;
  /** Where it is specified for JOSE. */
  readonly rfc: string;
}

type Presence = 'required' | 'optional';

function publicMember(name: string, presence: Presence = 'required'): KeyMember {
  return Object.freeze({ name, isPrivate: false, required: presence === 'required' });
}

function privateMember(name: string, presence: Presence = 'required'): KeyMember {
  return Object.freeze({ name, isPrivate: true, required: presence === 'required' });
}

function keyType(row: KeyType): KeyType {
  return Object.freeze({ ...row, members: Object.freeze(row.members), thumbprint: Object.freeze(row.thumbprint) });
}

const rows = [
  {
    kty: 'oct',
    description: 'octet sequence: a shared secret',
    rfc: 'RFC 7518 section 6.4',
    members: [privateMember('k')],
    thumbprint: ['k', 'kty'],
  },
  {
    kty: 'RSA',
    description: 'RSA key',
    rfc: 'RFC 7518 section 6.3',
    members: [
      publicMember('n'),
      publicMember('e'),
      privateMember('d'),
      // Section 6.3.2: a producer that has one of the five includes all; a key may do with `d` alone.
      privateMember('p', 'optional'),
      privateMember('q', 'optional'),
      privateMember('dp', 'optional'),
      privateMember('dq', 'optional'),
      privateMember('qi', 'optional'),
      privateMember('oth', 'optional'),
    ],
    thumbprint: ['e', 'kty', 'n'],
  },
  {
    kty: 'EC',
    description: 'elliptic curve key',
    rfc: 'RFC 7518 section 6.2',
    members: [publicMember('crv'), publicMember('x'), publicMember('y'), privateMember('d')],
    thumbprint: ['crv', 'kty', 'x', 'y'],
  },
  {
    kty: 'OKP',
    description: 'octet key pair: Edwards and Montgomery curves',
    rfc: 'RFC 8037 section 2',
    members: [publicMember('crv'), publicMember('x'), privateMember('d')],
    thumbprint: ['crv', 'kty', 'x'],
  },
  {
    kty: 'AKP',
    description: 'algorithm key pair: ML-DSA',
    rfc: 'RFC 9964 section 3',
    members: [publicMember('alg'), publicMember('pub'), privateMember('priv')],
    thumbprint: ['alg', 'kty', 'pub'],
  },
] as const satisfies readonly KeyTypeRow[];

/** The "kty" values that are known here. */
export type Kty = (typeof rows)[number]['kty'];

/** Every key type. */
export const keyTypes: readonly KeyType[] = Object.freeze(rows.map(keyType));

const curveRows = [
  { name: 'P-256', kty: 'EC', coordinateLength: 32, signs: true, agrees: true, rfc: 'RFC 7518 section 6.2.1.1' },
  { name: 'P-384', kty: 'EC', coordinateLength: 48, signs: true, agrees: true, rfc: 'RFC 7518 section 6.2.1.1' },
  { name: 'P-521', kty: 'EC', coordinateLength: 66, signs: true, agrees: true, rfc: 'RFC 7518 section 6.2.1.1' },
  { name: 'secp256k1', kty: 'EC', coordinateLength: 32, signs: true, agrees: false, rfc: 'RFC 8812 section 3.1' },
  { name: 'Ed25519', kty: 'OKP', coordinateLength: 32, signs: true, agrees: false, rfc: 'RFC 8037 section 3.1' },
  { name: 'Ed448', kty: 'OKP', coordinateLength: 57, signs: true, agrees: false, rfc: 'RFC 8037 section 3.1' },
  { name: 'X25519', kty: 'OKP', coordinateLength: 32, signs: false, agrees: true, rfc: 'RFC 8037 section 3.2' },
  { name: 'X448', kty: 'OKP', coordinateLength: 56, signs: false, agrees: true, rfc: 'RFC 8037 section 3.2' },
] as const satisfies readonly CurveRow[];

/** The names of the curves. */
export type CurveName = (typeof curveRows)[number]['name'];

/** The names of the curves of one key type. */
export type CurveOf<K extends string> = Extract<(typeof curveRows)[number], { readonly kty: K }>['name'];

/** Every curve. */
export const curves: readonly Curve[] = Object.freeze(curveRows.map((row) => Object.freeze(row)));

const akpRows = [
  { name: 'ML-DSA-44', publicLength: 1312, privateLength: 32, rfc: 'RFC 9964 section 5' },
  { name: 'ML-DSA-65', publicLength: 1952, privateLength: 32, rfc: 'RFC 9964 section 5' },
  { name: 'ML-DSA-87', publicLength: 2592, privateLength: 32, rfc: 'RFC 9964 section 5' },
] as const satisfies readonly AkpParameterSet[];

/** The names of the parameter sets. */
export type AkpParameterSetName = (typeof akpRows)[number]['name'];

/** Every parameter set of the type AKP. */
export const akpParameterSets: readonly AkpParameterSet[] = Object.freeze(akpRows.map((row) => Object.freeze(row)));

const keyTypesByKty = new Map<string, KeyType>(keyTypes.map((row) => [row.kty, row]));
const curvesByName = new Map<string, Curve>(curves.map((row) => [row.name, row]));
const akpByName = new Map<string, AkpParameterSet>(akpParameterSets.map((row) => [row.name, row]));

/** The row of a "kty" value, or `undefined`. */
export function keyTypeOf(kty: string): KeyType | undefined {
  return keyTypesByKty.get(kty);
}

/** The row of a "crv" value, or `undefined`. */
export function curveOf(crv: string): Curve | undefined {
  return curvesByName.get(crv);
}

/** The row of an AKP key's "alg" value, or `undefined`. */
export function akpParameterSetOf(alg: string): AkpParameterSet | undefined {
  return akpByName.get(alg);
}

/** The names of all members that are secret in some key type: none of them may stand in a public JWK. */
export const privateMemberNames: ReadonlySet<string> = new Set(
  keyTypes.flatMap((row) => row.members.filter((member) => member.isPrivate).map((member) => member.name)),
);
