/** The members that a JWK of any type may have (RFC 7517 section 4): their types, and what they must agree on. */

import { InvalidJWKError } from '../errors/classes';
import { describeKeysOf, describeKeyType, takesKeyOf } from '../jwa/algorithm';
import { algorithmOfKey } from '../jwa/algorithms';
import { quote } from '../util/text';
import { requireFewCertificates } from './certificates';
import { decodeStrictBase64 } from './import-pem';
import type { Members } from './json-copy';
import { operationAgainstUse } from './key-operations';
import { materialMembers } from './key-shapes';

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';

const isStringArray = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isString);

/** RFC 7517 section 4.3: "Duplicate key operation values MUST NOT be present in the array." */
const isDistinct: Check = (value) => isStringArray(value) && new Set(value).size === value.length;

/** RFC 7517 section 4.7: "Each string in the array is a base64-encoded [...] (not base64url-encoded) DER PKIX certificate value." */
const isCertificateChain: Check = (value) => {
  if (!isStringArray(value)) return false;
  requireFewCertificates(value.length);
  return value.length > 0 && value.every((text) => decodeStrictBase64(text) !== undefined);
};

/** x5t and x5t#S256 are type-checked, never compared: they are hints to find a certificate by, not evidence. */
const registered: readonly { readonly name: string; readonly check: Check; readonly expected: string }[] = [
  { name: 'kid', check: isString, expected: 'a string' },
  { name: 'use', check: isString, expected: 'a string such as "sig" or "enc"' },
  { name: 'key_ops', check: isDistinct, expected: 'an array of distinct strings' },
  { name: 'alg', check: isString, expected: 'a string' },
  { name: 'x5u', check: isString, expected: 'a string, the URL of a certificate chain' },
  { name: 'x5c', check: isCertificateChain, expected: 'a non-empty array of base64 (not base64url) certificates' },
  { name: 'x5t', check: isString, expected: 'a base64url string' },
  { name: 'x5t#S256', check: isString, expected: 'a base64url string' },
];

/** The members that a JWK of any type may have. */
export const registeredMembers: readonly string[] = registered.map(({ name }) => name);

/** What a key says about itself, apart from the key. */
export interface KeyInfo {
  readonly kid: string | undefined;
  readonly use: string | undefined;
  readonly keyOps: readonly string[] | undefined;
  readonly alg: string | undefined;
}

/** The members of a JWK that are not the key itself; those that belong to keys of another type are dropped. */
export function withoutMaterial(members: Members): Members {
  const rest = Object.entries(members).filter(([name]) => !materialMembers.has(name));
  const result = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of rest) result[name] = value;
  return result;
}

/** Checks the members' types, that "key_ops" agrees with "use", and that "alg" is an algorithm of such a key. */
export function readKeyInfo(members: Members, kty: string, crv: string | undefined): KeyInfo {
  for (const { name, check, expected } of registered) {
    const value = members[name];
    if (value !== undefined && !check(value)) {
      throw new InvalidJWKError(`the JWK member "${name}" must be ${expected}; found ${describe(value)}`);
    }
  }
  // The table above has checked what is asserted here.
  const info = { kid: members.kid, use: members.use, keyOps: members.key_ops, alg: members.alg } as KeyInfo;
  checkUse(info);
  checkAlgorithm(info.alg, kty, crv);
  return info;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array that is not so';
  return typeof value === 'string' ? 'another string' : quote(value);
}

/** RFC 7517 section 4.3: if both "use" and "key_ops" are used, "the information they convey MUST be consistent". */
function checkUse({ use, keyOps }: KeyInfo): void {
  if (use === undefined || keyOps === undefined) return;
  const contradiction = operationAgainstUse(use, keyOps);
  if (contradiction === undefined) return;
  throw new InvalidJWKError(
    `the JWK's "use" is ${quote(use)}, but its "key_ops" has ${quote(contradiction)}; leave out one of the two members`,
  );
}

/** A name that is not known here contradicts nothing: the key just serves no known algorithm. */
function checkAlgorithm(alg: string | undefined, kty: string, crv: string | undefined): void {
  const row = alg === undefined ? undefined : algorithmOfKey(alg);
  if (row === undefined || row.kty === null || takesKeyOf(row, kty, crv)) return;
  throw new InvalidJWKError(
    `the JWK's "alg" is ${quote(alg)}, which needs ${describeKeysOf(row)}; this key is ${describeKeyType(kty, crv)}`,
  );
}
