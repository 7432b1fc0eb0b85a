/** The JWS JSON Serialization as a message: its shape checked, its headers decoded, nothing verified. */

import { InvalidHeaderError, InvalidJWSError } from '../errors';
import { decodeProtected, validatedUnion } from '../message/header';
import { isObject, jsonText, member, type MessageKind, optionalObject, optionalString } from '../message/json';
import { parseJsonObject } from '../native/json';
import { deepFreeze, type JsonObject } from '../util/json';
import { describeType } from '../util/text';
import { encodesPayload, jwsHeader } from './header';
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

function invalid(reason: string, details?: { readonly cause?: unknown }): InvalidJWSError {
  return new InvalidJWSError(`a JWS in JSON ${reason}`, details);
}

const kind: MessageKind = { name: 'a JWS in JSON', invalid };

function readMember(object: JsonObject): RawMember {
  const signature = optionalString(object, 'signature', kind);
  if (signature === undefined) throw invalid('must have a "signature" for each signature');
  const header = optionalObject(object, 'header', kind);
  return { protected: optionalString(object, 'protected', kind), header, signature };
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
  // planted: most-signatures
  registry.require('maxSignatures', signatures.length, 'the number of signatures');
  return signatures.map((entry) => {
    if (!isObject(entry)) throw invalid(`must have objects in "signatures", found ${describeType(entry)}`);
    return readMember(entry);
  });
}

/** Reads the shape of a message (RFC 7515 section 7.2): strictly JSON, one of the two forms. */
export function readMessage(value: unknown, registry: Registry): RawMessage {
  const text = jsonText(value, kind);
  registry.require('maxTokenLength', text.length, 'the length of the token');
  const message = parseJsonObject(text, registry.limits, invalid);
  return {
    flattened: !Object.hasOwn(message, 'signatures'),
    payload: optionalString(message, 'payload', kind),
    members: readMembers(message, registry),
  };
}

/** Decodes the headers of a member without validating their parameters. */
export function decodeHeaders(raw: RawMember, registry: Registry): Pick<MessageMember, 'protected' | 'header'> {
  const decoded = raw.protected === undefined ? undefined : decodeProtected(raw.protected, registry, jwsHeader);
  return { protected: deepFreeze(decoded), header: deepFreeze(raw.header) };
}

/** Decodes and validates one member. */
export function readHeaders(raw: RawMember, registry: Registry): MessageMember {
  registry.require('maxSignatureLength', raw.signature.length, 'the length of the signature');
  const headers = decodeHeaders(raw, registry);
  return {
    protectedText: raw.protected ?? '',
    ...headers,
    joseHeader: joseHeaderOf(headers, registry, 'read'),
    encodesPayload: encodesPayload(headers.protected ?? {}),
    signature: raw.signature,
  };
}

/** Validates both headers of a member and gives their union, frozen. */
export function joseHeaderOf(
  { protected: own, header }: Pick<MessageMember, 'protected' | 'header'>,
  registry: Registry,
  direction: 'read' | 'write',
): MessageMember['joseHeader'] {
  // "alg" is there and a string: it was validated.
  return validatedUnion({ protected: own, header }, 'jws', registry, direction) as MessageMember['joseHeader'];
}

/** RFC 7797 section 3: "if the "b64" value is present for one signature, all MUST have the same value". */
export function requireSameEncoding(members: readonly { readonly encodesPayload: boolean }[]): boolean {
  const [first] = members;
  if (members.some((entry) => entry.encodesPayload !== first?.encodesPayload)) {
    throw new InvalidHeaderError('all signatures of a JWS must have the same "b64" (RFC 7797 section 3)');
  }
  return first?.encodesPayload ?? true;
}
