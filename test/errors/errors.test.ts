import { inspect } from 'node:util';

import * as errors from '../../lib/errors';
import type { AnyJoseError, ErrorName } from '../../lib/errors';
import { errorTable, type ErrorRow } from '../../lib/errors/table';

type AnyClass = new (message: string, details?: object) => errors.JoseError;

const rows = Object.entries(errorTable) as [ErrorName, ErrorRow][];

// The codes that programs match on, by class. They are the library's promise: this list is not made from the table.
const promised: [ErrorName, string][] = [
  ['UnsupportedAlgorithmError', 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['NotSupportedError', 'ERR_JOSE_NOT_SUPPORTED'],
  ['AddonNotLoadedError', 'ERR_JOSE_ADDON_NOT_LOADED'],
  ['InvalidHeaderError', 'ERR_JOSE_HEADER_INVALID'],
  ['UnsupportedHeaderError', 'ERR_JOSE_HEADER_UNSUPPORTED'],
  ['UnsupportedCritError', 'ERR_JOSE_CRIT_UNSUPPORTED'],
  ['LimitExceededError', 'ERR_JOSE_LIMIT_EXCEEDED'],
  ['InvalidJWSError', 'ERR_JWS_INVALID'],
  ['BadSignatureError', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  ['InvalidJWEError', 'ERR_JWE_INVALID'],
  ['DecryptionError', 'ERR_JWE_DECRYPTION_FAILED'],
  ['InvalidJWTError', 'ERR_JWT_INVALID'],
  ['ExpiredTokenError', 'ERR_JWT_EXPIRED'],
  ['TokenNotYetValidError', 'ERR_JWT_NOT_YET_VALID'],
  ['InvalidClaimError', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['MissingClaimError', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['InvalidJWKError', 'ERR_JWK_INVALID'],
  ['InvalidJWKSError', 'ERR_JWKS_INVALID'],
  ['NoMatchingKeyError', 'ERR_JWKS_NO_MATCHING_KEY'],
  ['JWKSTimeoutError', 'ERR_JWKS_TIMEOUT'],
  ['KeyTypeMismatchError', 'ERR_KEY_TYPE_MISMATCH'],
  ['KeyUseMismatchError', 'ERR_KEY_USE_MISMATCH'],
  ['KeyTooShortError', 'ERR_KEY_TOO_SHORT'],
  ['KeyPasswordError', 'ERR_KEY_PASSWORD'],
  ['OpenSSLError', 'ERR_OPENSSL'],
];

const sampleFields = {
  Date: new Date(0),
  string: 'sub',
  'ClaimViolation[]': [{ code: 'ERR_JWT_EXPIRED', claim: 'exp', reason: 'is over' }],
  'OpenSSLFailure[]': [{ library: 'rsa', reason: 'bad', code: 1 }],
};

function make(name: ErrorName, details: object = {}): errors.JoseError & Record<string, unknown> {
  const row = errorTable[name] as ErrorRow;
  const fields = Object.entries({ ...row.fields, ...row.optionalFields }).map(([field, type]) => [
    field,
    sampleFields[type],
  ]);
  const generated = errors[name] as unknown as AnyClass;
  const given = Object.fromEntries(fields) as Record<string, unknown>;
  return new generated('the message', { ...given, ...details }) as ReturnType<typeof make>;
}

test('every class and code that was promised is there, and no other', () => {
  expect(rows.map(([name, row]) => [name, row.code])).toEqual(promised);
});

describe.each(rows)('%s', (name, row) => {
  const error = make(name);

  test('is an Error of its class, with name, code, message and stack', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(errors.JoseError);
    expect(error).toBeInstanceOf(errors[name]);
    expect(errors[name]).toHaveProperty('name', name);
    expect(error.name).toBe(name);
    expect(error.code).toBe(row.code);
    expect(error.message).toBe('the message');
    expect(error.stack).toMatch(new RegExp(`^${name}: the message\\n +at `));
  });

  test('has its extra fields, and shows only them and the code as members', () => {
    const expected = Object.fromEntries(
      Object.entries({ ...row.fields, ...row.optionalFields }).map(([field, type]) => [field, sampleFields[type]]),
    );
    expect(Object.fromEntries(Object.entries(error))).toEqual({ code: row.code, ...expected });
    expect(JSON.parse(JSON.stringify(error))).toEqual(JSON.parse(JSON.stringify({ code: row.code, ...expected })));
    expect(inspect(error)).toContain(row.code);
  });

  test('carries a cause unless it must not', () => {
    const cause = new Error('inner');
    expect(Object.hasOwn(error, 'cause')).toBe(false);
    expect(make(name, { cause }).cause).toBe(row.withoutCause ? undefined : cause);
  });

  test('is documented by a meaning and a remedy of one sentence each', () => {
    for (const sentence of [row.meaning, row.remedy]) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toContain('\n');
    }
  });

  test('is not mistaken for another class', () => {
    const others = rows.map(([other]) => other).filter((other) => other !== name);
    expect(others.filter((other) => error instanceof errors[other])).toEqual([]);
  });
});

test('a failed decryption never has a cause', () => {
  expect(make('DecryptionError', { cause: new Error('bad padding') }).cause).toBeUndefined();
  expect(inspect(make('DecryptionError', { cause: new Error('bad padding') }))).not.toContain('padding');
  expect(rows.filter(([, row]) => row.withoutCause).map(([name]) => name)).toEqual(['DecryptionError']);
});

describe('errorOfCode', () => {
  test.each([...new Set(rows.map(([, row]) => row.code))])('makes the class of %s', (code) => {
    const error = errors.errorOfCode(code, 'from below', { openssl: [] });
    expect(error.code).toBe(code);
    expect(error.message).toBe('from below');
    expect(error).toBeInstanceOf(errors[rows.find(([, row]) => row.code === code)?.[0] ?? 'OpenSSLError']);
  });

  test.each(['', 'ERR_UNKNOWN', '__proto__', 'constructor'])('refuses the unknown code %j', (code) => {
    expect(() => errors.errorOfCode(code, 'm')).toThrow(RangeError);
  });
});

test('isJoseError tells these errors from others', () => {
  expect(errors.isJoseError(make('BadSignatureError'))).toBe(true);
  expect(errors.isJoseError(new Error('other'))).toBe(false);
  expect(errors.isJoseError({ code: 'ERR_JWS_INVALID' })).toBe(false);
  expect(errors.isJoseError(undefined)).toBe(false);
});

test('the code discriminates the union of all errors', () => {
  // What matters is that this compiles: each branch reads a field that only its class has.
  function tell(error: AnyJoseError): string {
    if (error.code === 'ERR_JWT_EXPIRED') return error.expiredAt.toISOString();
    if (error.code === 'ERR_JWT_NOT_YET_VALID') return error.notBefore.toISOString();
    if (error.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return `${error.claim} ${error.reason}`;
    if (error.code === 'ERR_OPENSSL') return error.openssl.map(({ reason }) => reason).join();
    return error.name;
  }
  const typed: errors.ExpiredTokenError = new errors.ExpiredTokenError('late', { expiredAt: new Date(0) });
  expect(tell(typed)).toBe('1970-01-01T00:00:00.000Z');
  expect(tell(new errors.MissingClaimError('no sub', { claim: 'sub', reason: 'missing' }))).toBe('sub missing');
  expect(tell(new errors.OpenSSLError('x', { openssl: sampleFields['OpenSSLFailure[]'] }))).toBe('bad');
  expect(tell(new errors.BadSignatureError('x', { cause: 1 }))).toBe('BadSignatureError');
});

test('wrong uses do not compile', () => {
  // @ts-expect-error the field is mandatory
  expect(() => new errors.ExpiredTokenError('late')).not.toThrow();
  // @ts-expect-error a failed decryption takes no cause
  expect(() => new errors.DecryptionError('failed', { cause: 1 })).not.toThrow();
  expect(() => {
    // @ts-expect-error the base is not for throwing
    new errors.JoseError('x');
  }).not.toThrow();
});
