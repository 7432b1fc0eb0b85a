/** Reading JSON strictly: one object, no duplicate names, bounded depth. The core looks at the names. */

import { type JoseError, LimitExceededError } from '../errors';
import type { JsonObject, JsonValue } from '../util/json';
import { describeType } from '../util/text';
import { JsonVerdict, native } from './load';

/** Makes the error for a refused text; the reason continues a sentence such as "the protected header ". */
export type JsonFail = (reason: string) => JoseError;

const byteOrderMark = 0xfeff;

/** Only the position: the engine's message quotes the text, which may be secret. */
function position(error: unknown): string {
  const found = error instanceof Error ? / at position (\d{1,10})/.exec(error.message) : null;
  return found?.[1] === undefined ? '' : ` (see position ${found[1]})`;
}

function parse(text: string, fail: JsonFail): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw fail(`is not valid JSON${position(error)}`);
  }
}

/**
 * Reads a JSON text that must be exactly one object.
 *
 * RFC 7515 section 4: "The Header Parameter names within the JOSE Header MUST be unique; JWS parsers MUST either reject
 * JWSs with duplicate Header Parameter names or use a JSON parser that returns only the lexically last duplicate member
 * name". This one rejects, at every level.
 *
 * @param text - the text, already decoded
 * @param limits - how many levels of arrays and objects may be nested
 * @param fail - makes the error to throw; the reason it is given says nothing of the contents
 * @throws LimitExceededError - nested deeper than `limits.maxDepth`
 */
export function parseJsonObject(text: string, limits: { readonly maxDepth: number }, fail: JsonFail): JsonObject {
  if (text.charCodeAt(0) === byteOrderMark) {
    throw fail('starts with a byte order mark; JSON texts must not (RFC 8259 section 8.1)');
  }
  // The scan comes first: it stops at the depth limit, whatever follows.
  const found = native.scanJson(text, limits.maxDepth);
  if (found === JsonVerdict.tooDeep) {
    throw new LimitExceededError(
      `expected JSON of at most ${limits.maxDepth} nested levels, found more; raise maxDepth in a registry to allow it`,
    );
  }
  // planted: duplicate-names
  if (found === JsonVerdict.duplicateMember) {
    throw fail('has two members of the same name in one object');
  }
  const value = parse(text, fail);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fail(`must be a JSON object, found ${describeType(value)}`);
  }
  // planted: duplicate-names-not-ok
  if (found !== JsonVerdict.ok) {
    throw fail('is not valid JSON');
  }
  return value;
}
