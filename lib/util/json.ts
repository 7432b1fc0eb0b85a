/** JSON values: what they look like, and how they are written, decoded and frozen. */

import { isUtf8 } from 'node:buffer';
import { types } from 'node:util';

/** A value that JSON can express. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object, as JSON.parse makes it: `__proto__` is an own member like any other. */
export interface JsonObject {
  [name: string]: JsonValue;
}

/** Whether a value is an object of no class: a literal, or what JSON.parse makes. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The JSON of a value, as JSON.stringify writes it, but for a `toJSON` of `Object.prototype`, which that would ask of each
 * object and array.
 *
 * @returns undefined for what JSON cannot express
 * @throws what JSON.stringify throws, and what the value's own getters and `toJSON` do
 */
export function toJson(value: unknown): string | undefined {
  const written = 'toJSON' in Object.prototype ? withoutForeign(value, '', new Set()) : value;
  return JSON.stringify(written);
}

/** A copy that JSON.stringify asks nothing of: a `toJSON` of an object's own or of its class was asked here. */
function withoutForeign(given: unknown, name: string, above: Set<object>): unknown {
  const value = askToJson(given, name);
  if (typeof value === 'function') return undefined;
  // eslint-disable-next-line no-restricted-syntax -- the cause of another error
  if (typeof value === 'bigint') throw new TypeError('JSON has no BigInts');
  if (typeof value !== 'object' || value === null) return value;
  if (types.isBoxedPrimitive(value)) return value.valueOf();
  // eslint-disable-next-line no-restricted-syntax -- the same
  if (above.has(value)) throw new TypeError('JSON has no objects that hold themselves');
  above.add(value);
  const copy = Array.isArray(value)
    ? Object.defineProperty(
        Array.from(value, (element: unknown, index) => withoutForeign(element, String(index), above)),
        'toJSON',
        { __proto__: null, value: undefined } as PropertyDescriptor,
      )
    : nullObject(Object.entries(value).map(([key, member]) => [key, withoutForeign(member, key, above)]));
  above.delete(value);
  return copy;
}

function nullObject(entries: readonly (readonly [string, unknown])[]): object {
  return Object.setPrototypeOf(Object.fromEntries(entries), null) as object;
}

function askToJson(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (let holder: object | null = value; holder !== null;) {
    const next = Object.getPrototypeOf(holder) as object | null;
    if (next === null && holder !== value) return value;
    if (Object.hasOwn(holder, 'toJSON')) {
      const { toJSON } = value as { toJSON: unknown };
      return typeof toJSON === 'function' ? Reflect.apply(toJSON, value, [name]) : value;
    }
    holder = next;
  }
  return value;
}

/** The text of UTF-8 octets, or `undefined` when they are not valid UTF-8. A byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) {
    return undefined;
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/**
 * Freezes a JSON value with everything in it, and returns it. Iterative: nesting costs no stack. What is below an object
 * that was frozen already is frozen as well: a caller's function may have frozen that object alone.
 */
export function deepFreeze<T>(value: T): T {
  const pending: unknown[] = [value];
  // Each of these is looked into once, so that even what contains itself has an end.
  const frozenBefore = new Set<object>();
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next) || frozenBefore.has(next)) continue;
    if (Object.isFrozen(next)) frozenBefore.add(next);
    else Object.freeze(next);
    for (const member of Object.values(next)) {
      pending.push(member);
    }
  }
  return value;
}
