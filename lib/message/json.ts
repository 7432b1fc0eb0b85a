/** Messages in JSON: their text, and reading the members that both kinds have. */

import { type JoseError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import { type JsonObject, type JsonValue, toJson } from '../util/json';
import { describeType } from '../util/text';

/** What a message is called, and what is thrown at a malformed one. */
export interface MessageKind {
  /** Such as `a JWS in JSON`. */
  readonly name: string;
  /** The error for a message that has not the shape; the reason continues a sentence that starts with the name. */
  invalid(reason: string, details?: { readonly cause?: unknown }): JoseError;
}

const startsWithBrace = /^[ \t\n\r]*\{/;

/** Whether a text is that of a message in JSON: a compact token starts with base64url. */
export function isJsonText(text: string): boolean {
  return startsWithBrace.test(text);
}

/**
 * The JSON text of a message given as text or object. An object is read once, as its JSON: what getters or proxies
 * would say a second time does not count, and the caller's object is never frozen.
 */
export function jsonText(value: unknown, { name, invalid }: MessageKind): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw typeError(`${name} must be an object or its text, found ${describeType(value)}`);
  }
  let text: unknown;
  try {
    text = toJson(value);
  } catch (cause) {
    // V8's limits, far beyond any maxDepth and maxTokenLength: how deep it recurses, and the longest string.
    if (cause instanceof RangeError) throw new LimitExceededError(`${name} is too long or nested too deep`);
    throw invalid('must hold JSON values alone', { cause });
  }
  if (typeof text !== 'string') throw invalid('must hold JSON values alone');
  return text;
}

/** An own member of a JSON object. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A member that is a string or absent. */
export function optionalString(object: JsonObject, name: string, { invalid }: MessageKind): string | undefined {
  const value = member(object, name);
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`must have a string "${name}" or none, found ${describeType(value)}`);
}

/** A member that is an object or absent. */
export function optionalObject(object: JsonObject, name: string, { invalid }: MessageKind): JsonObject | undefined {
  const value = member(object, name);
  if (value === undefined || isObject(value)) return value;
  throw invalid(`must have an object "${name}" or none, found ${describeType(value)}`);
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
