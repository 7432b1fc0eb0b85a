/** What the values of registered parameters look like: a description for messages, and a check. */

import { privateMemberNames } from '../jwa';
import { decodeBase64url } from '../util/base64url';

/** The type of a parameter's value. */
export interface ValueType {
  /** Completes the sentence "must be …". */
  readonly expected: string;
  /** Whether a value is of the type. */
  readonly accepts: (value: unknown) => boolean;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// RFC 3986: a scheme, a colon, and of the characters a URI may have. Whether it can be resolved is not asked.
const uriSyntax = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]*$/;

// RFC 4648 section 4, with its padding.
const base64Syntax = /^[A-Za-z0-9+/]+={0,2}$/;

function isCertificate(value: unknown): boolean {
  return isString(value) && value.length % 4 === 0 && base64Syntax.test(value);
}

// RFC 7515 section 4.1.3: "This key is represented as a JSON Web Key", a public one.
function isPublicJwk(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.hasOwn(value, 'kty') &&
    isString(value.kty) &&
    !Object.keys(value).some((name) => privateMemberNames.has(name))
  );
}

/** Any string. */
export const string: ValueType = { expected: 'a string', accepts: isString };

/** A boolean, never a text such as "false". */
export const boolean: ValueType = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };

/** An absolute URI, by its syntax. */
export const uri: ValueType = {
  expected: 'a string with an absolute URI (RFC 3986)',
  accepts: (value) => isString(value) && uriSyntax.test(value),
};

/** A list of texts. */
export const strings: ValueType = {
  expected: 'a non-empty array of strings',
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isString),
};

/** One text or a list of texts, as "aud" has it (RFC 7519 section 4.1.3). */
export const stringOrStrings: ValueType = {
  expected: 'a string or an array of strings',
  accepts: (value) => isString(value) || (Array.isArray(value) && value.every(isString)),
};

/** An X.509 chain (RFC 7515 section 4.1.6). What the octets are is not looked at: nothing here trusts them. */
export const certificates: ValueType = {
  expected: 'a non-empty array of certificates in standard base64 (not base64url)',
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isCertificate),
};

/** A public key (RFC 7515 section 4.1.3, RFC 7518 section 4.6.1.1). Whether it is sound is for its import to say. */
export const publicJwk: ValueType = {
  expected: 'a public JWK: an object with a string "kty" and without private members',
  accepts: isPublicJwk,
};

/** Binary content of any length. */
export const base64url: ValueType = {
  expected: 'a string of unpadded base64url',
  accepts: (value) => isString(value) && decodeBase64url(value) !== undefined,
};

/** Base64url of exactly so many octets. */
export function base64urlOf(length: number): ValueType {
  return {
    expected: `${length} octets in unpadded base64url`,
    accepts: (value) => isString(value) && decodeBase64url(value)?.length === length,
  };
}

/** Base64url of at least so many octets. */
export function base64urlFrom(least: number): ValueType {
  return {
    expected: `at least ${least} octets in unpadded base64url`,
    accepts: (value) => isString(value) && (decodeBase64url(value)?.length ?? -1) >= least,
  };
}

/** An integer from so much on. How large it may be is for a limit to say. */
export function integerFrom(least: number): ValueType {
  return {
    expected: `an integer of at least ${least}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= least,
  };
}

/** What "crit" holds (RFC 7515 section 4.1.11). Whether the names are understood is for crit.ts to say. */
export const criticalNames: ValueType = {
  expected: 'a non-empty array of distinct header parameter names',
  accepts: (value) =>
    Array.isArray(value) && value.length > 0 && value.every(isString) && new Set(value).size === value.length,
};
