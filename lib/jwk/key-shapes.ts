/** The tables of lib/jwa, turned round to what the importers ask of them. */

import {
  akpParameterSetOf,
  akpParameterSets,
  curveOf,
  curves,
  keyTypes,
  privateMemberNames,
  type CurveName,
  type KeyType,
  type Kty,
} from '../jwa/key-types';

/** What a JWK of a type must and may hold besides "kty" and the member that says which key of the type it is. */
export interface KeyShape {
  /** The member that says which key of the type it is: "crv" of EC and OKP, "alg" of AKP. */
  readonly kind: 'crv' | 'alg' | undefined;
  /** The values that member may have; empty where there is none. They are the native core's names of key types as well. */
  readonly kinds: readonly string[];
  /** The members of every key of the type, apart from that one. */
  readonly public: readonly string[];
  /** The member that makes a key private. */
  readonly private: string;
  /** Private members that stand together or not at all (RFC 7518 section 6.3.2). */
  readonly privateExtras: readonly string[];
  readonly rfc: string;
}

/** RFC 7518 section 6.3.2.7: primes beyond two. A member that is refused rather than read. */
export const OTHER_PRIMES = 'oth';

function shapeOf({ kty, members, rfc }: KeyType): KeyShape {
  const names = (isPrivate: boolean, required: boolean): string[] =>
    members.filter((row) => row.isPrivate === isPrivate && row.required === required).map(({ name }) => name);
  const all = names(false, true);
  const kind = (['crv', 'alg'] as const).find((name) => all.includes(name));
  const kinds = kty === 'AKP' ? akpParameterSets : curves.filter((curve) => curve.kty === kty);
  return {
    kind,
    kinds: kinds.map(({ name }) => name),
    public: all.filter((name) => name !== kind),
    private: names(true, true)[0] ?? '',
    privateExtras: names(true, false).filter((name) => name !== OTHER_PRIMES),
    rfc,
  };
}

const shapes = new Map<string, KeyShape>(keyTypes.map((row) => [row.kty, shapeOf(row)]));

export function isKty(kty: unknown): kty is Kty {
  return typeof kty === 'string' && shapes.has(kty);
}

export function keyShape(kty: Kty): KeyShape {
  const shape = shapes.get(kty);
  if (shape === undefined) throw new RangeError(`no key type ${kty}`);
  return shape;
}

export const knownKtys: readonly string[] = [...shapes.keys()];

/** Which key a native key type is, as a JWK says it. */
export interface KeyKind {
  readonly kty: Kty;
  readonly crv: CurveName | undefined;
  /** Where the type of key leaves no choice: of AKP. */
  readonly alg: string | undefined;
}

/** The JWK type that a native key type belongs to: `P-256` is an EC key on the curve of that name. */
export function ktyOfNativeType(type: string): KeyKind {
  const curve = curveOf(type);
  if (curve !== undefined) return { kty: curve.kty, crv: curve.name, alg: undefined };
  if (akpParameterSetOf(type) !== undefined) return { kty: 'AKP', crv: undefined, alg: type };
  if (!isKty(type)) throw new RangeError(`the native core knows a key type ${type}, the tables do not`);
  return { kty: type, crv: undefined, alg: undefined };
}

/** Members that make up the key itself, in some type of key: nothing but the key may set them. "alg" of AKP is not one. */
export const materialMembers: ReadonlySet<string> = new Set([
  'kty',
  ...privateMemberNames,
  ...keyTypes.flatMap(({ members }) => members.map(({ name }) => name)).filter((name) => name !== 'alg'),
]);
