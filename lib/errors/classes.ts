import { JoseError } from './base';
import { errorTable, type ErrorName, type ErrorRow, type FieldTypes } from './table';

export { JoseError };

type Row<Name extends ErrorName> = (typeof errorTable)[Name];

/** Fields that the table names, with their types. */
type Typed<Named> = { readonly [Field in keyof Named]: FieldTypes[Named[Field] & keyof FieldTypes] };

/** The extra fields of a class. */
type Fields<Name extends ErrorName> = (Row<Name> extends { readonly fields: infer Named } ? Typed<Named> : unknown) &
  (Row<Name> extends { readonly optionalFields: infer Named } ? Partial<Typed<Named>> : unknown);

type Cause<Name extends ErrorName> =
  Row<Name> extends { readonly withoutCause: true } ? { readonly cause?: never } : { readonly cause?: unknown };

/** The instances of one class. */
type ErrorNamed<Name extends ErrorName> = JoseError & {
  readonly name: Name;
  readonly code: Row<Name>['code'];
} & Fields<Name>;

/** What a class's constructor takes: the extra fields are mandatory where there are any. */
type Arguments<Name extends ErrorName> =
  Row<Name> extends { readonly fields: unknown }
    ? [message: string, details: Fields<Name> & Cause<Name>]
    : [message: string, details?: Cause<Name>];

/** The constructor of the errors named `Name`. */
export interface JoseErrorClass<Name extends ErrorName> {
  new (...args: Arguments<Name>): ErrorNamed<Name>;
  readonly prototype: ErrorNamed<Name>;
}

/** Any error of this library, discriminated by `code`, so that a `switch` on it narrows to the class's fields. */
export type AnyJoseError = { [Name in ErrorName]: ErrorNamed<Name> }[ErrorName];

type Details = Readonly<Record<string, unknown>>;
type AnyErrorClass = new (message: string, details?: Details) => JoseError;

const classesByCode = new Map<string, AnyErrorClass>();

/** Makes the class that a row of the table describes. */
function errorClass<Name extends ErrorName>(name: Name): JoseErrorClass<Name> {
  const row: ErrorRow & Row<Name> = errorTable[name];
  const fields = Object.keys(row.fields ?? {});
  const optionalFields = Object.keys(row.optionalFields ?? {});
  const takesCause = row.withoutCause !== true;

  const generated = class extends JoseError {
    readonly code = row.code;

    constructor(message: string, details: Details = {}) {
      super(message, takesCause && Object.hasOwn(details, 'cause') ? { cause: details.cause } : undefined);
      for (const field of [...fields, ...optionalFields.filter((name) => Object.hasOwn(details, name))]) {
        Object.defineProperty(this, field, {
          __proto__: null,
          value: details[field],
          enumerable: true,
        } as PropertyDescriptor);
      }
    }
  };
  Object.defineProperty(generated, 'name', { value: name });
  // On the prototype, as the built-in errors have it: the stack shows the name and JSON does not.
  Object.defineProperty(generated.prototype, 'name', { value: name, writable: true, configurable: true });

  // Where two classes share a code, the table's first stands for it.
  if (!classesByCode.has(row.code)) {
    classesByCode.set(row.code, generated);
  }
  // The fields exist because the loop above made them; the type system cannot follow that.
  return generated as unknown as JoseErrorClass<Name>;
}

/**
 * Makes the error that a code stands for, for codes that are only known at run time: those of the native core.
 *
 * @internal
 */
export function errorOfCode(code: string, message: string, details?: Details): JoseError {
  const generated = classesByCode.get(code);
  if (generated === undefined) {
    throw new RangeError(`expected a code of the error table, found ${JSON.stringify(code)}`);
  }
  return new generated(message, details);
}

/** Whether a caught value is an error of this library; narrows it to the union that `code` discriminates. */
export function isJoseError(value: unknown): value is AnyJoseError {
  return value instanceof JoseError;
}

/** ERR_JOSE_ALG_NOT_ALLOWED: the algorithm is unknown or not allowed; the message names it and says how to allow it. */
export const UnsupportedAlgorithmError = errorClass('UnsupportedAlgorithmError');
export type UnsupportedAlgorithmError = ErrorNamed<'UnsupportedAlgorithmError'>;

/** ERR_JOSE_NOT_SUPPORTED: specified, but not available in this build or its OpenSSL. */
export const NotSupportedError = errorClass('NotSupportedError');
export type NotSupportedError = ErrorNamed<'NotSupportedError'>;

/** ERR_JOSE_ADDON_NOT_LOADED: thrown by `require` and `import` of the package where the native addon does not load. */
export const AddonNotLoadedError = errorClass('AddonNotLoadedError');
export type AddonNotLoadedError = ErrorNamed<'AddonNotLoadedError'>;

/** ERR_JOSE_HEADER_INVALID: a JOSE header is malformed (RFC 7515 section 4, RFC 7516 section 4). */
export const InvalidHeaderError = errorClass('InvalidHeaderError');
export type InvalidHeaderError = ErrorNamed<'InvalidHeaderError'>;

/** ERR_JOSE_HEADER_UNSUPPORTED: a header parameter is neither registered nor declared. */
export const UnsupportedHeaderError = errorClass('UnsupportedHeaderError');
export type UnsupportedHeaderError = ErrorNamed<'UnsupportedHeaderError'>;

