/**
 * The error table: one row for each error class. The classes (classes.ts), their static types and the documentation's
 * table are all made from it, so a code, its meaning and its remedy are written once.
 */

/** One entry of OpenSSL's error queue, as `OpenSSLError` carries it. */
export interface OpenSSLFailure {
  /** The part of OpenSSL that reported it, such as `rsa routines`. */
  readonly library: string;
  /** What it reported, such as `data too large for key size`. */
  readonly reason: string;
  /** OpenSSL's packed number for the two. */
  readonly code: number;
}

/** One claim that was refused, as the errors of claims list them. */
export interface ClaimViolation {
  /** The code that it has alone. */
  readonly code: `ERR_JWT_${string}`;
  /** The claim; `typ` is the header parameter of that name. */
  readonly claim: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** The types that an error's extra fields may have, by the name the table gives them. */
export interface FieldTypes {
  readonly Date: Date;
  readonly string: string;
  readonly 'ClaimViolation[]': readonly ClaimViolation[];
  readonly 'OpenSSLFailure[]': readonly OpenSSLFailure[];
}

/** A row of {@link errorTable}. */
export interface ErrorRow {
  /** The stable code that programs match on. Two classes may share one. */
  readonly code: `ERR_${string}`;
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
  /** Extra fields of the error, each with the name of its type. */
  readonly fields?: Readonly<Record<string, keyof FieldTypes>>;
  /** Further fields, which an error has where they were given. */
  readonly optionalFields?: Readonly<Record<string, keyof FieldTypes>>;
  /** Whether the error must not carry a cause. */
  readonly withoutCause?: true;
}

export const errorTable = {
  UnsupportedAlgorithmError: {
    code: 'ERR_JOSE_ALG_NOT_ALLOWED',
    meaning: 'The "alg" or "enc" of the header is unknown or not in the list of allowed algorithms.',
    remedy: 'Name the algorithm in the `algorithms` option or in the registry, if you expect it.',
  },
  NotSupportedError: {
    code: 'ERR_JOSE_NOT_SUPPORTED',
    meaning: 'The operation is specified, but this build or its OpenSSL cannot do it.',
    remedy: 'Choose another algorithm, or a version or build that has it.',
  },
  AddonNotLoadedError: {
    code: 'ERR_JOSE_ADDON_NOT_LOADED',
    meaning: 'The native addon was not found or could not be loaded; `require` and `import` of the package throw this.',
    remedy: 'Do what the message says: it names the folders that were searched, and what is wrong with each.',
  },
  InvalidHeaderError: {
    code: 'ERR_JOSE_HEADER_INVALID',
    meaning: 'A JOSE header is malformed, or one of its parameters is missing, misplaced or of the wrong type.',
    remedy: 'Correct the parameter that the message names; in a received token it is the sender who must.',
  },
  UnsupportedHeaderError: {
    code: 'ERR_JOSE_HEADER_UNSUPPORTED',
    meaning: 'The header has a parameter that is neither registered with IANA nor declared in the registry.',
    remedy: 'Declare it in the `headers` of a registry, or construct the registry with `strictHeaders: false`.',
  },
  UnsupportedCritError: {
    code: 'ERR_JOSE_CRIT_UNSUPPORTED',
    meaning: 'The "crit" header parameter names an extension that is not understood here.',
    remedy: 'Declare the extension in the `headers` of a registry, with a `validate` function that processes it.',
  },
  LimitExceededError: {
    code: 'ERR_JOSE_LIMIT_EXCEEDED',
    meaning: 'The input is larger, deeper or costlier than a limit allows.',
    remedy: 'Refuse the input, or raise the limit that the message names in a registry of your own.',
  },
  InvalidJWSError: {
    code: 'ERR_JWS_INVALID',
    meaning: 'The value is not a well-formed JWS in the serialization that was expected.',
    remedy: 'Check that the whole token arrived unchanged and that it is a JWS of the expected form.',
  },
  BadSignatureError: {
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    meaning: 'The signature or MAC does not match the content under the given key.',
    remedy: "Treat the content as forged; if it should be good, check that the key is the signer's.",
  },
  InvalidJWEError: {
    code: 'ERR_JWE_INVALID',
    meaning: 'The value is not a well-formed JWE in the serialization that was expected.',
    remedy: 'Check that the whole token arrived unchanged and that it is a JWE of the expected form.',
  },
  DecryptionError: {
    code: 'ERR_JWE_DECRYPTION_FAILED',
    meaning: 'The JWE could not be decrypted; the cause is not told, so that the error is no oracle.',
    remedy: "Check that the key is the recipient's and that the whole token arrived unchanged.",
    withoutCause: true,
  },
  InvalidJWTError: {
    code: 'ERR_JWT_INVALID',
    meaning: 'The token is not a JWT of the expected form: its payload is no JSON object, or its nesting is wrong.',
    remedy: 'Read tokens with other payloads through jws or jwe, and nested ones with decodeNested.',
  },
  ExpiredTokenError: {
    code: 'ERR_JWT_EXPIRED',
    meaning: 'The current time is at or after the token\'s "exp", or the token is older than `maxAge`.',
    remedy: 'Obtain a new token; allow for clock skew with `leeway`.',
    fields: { expiredAt: 'Date' },
    optionalFields: { claim: 'string', reason: 'string', violations: 'ClaimViolation[]' },
  },
  TokenNotYetValidError: {
    code: 'ERR_JWT_NOT_YET_VALID',
    meaning: 'The current time is before the token\'s "nbf".',
    remedy: 'Use the token later; allow for clock skew with `leeway`.',
    fields: { notBefore: 'Date' },
    optionalFields: { claim: 'string', reason: 'string', violations: 'ClaimViolation[]' },
  },
  InvalidClaimError: {
    code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    meaning: 'A claim has the wrong type or not the value that was asked for.',
    remedy:
      'Compare the claim that `claim` names with the options of the call; `reason` says what was wrong. With ' +
      '`collect: true` the first error has all that was wrong in `violations`.',
    fields: { claim: 'string', reason: 'string' },
    optionalFields: { violations: 'ClaimViolation[]' },
  },
  MissingClaimError: {
    code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    meaning: 'A claim that the options require is absent.',
    remedy: 'Have the issuer include the claim that `claim` names, or do not require it.',
    fields: { claim: 'string', reason: 'string' },
    optionalFields: { violations: 'ClaimViolation[]' },
  },
  InvalidJWKError: {
    code: 'ERR_JWK_INVALID',
    meaning: 'The key is malformed, inconsistent, too weak to be accepted, or not of the kind that was asked for.',
    remedy: 'Supply a complete key in one of the accepted forms; the message says which part is wrong.',
  },
  InvalidJWKSError: {
    code: 'ERR_JWKS_INVALID',
    meaning:
      'The JWK Set is malformed: it is no JSON object with a "keys" array of objects. Or a RemoteKeySet could not be ' +
      'fetched: no answer in time, another status than 200, or a redirect to another place.',
    remedy:
      'Supply a JWK Set as RFC 7517 section 5 describes it; of a fetch the message and the cause say what failed.',
  },
  NoMatchingKeyError: {
    code: 'ERR_JWKS_NO_MATCHING_KEY',
    meaning: 'No key of the set fits the header\'s "kid", its algorithm and the operation.',
    remedy: 'Check the token\'s "kid" against the set\'s keys, and `skipped` for keys that could not be used.',
  },
  JWKSTimeoutError: {
    code: 'ERR_JWKS_TIMEOUT',
    meaning: 'The remote JWK Set did not arrive within the timeout.',
    remedy: 'Try again later, or raise the `timeout` of the remote key set.',
  },
  KeyTypeMismatchError: {
    code: 'ERR_KEY_TYPE_MISMATCH',
    meaning: "The key's type or curve, or its being public, does not fit the algorithm and the operation.",
    remedy: 'Use a key of the type that the message names; signing and decrypting need the private key.',
  },
  KeyUseMismatchError: {
    code: 'ERR_KEY_USE_MISMATCH',
    meaning: 'The key\'s "use", "key_ops" or "alg" reserves it for something else.',
    remedy: 'Use a key that is marked for this purpose, or correct the marks if they are wrong.',
  },
  KeyTooShortError: {
    code: 'ERR_KEY_TOO_SHORT',
    meaning: 'The key is shorter than the algorithm requires.',
    remedy: 'Generate a key of at least the size that the message names.',
  },
  KeyPasswordError: {
    code: 'ERR_KEY_PASSWORD',
    meaning: 'The key is encrypted, and its password is missing or wrong.',
    remedy: 'Pass the right password as the `password` parameter.',
  },
  OpenSSLError: {
    code: 'ERR_OPENSSL',
    meaning: 'OpenSSL failed in a way that the input does not explain.',
    remedy: 'See `openssl` for what it reported; please tell us if it can be repeated.',
    fields: { openssl: 'OpenSSLFailure[]' },
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** The names of the error classes. */
export type ErrorName = keyof typeof errorTable;

/** Every code that an error of this library can have. */
export type ErrorCode = (typeof errorTable)[ErrorName]['code'];
