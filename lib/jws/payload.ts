/** The payload in its three states: base64url, unencoded (RFC 7797), detached (RFC 7515 appendix F). */

import { isUtf8 } from 'node:buffer';

import { InvalidJWSError } from '../errors';
import { decodeBase64url } from '../internal/base64url';
import type { Bytes } from '../internal/bytes';

/** What an unencoded payload may hold to be attached when a compact token is made. */
const attachable = /^[A-Za-z0-9_-]+$/;

/**
 * What an attached unencoded payload may hold when it is read: the characters of a URL (RFC 3986 section 2) but the
 * period, which would be read as a separator.
 */
const urlCharacters = /^[A-Za-z0-9\-_~:/?#[\]@!$&'()*+,;=%]*$/;

/**
 * Whether an unencoded payload is attached to a compact token. RFC 7797 section 5.2 leaves it to the application which
 * payloads survive in a URL; these do, whatever carries the token.
 */
export function isAttachable(payload: Bytes): boolean {
  return attachable.test(typeof payload === 'string' ? payload : Buffer.from(payload).toString('latin1'));
}

/** Whether an unencoded payload can stand in a JSON string, which holds Unicode text alone. */
export function isText(payload: Bytes): boolean {
  return typeof payload === 'string' || isUtf8(payload);
}

/** Octets of a payload, as a Buffer of their own. */
export function ownBuffer(payload: Bytes): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload, 'utf8') : Buffer.from(payload);
}

/** Decodes the payload of a JWS that is read; throws InvalidJWSError. */
export function decodePayload(text: string, isEncoded: boolean): Buffer {
  if (!isEncoded) return Buffer.from(text, 'utf8');
  const payload = decodeBase64url(text);
  if (payload === undefined) {
    throw new InvalidJWSError('the payload must be base64url without padding (RFC 7515 section 2)');
  }
  return payload;
}

/** Checks the attached unencoded payload of a compact token. */
export function requireUrlCharacters(text: string): void {
  if (!urlCharacters.test(text)) {
    throw new InvalidJWSError(
      'an unencoded payload in a compact token must hold URL-safe characters alone (RFC 7797 section 5.2); detach others',
    );
  }
}