/** ERR_JOSE_CRIT_UNSUPPORTED: "crit" names an extension that is not understood (RFC 7515 section 4.1.11). */
export const UnsupportedCritError = errorClass('UnsupportedCritError');
export type UnsupportedCritError = ErrorNamed<'UnsupportedCritError'>;

/** ERR_JOSE_LIMIT_EXCEEDED: the input exceeds a limit of the registry. */
export const LimitExceededError = errorClass('LimitExceededError');
export type LimitExceededError = ErrorNamed<'LimitExceededError'>;

/** ERR_JWS_INVALID: not a well-formed JWS (RFC 7515 section 5.2). */
export const InvalidJWSError = errorClass('InvalidJWSError');
export type InvalidJWSError = ErrorNamed<'InvalidJWSError'>;

/** ERR_JWS_SIGNATURE_VERIFICATION_FAILED: the signature or MAC is wrong (RFC 7515 section 5.2). */
export const BadSignatureError = errorClass('BadSignatureError');
export type BadSignatureError = ErrorNamed<'BadSignatureError'>;

/** ERR_JWE_INVALID: not a well-formed JWE (RFC 7516 section 5.2). */
export const InvalidJWEError = errorClass('InvalidJWEError');
export type InvalidJWEError = ErrorNamed<'InvalidJWEError'>;

/** ERR_JWE_DECRYPTION_FAILED: the one error of every failed decryption, always without a cause (RFC 7516 section 11.5). */
export const DecryptionError = errorClass('DecryptionError');
export type DecryptionError = ErrorNamed<'DecryptionError'>;

/** ERR_JWT_INVALID: not a JWT of the expected form (RFC 7519 section 7.2). */
export const InvalidJWTError = errorClass('InvalidJWTError');
export type InvalidJWTError = ErrorNamed<'InvalidJWTError'>;

/** ERR_JWT_EXPIRED: the token has expired, at `expiredAt` (RFC 7519 section 4.1.4). */
export const ExpiredTokenError = errorClass('ExpiredTokenError');
export type ExpiredTokenError = ErrorNamed<'ExpiredTokenError'>;

/** ERR_JWT_NOT_YET_VALID: the token is not valid before `notBefore` (RFC 7519 section 4.1.5). */
export const TokenNotYetValidError = errorClass('TokenNotYetValidError');
export type TokenNotYetValidError = ErrorNamed<'TokenNotYetValidError'>;

/** ERR_JWT_CLAIM_VALIDATION_FAILED: the claim named by `claim` is wrong, for the `reason` given (RFC 7519 section 4). */
export const InvalidClaimError = errorClass('InvalidClaimError');
export type InvalidClaimError = ErrorNamed<'InvalidClaimError'>;

/** ERR_JWT_CLAIM_VALIDATION_FAILED: the claim named by `claim` is required and absent (RFC 7519 section 4). */
export const MissingClaimError = errorClass('MissingClaimError');
export type MissingClaimError = ErrorNamed<'MissingClaimError'>;

/** ERR_JWK_INVALID: a key is malformed, inconsistent or too weak to be accepted (RFC 7517 section 4). */
export const InvalidJWKError = errorClass('InvalidJWKError');
export type InvalidJWKError = ErrorNamed<'InvalidJWKError'>;

/** ERR_JWKS_INVALID: a JWK Set is malformed (RFC 7517 section 5). */
export const InvalidJWKSError = errorClass('InvalidJWKSError');
export type InvalidJWKSError = ErrorNamed<'InvalidJWKSError'>;

/** ERR_JWKS_NO_MATCHING_KEY: no key of the set fits the header and the operation (RFC 7517 section 5). */
export const NoMatchingKeyError = errorClass('NoMatchingKeyError');
export type NoMatchingKeyError = ErrorNamed<'NoMatchingKeyError'>;

/** ERR_JWKS_TIMEOUT: the remote JWK Set did not arrive in time. */
export const JWKSTimeoutError = errorClass('JWKSTimeoutError');
export type JWKSTimeoutError = ErrorNamed<'JWKSTimeoutError'>;

/** ERR_KEY_TYPE_MISMATCH: the key's type or curve does not fit the algorithm (RFC 7518 sections 3.1 and 4.1). */
export const KeyTypeMismatchError = errorClass('KeyTypeMismatchError');
export type KeyTypeMismatchError = ErrorNamed<'KeyTypeMismatchError'>;

/** ERR_KEY_USE_MISMATCH: the key's "use", "key_ops" or "alg" forbids the operation (RFC 7517 sections 4.2 to 4.4). */
export const KeyUseMismatchError = errorClass('KeyUseMismatchError');
export type KeyUseMismatchError = ErrorNamed<'KeyUseMismatchError'>;

/** ERR_KEY_TOO_SHORT: the key is too short for the algorithm (RFC 7518 section 3.2). */
export const KeyTooShortError = errorClass('KeyTooShortError');
export type KeyTooShortError = ErrorNamed<'KeyTooShortError'>;

/** ERR_KEY_PASSWORD: the password of an encrypted key is missing or wrong. */
export const KeyPasswordError = errorClass('KeyPasswordError');
export type KeyPasswordError = ErrorNamed<'KeyPasswordError'>;

/** ERR_OPENSSL: OpenSSL failed; `openssl` lists what it reported. */
export const OpenSSLError = errorClass('OpenSSLError');
export type OpenSSLError = ErrorNamed<'OpenSSLError'>;
