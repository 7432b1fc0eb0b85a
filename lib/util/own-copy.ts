/**
 * Copies of what a caller gave. A getter or a proxy may say another thing each time, and an array may change: so each
 * value is read once, and what was checked is what is used.
 */

import { isPlainObject } from './json';

/** A list, each element read once and the length before them, unless it was read already; a hole becomes undefined. */
export function ownList(list: readonly unknown[], length = list.length): unknown[] {
  const own: unknown[] = [];
  // Not by iterating: the array may have an iterator of its own.
  for (let index = 0; index < length; index++) own.push(list[index]);
  return own;
}

/**
 * A value with the arrays and plain objects in it copied throughout: own enumerable members alone. Anything else in it,
 * such as a Date, stays what it is. Iterative, so that nesting costs no stack; what contains itself still does.
 */
export function ownData(value: unknown): unknown {
  const copies = new Map<unknown, unknown[] | Record<string, unknown>>();
  const pending: (unknown[] | Record<string, unknown>)[] = [];
  const copyOf = (given: unknown): unknown => {
    if (!Array.isArray(given) && !isPlainObject(given)) return given;
    const known = copies.get(given);
    if (known !== undefined) return known;
    // Of a member named "__proto__" spreading makes an own member, too.
    const copy = Array.isArray(given) ? ownList(given) : { ...given };
    copies.set(given, copy);
    pending.push(copy);
    return copy;
  };
  const own = copyOf(value);
  for (let copy = pending.pop(); copy !== undefined; copy = pending.pop()) {
    // An own member is assigned, also one named "__proto__"; a descriptor would inherit what `Object.prototype` was given.
    for (const [name, member] of Object.entries(copy)) (copy as Record<string, unknown>)[name] = copyOf(member);
  }
  return own;
}

/** Whether a caller's value is a promise, of the language or of another library. What it inherits of `Object` is none. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  // `in` runs no getter, and nearly everything is told apart by it.
  return typeof value === 'object' && value !== null && 'then' in value && hasThen(value);
}

/** Whether a `then` function is an object's own or its class's. */
function hasThen(value: object): boolean {
  for (let holder: object | null = value; holder !== null;) {
    const next = Object.getPrototypeOf(holder) as object | null;
    // The end of every chain of prototypes is anybody's, unless it is the value itself.
    if (next === null && holder !== value) return false;
    if (Object.hasOwn(holder, 'then')) return typeof (value as { then?: unknown }).then === 'function';
    holder = next;
  }
  return false;
}
