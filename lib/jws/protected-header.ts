/** The protected header of a JWS. */

import { InvalidJWSError } from '../errors';
import type { HeaderObject } from '../header';
import { encodeBase64url } from '../internal/base64url';
import type { JsonObject } from '../internal/json';
import type { CachedHeader } from '../message/header-cache';
import type { HeaderKind } from '../message/protected-header';
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
