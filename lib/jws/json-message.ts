/** The JWS JSON Serialization as a message: its shape checked, its headers decoded, nothing verified. */

import { InvalidHeaderError, InvalidJWSError } from '../errors';
import { validateHeader } from '../header';
import { deepFreeze, parseJsonObject, type JsonObject, type JsonValue } from '../internal/json';
import { LimitExceededError } from '../errors';
import { describeType } from '../internal/text';
import { decodeProtected, encodesPayload } from './protected-header';
import type { Registry } from './registry';
import type { JWSHeader } from './types';

/** One signature of a message. */
export interface MessageMember {
  /** The protected header's base64url as received; empty where there is none. */
  readonly protectedText: string;
  readonly protected: JWSHeader | undefined;
  readonly header: JWSHeader | undefined;
  /** The union of both, frozen. */
  readonly joseHeader: JWSHeader & { readonly alg: string };
  readonly encodesPayload: boolean;
  readonly signature: string;
}

/** A member as it stands in the JSON. */
interface RawMember {
  readonly protected: string | undefined;
  readonly header: JsonObject | undefined;
  readonly signature: string;
}

export interface RawMessage {
  readonly flattened: boolean;
  /** The payload member as it stands; undefined where it is detached. */
  readonly payload: string | undefined;
  readonly members: readonly RawMember[];
}

function invalid(reason: string): InvalidJWSError {
  return new InvalidJWSError(`a JWS in JSON ${reason}`);
}

/**
 * The JSON text of a message given as text or object. An object is read once, as its JSON: what getters or proxies
 * would say a second time does not count, and the caller's object is never frozen.
 */
function jsonText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`${where}: a JWS in JSON is an object or its text, found ${describeType(value)}`);
  }
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    // V8's own recursion limit, far beyond any maxDepth.
    if (cause instanceof RangeError) throw new LimitExceededError('a JWS in JSON is nested too deep');
    throw new InvalidJWSError('a JWS in JSON must hold JSON values alone', { cause });
  }
  if (typeof text !== 'string') throw invalid('must hold JSON values alone');
  return text;
}

function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function optionalString(object: JsonObject, name: string): string | undefined {
  const value = member(object, name);
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`must have a string "${name}" or none, found ${describeType(value)}`);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMember(object: JsonObject): RawMember {
  const signature = optionalString(object, 'signature');
  if (signature === undefined) throw invalid('must have a "signature" for each signature');
  const header = member(object, 'header');
  if (header !== undefined && !isObject(header)) {
    throw invalid(`must have an object "header" or none, found ${describeType(header)}`);
  }
  return { protected: optionalString(object, 'protected'), header, signature };
}

function readMembers(message: JsonObject, registry: Registry): readonly RawMember[] {
  const signatures = member(message, 'signatures');
  if (signatures === undefined) return [readMember(message)];
  // RFC 7515 section 7.2.2: the flattened syntax has no "signatures"; a message of both forms would be read differently
  // by different readers.
  for (const name of ['signature', 'protected', 'header']) {
    if (Object.hasOwn(message, name)) throw invalid(`must have "signatures" or "${name}", not both`);
  }
  if (!Array.isArray(signatures) || signatures.length === 0) {
    throw invalid('must have a non-empty array in "signatures"');
  }
  registry.require('maxSignatures', signatures.length, 'the number of signatures');
  return signatures.map((entry) => {
    if (!isObject(entry)) throw invalid(`must have objects in "signatures", found ${describeType(entry)}`);
    return readMember(entry);
  });
}

/** Reads the shape of a message (RFC 7515 section 7.2): strictly JSON, one of the two forms. */
export function readMessage(value: unknown, registry: Registry, where: string): RawMessage {
  const text = jsonText(value, where);
  registry.require('maxTokenLength', text.length, 'the length of the token');
  const message = parseJsonObject(text, registry.limits, invalid);
  return {
    flattened: !Object.hasOwn(message, 'signatures'),
    payload: optionalString(message, 'payload'),
    members: readMembers(message, registry),
  };
}

/** Decodes the headers of a member without validating their parameters. */
export function decodeHeaders(raw: RawMember, registry: Registry): Pick<MessageMember, 'protected' | 'header'> {
  const decoded = raw.protected === undefined ? undefined : decodeProtected(raw.protected, registry);
  return { protected: deepFreeze(decoded), header: deepFreeze(raw.header) };
}

/** Decodes and validates one member. */
export function readHeaders(raw: RawMember, registry: Registry): MessageMember {
  registry.require('maxSignatureLength', raw.signature.length, 'the length of the signature');
  const headers = decodeHeaders(raw, registry);
  return {
    protectedText: raw.protected ?? '',
    ...headers,
    joseHeader: validatedUnion(headers, registry, 'read'),
    encodesPayload: encodesPayload(headers.protected ?? {}),
    signature: raw.signature,
  };
}

/** Validates both headers of a member and gives their union (RFC 7515 section 4), frozen. */
export function validatedUnion(
  headers: Pick<MessageMember, 'protected' | 'header'>,
  registry: Registry,
  direction: 'read' | 'write',
): MessageMember['joseHeader'] {
  const rules = registry.headerRules;
  validateHeader({ ...headers, compact: false, for: 'jws', direction, rules });
  // fromEntries makes own members: a parameter named "__proto__" is only a name. "alg" is a string: validated above.
  const entries = [...Object.entries(headers.protected ?? {}), ...Object.entries(headers.header ?? {})];
  const union: unknown = Object.freeze(Object.fromEntries(entries));
  return union as MessageMember['joseHeader'];
}

/** RFC 7797 section 3: "if the "b64" value is present for one signature, all MUST have the same value". */
export function requireSameEncoding(members: readonly { readonly encodesPayload: boolean }[]): boolean {
  const [first] = members;
  if (members.some((entry) => entry.encodesPayload !== first?.encodesPayload)) {
    throw new InvalidHeaderError('all signatures of a JWS must have the same "b64" (RFC 7797 section 3)');
  }
  return first?.encodesPayload ?? true;
}
