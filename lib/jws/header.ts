/** The protected header of a JWS, and the payload in its three states: base64url, unencoded (RFC 7797), detached (RFC 7515 appendix F). */

import { isUtf8 } from 'node:buffer';

import { InvalidJWSError } from '../errors';
import type { HeaderObject } from '../header/validate';
import type { HeaderKind } from '../message/header';
import type { CachedHeader } from '../message/header-cache';
import { decodeBase64url, encodeBase64url } from '../util/base64url';
import type { Bytes } from '../util/bytes';
import type { JsonObject } from '../util/json';
import type { JWSHeader } from './types';

export interface ProtectedHeader extends CachedHeader {
  /** Its base64url, as received or as written: what the signature covers. */
  readonly text: string;
  readonly header: JWSHeader & { readonly alg: string };
  readonly alg: string;
  /** Whether the payload is base64url encoded (RFC 7797 section 3). */
  readonly encodesPayload: boolean;
}

/** Whether the payload of a header is base64url encoded. */
export function encodesPayload(header: HeaderObject): boolean {
  // planted: b64
  return !(Object.hasOwn(header, 'b64') && header['b64'] === false);
}

function parsed(text: string, header: JsonObject): ProtectedHeader {
  // Validation has found "alg" to be there and a string.
  const own = header as JsonObject & { readonly alg: string };
  return { text, header: own, alg: own.alg, encodesPayload: encodesPayload(own) };
}

export const jwsHeader: HeaderKind<ProtectedHeader> = {
  kind: 'jws',
  invalid: (reason) => new InvalidJWSError(reason),
  ofRead: parsed,
  ofWritten: (json, header) => parsed(encodeBase64url(json), header),
  isRepeatable: () => true,
};

/** What an unencoded payload may hold to be attached when a compact token is made. */
const attachable = /^[A-Za-z0-9_-]+$/;

/** Octets that are looked at together. */
const pieceLength = 64 * 1024;

/**
 * What an attached unencoded payload may hold when it is read. RFC 7797 section 5.2 allows printable ASCII but the
 * period, which would be read as a separator; that it also survives in a URL was for its maker to see to.
 */
const readable = /^[\x20-\x2d\x2f-\x7e]*$/;

/**
 * Whether an unencoded payload is attached to a compact token. RFC 7797 section 5.2 leaves it to the application which
 * payloads survive in a URL; these do, whatever carries the token.
 */
export function isAttachable(payload: Bytes): boolean {
  if (typeof payload === 'string') return attachable.test(payload);
  const octets = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  // Piece by piece: all of it may be more than a string can hold.
  for (let at = 0; at < octets.length; at += pieceLength) {
    if (!attachable.test(octets.toString('latin1', at, at + pieceLength))) return false;
  }
  return octets.length > 0;
}

/** Whether an unencoded payload can stand in a JSON string, which holds Unicode text alone. */
export function isText(payload: Bytes): boolean {
  return typeof payload === 'string' || isUtf8(payload);
}

/** Decodes the payload of a JWS that is read; throws InvalidJWSError. */
export function decodePayload(text: string, isEncoded: boolean): Buffer {
  if (!isEncoded) return Buffer.from(text, 'utf8');
  const payload = decodeBase64url(text);
  if (payload === undefined) {
    throw new InvalidJWSError('the payload must be base64url without padding or white space (RFC 7515 section 2)');
  }
  return payload;
}

/** Checks the attached unencoded payload of a compact token. */
export function requireReadable(text: string): void {
  if (!readable.test(text)) {
    throw new InvalidJWSError(
      'an unencoded payload in a compact token must hold printable ASCII alone (RFC 7797 section 5.2); detach others',
    );
  }
}
