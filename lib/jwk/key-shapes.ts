/** The tables of lib/jwa, turned round to what the importers ask of them. */

import {
  curveOf,
  curves,
  keyTypes,
  privateMemberNames,
  type CurveName,
  type KeyType,
  type Kty,
} from '../jwa/key-types';

/** The key types that this version of the library can hold. */
export type SupportedKty = Exclude<Kty, 'AKP'>;

/** What a JWK of a type must and may hold besides "kty" and "crv". */
export interface KeyShape {
  /** The curves of the type; empty where it has none. Their names are the native core's names of key types as well. */
  readonly curves: readonly string[];
  /** The members of every key of the type. */
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
  return {
    curves: curves.filter((curve) => curve.kty === kty).map(({ name }) => name),
    public: names(false, true).filter((name) => name !== 'crv'),
    private: names(true, true)[0] ?? '',
    privateExtras: names(true, false).filter((name) => name !== OTHER_PRIMES),
    rfc,
  };
}

const shapes = new Map<string, KeyShape>(
  keyTypes.filter(({ kty }) => kty !== 'AKP').map((row) => [row.kty, shapeOf(row)]),
);

export function isSupportedKty(kty: unknown): kty is SupportedKty {
  return typeof kty === 'string' && shapes.has(kty);
}

export function keyShape(kty: SupportedKty): KeyShape {
  const shape = shapes.get(kty);
  if (shape === undefined) throw new RangeError(`no key type ${kty}`);
  return shape;
}

export const supportedKtys: readonly string[] = [...shapes.keys()];

/** The JWK type that a native key type belongs to: `P-256` is an EC key on the curve of that name. */
export function ktyOfNativeType(type: string): { readonly kty: SupportedKty; readonly crv: CurveName | undefined } {
  const curve = curveOf(type);
  if (curve !== undefined) return { kty: curve.kty, crv: curve.name };
  if (!isSupportedKty(type)) throw new RangeError(`the native core knows a key type ${type}, the tables do not`);
  return { kty: type, crv: undefined };
}

/** Members that make up the key itself, in some type of key: nothing but the key may set them. "alg" of AKP is not one. */
export const materialMembers: ReadonlySet<string> = new Set([
  'kty',
  ...privateMemberNames,
  ...keyTypes.flatMap(({ members }) => members.map(({ name }) => name)).filter((name) => name !== 'alg'),
]);
