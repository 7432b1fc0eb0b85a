/** Copies and comparisons of JSON values that callers hold on to and may change. */

import { InvalidJWKError, LimitExceededError } from '../errors/classes';
import { ownList } from '../util/own-copy';
import { quote } from '../util/text';

const MAX_DEPTH = 64;

/** An object without a prototype, on which `__proto__` is a name like any other. */
export type Members = { readonly [name: string]: unknown };

/** A deeply frozen copy of a JSON value; undefined for what JSON would leave out of an object. */
export function copyJson(value: unknown, name: string, depth = 1): unknown {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') {
    throw new InvalidJWKError(`the JWK member ${quote(name)} must be a JSON value, found a ${typeof value}`);
  }
  if (depth > MAX_DEPTH) {
    throw new LimitExceededError(`the JWK member ${quote(name)} is nested deeper than ${MAX_DEPTH} levels`);
  }
  if (Array.isArray(value)) {
    return Object.freeze(ownList(value).map((element) => copyJson(element, name, depth + 1) ?? null));
  }
  const entries = Object.entries(value).map(([key, member]) => [key, copyJson(member, name, depth + 1)] as const);
  // fromEntries defines own members, so "__proto__" stays a member and sets no prototype.
  return Object.freeze(Object.fromEntries(entries.filter(([, member]) => member !== undefined)));
}

/** A frozen by-value copy of an object's own enumerable members. */
export function copyMembers(source: object): Members {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(source)) {
    const member = copyJson(value, name);
    if (member !== undefined) copy[name] = member;
  }
  return Object.freeze(copy);
}

function sameValue(current: unknown, copy: unknown, depth: number): boolean {
  if (current === copy) return true;
  if (typeof current !== 'object' || typeof copy !== 'object' || current === null || copy === null) return false;
  if (depth > MAX_DEPTH || Array.isArray(current) !== Array.isArray(copy)) return false;
  return sameMembers(current, copy, depth + 1);
}

/** Whether an object still has exactly the members that {@link copyMembers} saw, each of the same value. */
export function sameMembers(current: object, copy: object, depth = 1): boolean {
  // Runs for each token whose key is given as a JWK object, so it allocates next to nothing.
  const currentMembers = current as Members;
  const copiedMembers = copy as Members;
  let count = 0;
  for (const name of Object.keys(current)) {
    // An inherited member of the copy is no match: copies of nested objects have a prototype.
    if (!Object.hasOwn(copy, name)) return false;
    const copied = copiedMembers[name];
    const value = currentMembers[name];
    if (value !== copied && !sameValue(value, copied, depth)) return false;
    count++;
  }
  for (const name in copy) if (Object.hasOwn(copy, name)) count--;
  return count === 0;
}
