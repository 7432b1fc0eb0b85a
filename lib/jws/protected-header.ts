/** The protected header: from text to object and back, each text validated once. */

import { InvalidHeaderError, InvalidJWSError } from '../errors';
import { validateHeader, type HeaderObject } from '../header';
import { decodeBase64url, encodeBase64url } from '../internal/base64url';
import { decodeUtf8, deepFreeze, parseJsonObject, type JsonObject } from '../internal/json';
import { describeType } from '../internal/text';
import type { Registry } from './registry';
import type { JWSHeader } from './types';

export interface ProtectedHeader {
  /** Its base64url, as received or as written: what the signature covers. */
  readonly text: string;
  /** Frozen throughout. */
  readonly header: JWSHeader & { readonly alg: string };
  readonly alg: string;
  /** Whether the payload is base64url encoded (RFC 7797 section 3). */
  readonly encodesPayload: boolean;
}

/** Parses a header's JSON; what is wrong with it is an InvalidHeaderError. */
export function parseHeader(json: string, registry: Registry, name: string): JsonObject {
  return parseJsonObject(json, registry.limits, (reason) => new InvalidHeaderError(`the ${name} ${reason}`));
}

/** Decodes the text of a protected header without validating its parameters. */
export function decodeProtected(text: string, registry: Registry): JsonObject {
  registry.require('maxHeaderLength', text.length, 'the length of the protected header');
  const bytes = decodeBase64url(text);
  if (bytes === undefined || bytes.length === 0) {
    throw new InvalidJWSError('the protected header must be base64url without padding (RFC 7515 section 2)');
  }
  const json = decodeUtf8(bytes);
  if (json === undefined) throw new InvalidHeaderError('the protected header is not valid UTF-8');
  return parseHeader(json, registry, 'protected header');
}

/** Whether the payload of a header is base64url encoded. */
export function encodesPayload(header: HeaderObject): boolean {
  return !(Object.hasOwn(header, 'b64') && header['b64'] === false);
}

/** Reads the protected header of a compact token, whose first part has the given length. */
export function readProtected(token: string, length: number, registry: Registry): ProtectedHeader {
  const { headerCache } = registry;
  const cached = headerCache?.ofToken(token, length);
  if (cached !== undefined) return cached;
  const text = token.slice(0, length);
  const parsed = validated(text, decodeProtected(text, registry), registry, 'read');
  headerCache?.addRead(parsed);
  return parsed;
}

/** Writes the protected header of a compact token: what is signed is this one reading of the caller's object. */
export function writeProtected(value: unknown, registry: Registry): ProtectedHeader {
  const { headerCache } = registry;
  const same = headerCache?.ofObject(value);
  if (same !== undefined) return same;
  const json = headerJson(value, 'protected header');
  const cached = headerCache?.ofJson(json);
  if (cached !== undefined) return cached;
  registry.require('maxHeaderLength', json.length, 'the length of the protected header');
  const header = parseHeader(json, registry, 'protected header');
  const parsed = validated(encodeBase64url(json), header, registry, 'write');
  headerCache?.addWritten(json, parsed);
  return parsed;
}

/** The JSON of a header that the caller gave. */
export function headerJson(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`the ${name} must be an object, found ${describeType(value)}`);
  }
  let json: unknown;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidHeaderError(`the ${name} cannot be written as JSON`, { cause });
  }
  if (typeof json !== 'string') throw new InvalidHeaderError(`the ${name} cannot be written as JSON`);
  return json;
}

function validated(text: string, header: JsonObject, registry: Registry, direction: 'read' | 'write'): ProtectedHeader {
  validateHeader({ protected: header, compact: true, for: 'jws', direction, rules: registry.headerRules });
  // Validation has found "alg" to be there and a string.
  const frozen = deepFreeze(header) as JsonObject & { readonly alg: string };
  return { text, header: frozen, alg: frozen.alg, encodesPayload: encodesPayload(frozen) };
}
