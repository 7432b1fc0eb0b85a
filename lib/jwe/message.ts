/** The JWE JSON Serialization as a message: its shape checked, its headers decoded, nothing decrypted. */

import { InvalidHeaderError, InvalidJWEError } from '../errors';
import type { Direction } from '../header/rules';
import type { HeaderParts } from '../header/validate';
import { decodeProtected, validatedUnion } from '../message/header';
import { isObject, jsonText, member, type MessageKind, optionalObject, optionalString } from '../message/json';
import { decodeBase64url } from '../util/base64url';
import { parseJsonObject } from '../native/json';
import { deepFreeze, type JsonObject } from '../util/json';
import { describeType } from '../util/text';
import { jweHeader } from './header';
import type { Registry } from './registry';
import type { JoseHeader, JWEHeader } from './types';

/** A recipient as it stands in the JSON. */
export interface RawRecipient {
  /** Frozen throughout. */
  readonly header: JsonObject | undefined;
  /** Empty where there is none. */
  readonly encryptedKey: string;
}

/** A message as it stands in the JSON; texts that are not there are empty, but for those whose absence has a meaning. */
export interface RawMessage {
  readonly flattened: boolean;
  readonly protected: string | undefined;
  readonly unprotected: JsonObject | undefined;
  readonly recipients: readonly RawRecipient[];
  readonly aad: string | undefined;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

function invalid(reason: string, details?: { readonly cause?: unknown }): InvalidJWEError {
  return new InvalidJWEError(`a JWE in JSON ${reason}`, details);
}

const kind: MessageKind = { name: 'a JWE in JSON', invalid };

function readRecipient(object: JsonObject): RawRecipient {
  return {
    header: deepFreeze(optionalObject(object, 'header', kind)),
    encryptedKey: optionalString(object, 'encrypted_key', kind) ?? '',
  };
}

function readRecipients(message: JsonObject, registry: Registry): readonly RawRecipient[] {
  const recipients = member(message, 'recipients');
  if (recipients === undefined) return [readRecipient(message)];
  // RFC 7516 section 7.2.2: the flattened syntax has no "recipients"; a message of both forms would be read differently
  // by different readers.
  for (const name of ['header', 'encrypted_key']) {
    if (Object.hasOwn(message, name)) throw invalid(`must have "recipients" or "${name}", not both`);
  }
  if (!Array.isArray(recipients) || recipients.length === 0) {
    throw invalid('must have a non-empty array in "recipients"');
  }
  registry.require('maxRecipients', recipients.length, 'the number of recipients');
  return recipients.map((entry) => {
    if (!isObject(entry)) throw invalid(`must have objects in "recipients", found ${describeType(entry)}`);
    return readRecipient(entry);
  });
}

/** Reads the shape of a message (RFC 7516 section 7.2): strictly JSON, one of the two forms. */
export function readMessage(value: unknown, registry: Registry): RawMessage {
  const text = jsonText(value, kind);
  registry.require('maxTokenLength', text.length, 'the length of the token');
  const message = parseJsonObject(text, registry.limits, invalid);
  const ciphertext = optionalString(message, 'ciphertext', kind);
  if (ciphertext === undefined) throw invalid('must have a "ciphertext"');
  return {
    flattened: !Object.hasOwn(message, 'recipients'),
    protected: optionalString(message, 'protected', kind),
    unprotected: optionalObject(message, 'unprotected', kind),
    recipients: readRecipients(message, registry),
    aad: optionalString(message, 'aad', kind),
    iv: optionalString(message, 'iv', kind) ?? '',
    ciphertext,
    tag: optionalString(message, 'tag', kind) ?? '',
  };
}

/** The headers that all recipients share. */
export interface SharedHeaders {
  readonly protected: JWEHeader | undefined;
  readonly unprotected: JWEHeader | undefined;
}

/** Decodes the headers that all recipients share, without validating their parameters. */
export function decodeShared(message: RawMessage, registry: Registry): SharedHeaders {
  const own = message.protected === undefined ? undefined : decodeProtected(message.protected, registry, jweHeader);
  return { protected: deepFreeze(own), unprotected: deepFreeze(message.unprotected) };
}

/** Validates the headers of a recipient and gives their union, frozen. */
export function joseHeaderOf(headers: HeaderParts, registry: Registry, direction: Direction): JoseHeader {
  // "alg" and "enc" are there and strings: they were validated.
  return validatedUnion(headers, 'jwe', registry, direction) as JoseHeader;
}

/** Decodes the additional authenticated data. */
export function decodeAad(aad: string | undefined): Buffer | undefined {
  const octets = aad === undefined ? undefined : decodeBase64url(aad);
  if (aad !== undefined && octets === undefined) throw invalid('must have an "aad" of unpadded base64url');
  return octets;
}

/** RFC 7516 section 7.2.1: the "enc" of all recipients "MUST be the same", since there is one ciphertext. */
export function requireSameContent(headers: readonly JoseHeader[]): void {
  const [first] = headers;
  if (headers.some(({ enc }) => enc !== first?.enc)) {
    throw new InvalidHeaderError('all recipients of a JWE must have the same "enc" (RFC 7516 section 7.2.1)');
  }
}

/** A direct algorithm makes the one content key from the recipient's own, so that there can be no other recipient. */
export function refuseDirectAmongSeveral(name: string, isDirect: boolean, count: number): void {
  if (isDirect && count > 1) {
    throw new InvalidJWEError(`a JWE with ${name} has one recipient, found ${count}`);
  }
}
