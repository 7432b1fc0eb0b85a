/** The header of a message: the protected header from text to object and back, and the JOSE header as the union of its parts. */

import { InvalidHeaderError, type JoseError, LimitExceededError } from '../errors';
import { typeError } from '../errors/base';
import type { ObjectKind } from '../header/parameters';
import type { Direction } from '../header/rules';
import { type HeaderParts, partOf, validateHeader } from '../header/validate';
import { decodeBase64url } from '../util/base64url';
import { parseJsonObject } from '../native/json';
import { decodeUtf8, deepFreeze, isPlainObject, type JsonObject, toJson } from '../util/json';
import { describeType } from '../util/text';
import type { CachedHeader } from './header-cache';
import type { AnyRegistry } from './registry';

/** What one kind of object makes of a protected header. */
export interface HeaderKind<Parsed extends CachedHeader> {
  readonly kind: ObjectKind;
  /** The error for a text that is no header at all. */
  invalid(reason: string): JoseError;
  /** What is remembered of a header that was read; it has been validated and frozen. */
  ofRead(text: string, header: JsonObject): Parsed;
  /** The same of one that was written. */
  ofWritten(json: string, header: JsonObject): Parsed;
  /** Whether another token may have the same header. */
  isRepeatable(parsed: Parsed): boolean;
}

/** Parses a header's JSON; what is wrong with it is an InvalidHeaderError. */
export function parseHeader(json: string, registry: AnyRegistry, name: string): JsonObject {
  return parseJsonObject(json, registry.limits, (reason) => new InvalidHeaderError(`the ${name} ${reason}`));
}

/** Decodes the text of a protected header without validating its parameters. */
export function decodeProtected(
  text: string,
  registry: AnyRegistry,
  { invalid }: Pick<HeaderKind<CachedHeader>, 'invalid'>,
): JsonObject {
  registry.require('maxHeaderLength', text.length, 'the length of the protected header');
  const bytes = decodeBase64url(text);
  if (bytes === undefined || bytes.length === 0) {
    throw invalid('the protected header must be base64url without padding or white space (RFC 7515 section 2)');
  }
  const json = decodeUtf8(bytes);
  if (json === undefined) throw new InvalidHeaderError('the protected header is not valid UTF-8');
  return parseHeader(json, registry, 'protected header');
}

/** Reads the protected header of a compact token, whose first part has the given length. */
export function readProtected<Parsed extends CachedHeader>(
  token: string,
  length: number,
  registry: AnyRegistry<Parsed>,
  kind: HeaderKind<Parsed>,
): Parsed {
  const { headerCache } = registry;
  const cached = headerCache?.ofToken(token, length);
  if (cached !== undefined) return cached;
  const text = token.slice(0, length);
  const header = validated(decodeProtected(text, registry, kind), registry, kind, 'read');
  const parsed = kind.ofRead(text, header);
  if (kind.isRepeatable(parsed)) headerCache?.addRead(parsed);
  return parsed;
}

/** A copy of a header whose JSON shows its members and nothing else; any other is for JSON.stringify alone to read. */
function ownMembers(value: unknown): unknown {
  if (!isPlainObject(value) || 'toJSON' in value) return value;
  try {
    return { ...value };
  } catch (cause) {
    // What a getter threw.
    throw new InvalidHeaderError('the protected header cannot be written as JSON', { cause });
  }
}

/** A header that is looked at before it is written: a copy, so that what was seen is what is written. */
export function ownHeader(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const own = ownMembers(value);
  return own === value ? (JSON.parse(headerJson(value, 'protected header')) as unknown) : own;
}

/** Writes the protected header of a compact token: what is made of it is this one reading of the caller's object. */
export function writeProtected<Parsed extends CachedHeader>(
  value: unknown,
  registry: AnyRegistry<Parsed>,
  kind: HeaderKind<Parsed>,
): Parsed {
  return writeOwnHeader(ownMembers(value), registry, kind);
}

/** The same for a header that is this library's own copy, see {@link ownHeader}. */
export function writeOwnHeader<Parsed extends CachedHeader>(
  own: unknown,
  registry: AnyRegistry<Parsed>,
  kind: HeaderKind<Parsed>,
): Parsed {
  const { headerCache } = registry;
  const same = headerCache?.ofObject(own);
  if (same !== undefined) return same;
  const json = headerJson(own, 'protected header');
  const cached = headerCache?.ofJson(json);
  if (cached !== undefined) return cached;
  requireLength(json, registry);
  const header = validated(parseHeader(json, registry, 'protected header'), registry, kind, 'write');
  const parsed = kind.ofWritten(json, header);
  headerCache?.addWritten(json, parsed);
  return parsed;
}

/** Checks the length that a protected header will have as base64url, as its readers will. */
export function requireLength(json: string, registry: AnyRegistry): void {
  const length = Math.ceil((Buffer.byteLength(json, 'utf8') * 4) / 3);
  registry.require('maxHeaderLength', length, 'the length of the protected header');
}

/** The JSON of a header that the caller gave. */
export function headerJson(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw typeError(`the ${name} must be an object, found ${describeType(value)}`);
  }
  let json: unknown;
  try {
    json = toJson(value);
  } catch (cause) {
    // V8's limits: the longest string, and how deep it recurses.
    if (cause instanceof RangeError) throw new LimitExceededError(`the ${name} is too long or nested too deep`);
    throw new InvalidHeaderError(`the ${name} cannot be written as JSON`, { cause });
  }
  if (typeof json !== 'string') throw new InvalidHeaderError(`the ${name} cannot be written as JSON`);
  return json;
}

/** A header that the caller gave for a message in JSON, read once. */
export interface GivenHeader {
  readonly json: string;
  /** Frozen throughout. */
  readonly header: JsonObject;
}

/**
 * Reads a header that the caller gave for a message in JSON. RFC 7515 section 7.2.1: "protected" is there "when the JWS
 * Protected Header value is non-empty; otherwise, it MUST be absent"; RFC 7516 section 7.2.1 says the same of all
 * three.
 */
export function readGivenHeader(value: unknown, name: string, registry: AnyRegistry): GivenHeader | undefined {
  if (value === undefined) return undefined;
  const json = headerJson(value, name);
  const header = parseHeader(json, registry, name);
  return Object.keys(header).length === 0 ? undefined : { json, header: deepFreeze(header) };
}

function validated(
  header: JsonObject,
  registry: AnyRegistry,
  { kind }: Pick<HeaderKind<CachedHeader>, 'kind'>,
  direction: 'read' | 'write',
): JsonObject {
  validateHeader({ protected: header, compact: true, for: kind, direction, rules: registry.headerRules });
  return deepFreeze(header);
}

/** Validates the parts of a JOSE header and gives their union (RFC 7515 section 4, RFC 7516 section 4), frozen. */
export function validatedUnion(
  parts: HeaderParts,
  kind: ObjectKind,
  registry: AnyRegistry,
  direction: Direction,
): Readonly<Record<string, unknown>> {
  validateHeader({ ...parts, compact: false, for: kind, direction, rules: registry.headerRules });
  const headers = [partOf(parts, 'protected'), partOf(parts, 'unprotected'), partOf(parts, 'header')];
  // fromEntries makes own members: a parameter named "__proto__" is only a name.
  return Object.freeze(Object.fromEntries(headers.flatMap((header) => Object.entries(header ?? {}))));
}
