/** Claims to text and back. */

import { isDeepStrictEqual } from 'node:util';

import { InvalidClaimError, InvalidHeaderError, InvalidJWTError, LimitExceededError } from '../errors';
import type { HeaderObject } from '../header';
import { decodeUtf8, parseJsonObject, type JsonValue } from '../internal/json';
import { ClaimsVerdict, type Verdict } from '../internal/native';
import { describeType } from '../internal/text';
import type { JWTClaims } from './types';

function notJson(reason: string): InvalidJWTError {
  return new InvalidJWTError(`the payload of a JWT must be a JSON object (RFC 7519 section 7.2); it ${reason}`);
}

/**
 * The claims of a text that the core has scanned for duplicate members and depth.
 *
 * @throws InvalidJWTError - it is not a JSON object
 */
export function claimsOf(text: string): JWTClaims {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // Without the engine's message, which quotes the text.
    throw notJson('is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notJson(`is ${describeType(value)}`);
  return value;
}

/** The claims of a payload that nothing is known of. Throws as {@link claimsOf}, and LimitExceededError. */
export function claimsOfOctets(octets: Uint8Array, limits: { readonly maxDepth: number }): JWTClaims {
  const text = decodeUtf8(octets);
  if (text === undefined) throw notJson('is not valid UTF-8');
  return parseJsonObject(text, limits, notJson);
}

/** Passes on what a verification found, unless the signature is good and the claims are not: that is an error. */
export function requireReadableClaims(found: ClaimsVerdict | string): Verdict | string {
  if (found === ClaimsVerdict.notUtf8) throw notJson('is not valid UTF-8');
  if (found === ClaimsVerdict.duplicateMember) throw notJson('has two members of the same name in one object');
  if (found === ClaimsVerdict.tooDeep) {
    throw new LimitExceededError('the claims are nested deeper than allowed; raise maxDepth in a registry to allow it');
  }
  return found;
}

/** RFC 7797 section 7: a JWT must not have "b64": false, because those that do not know it would read another payload. */
export function requireEncodedPayload(encodesPayload: boolean): void {
  // planted: b64-jwt
  if (!encodesPayload) {
    throw new InvalidHeaderError('a JWT must not have "b64": false in its header (RFC 7797 section 7)');
  }
}

/**
 * RFC 7519 section 5.3: where claims are replicated in the header of an encrypted JWT, the recipient "SHOULD verify that
 * their values are identical".
 */
const replicatedClaims: readonly string[] = ['iss', 'sub', 'aud'];

/** Checks the claims that the header of an encrypted JWT repeats. */
export function checkReplicated(header: HeaderObject, claims: JWTClaims): void {
  for (const claim of replicatedClaims) {
    if (!Object.hasOwn(header, claim)) continue;
    if (!Object.hasOwn(claims, claim) || !isDeepStrictEqual(header[claim], claims[claim])) {
      const reason = 'must be the same among the claims as in the header (RFC 7519 section 5.3)';
      throw new InvalidClaimError(`the claim "${claim}" ${reason}`, { claim, reason });
    }
  }
}
