/** The checks of claims as a table (RFC 7519 section 4.1), and the errors that they give. */

import { types } from 'node:util';

import {
  type ClaimViolation,
  ExpiredTokenError,
  InvalidClaimError,
  type JoseError,
  MissingClaimError,
  TokenNotYetValidError,
} from '../errors';
import { typeError } from '../errors/base';
import { ownList } from '../util/own-copy';
import { describeType, isSameMediaType, quote, quoteAll } from '../util/text';
import { readDuration } from './duration';

/** One thing that is wrong with a claim. */
export interface Violation {
  readonly kind: 'expired' | 'early' | 'invalid' | 'missing';
  readonly claim: string;
  /** Completes the sentence `the claim "…" …`; says nothing of what the token holds. */
  readonly reason: string;
  /** When the token expired or becomes valid, in seconds since 1970. */
  readonly at?: number;
  /** What the caller's own function threw. */
  readonly cause?: unknown;
}

/** The furthest that a Date reaches, in milliseconds (ECMA-262 section 21.4.1.1); a NumericDate reaches further. */
const furthest = 8.64e15;

function dateOf({ at = 0 }: Violation): Date {
  return new Date(Math.min(Math.max(at * 1000, -furthest), furthest));
}

const codes = {
  expired: 'ERR_JWT_EXPIRED',
  early: 'ERR_JWT_NOT_YET_VALID',
  invalid: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
  missing: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
} as const;

function publicViolation({ kind, claim, reason }: Violation): ClaimViolation {
  return Object.freeze({ code: codes[kind], claim, reason });
}

/** The error of the first violation, which lists them all; there is at least one. */
export function errorOf(violations: readonly Violation[]): JoseError {
  const first = violations[0] as Violation;
  const { claim, reason } = first;
  const message = `the ${claim === 'typ' ? 'header parameter' : 'claim'} ${quote(claim)} ${reason}`;
  const details = { claim, reason, violations: Object.freeze(violations.map(publicViolation)) };
  switch (first.kind) {
    case 'expired':
      return new ExpiredTokenError(message, { ...details, expiredAt: dateOf(first) });
    case 'early':
      return new TokenNotYetValidError(message, { ...details, notBefore: dateOf(first) });
    case 'missing':
      return new MissingClaimError(message, details);
    case 'invalid':
      return new InvalidClaimError(
        message,
        Object.hasOwn(first, 'cause') ? { ...details, cause: first.cause } : details,
      );
  }
}

/** The time of a validation, in seconds since 1970. */
export interface Moment {
  readonly now: number;
  readonly leeway: number;
}

/** The test of one claim. */
export interface ClaimCheck {
  readonly claim: string;
  /** Whether a token without the claim passes. */
  readonly optional: boolean;
  /** Whether the value stands in the header rather than among the claims. */
  readonly ofHeader: boolean;
  /** The violation that a present value is. */
  readonly test: (value: unknown, wanted: unknown, moment: Moment) => Violation | undefined;
}

/** A check that an option asks for. */
export interface AskedCheck extends ClaimCheck {
  readonly option: string;
  /** Reads the option: what `test` is given as wanted. Throws TypeError. */
  readonly read: (value: unknown, name: string) => unknown;
}

export function invalid(claim: string, reason: string): Violation {
  return { kind: 'invalid', claim, reason };
}

export function missing(claim: string): Violation {
  return { kind: 'missing', claim, reason: 'is absent, though it is required' };
}

/**
 * RFC 7519 section 2, NumericDate: "A JSON numeric value representing the number of seconds from
 * 1970-01-01T00:00:00Z UTC until the specified UTC date/time, ignoring leap seconds." Fractions are allowed; infinity,
 * which JSON.parse makes of 1e400, is no JSON value.
 */
export function dateViolation(claim: string, value: unknown): Violation | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  const found = typeof value === 'number' ? 'a number without bounds' : describeType(value);
  return invalid(claim, `must be a finite number of seconds since 1970 (RFC 7519 section 2), found ${found}`);
}

/** A NumericDate or nothing. Infinity, which JSON.parse makes of 1e400, is neither. */
export function isDateOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value));
}

const dateRows: readonly ClaimCheck[] = [
  {
    claim: 'exp',
    optional: true,
    ofHeader: false,
    // RFC 7519 section 4.1.4: "the expiration time on or after which the JWT MUST NOT be accepted for processing".
    test: (value, _, { now, leeway }) => {
      const violation = dateViolation('exp', value);
      if (violation !== undefined || now < (value as number) + leeway) return violation;
      return { kind: 'expired', claim: 'exp', reason: 'is over: the token has expired', at: value as number };
    },
  },
  {
    claim: 'nbf',
    optional: true,
    ofHeader: false,
    // RFC 7519 section 4.1.5: "the time before which the JWT MUST NOT be accepted for processing".
    test: (value, _, { now, leeway }) => {
      const violation = dateViolation('nbf', value);
      if (violation !== undefined || now + leeway >= (value as number)) return violation;
      return { kind: 'early', claim: 'nbf', reason: 'lies ahead: the token is not valid yet', at: value as number };
    },
  },
  { claim: 'iat', optional: true, ofHeader: false, test: (value) => dateViolation('iat', value) },
];

/** The checks of every token. */
export const dateChecks: readonly ClaimCheck[] = Object.freeze(dateRows);

/** Texts longer than this are not given to a regular expression: the time of some grows with the square or worse. */
const maxMatched = 1024;

type Texts = string | readonly string[];

function accepts(wanted: Texts | RegExp, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  // planted: iss-aud
  if (typeof wanted === 'string') return value === wanted;
  return types.isRegExp(wanted) ? value.length <= maxMatched && wanted.test(value) : wanted.includes(value);
}

function wantedText(wanted: Texts | RegExp): string {
  if (typeof wanted === 'string') return `must be ${quote(wanted)}`;
  return types.isRegExp(wanted)
    ? 'must match the regular expression of the option'
    : `must be one of ${quoteAll(wanted)}`;
}

function mismatch(claim: string, wanted: Texts | RegExp, value: unknown): Violation {
  const found = typeof value === 'string' ? 'another text' : describeType(value);
  return invalid(claim, `${wantedText(wanted)}, found ${found}`);
}

export function readText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw typeError(`${name} must be a string, found ${describeType(value)}`);
  return value;
}

export function readTexts(value: unknown, name: string): Texts {
  if (typeof value === 'string') return value;
  return readList(value, name, 'a string or an array of strings');
}

/** A copy of a list of strings; holes are found, and later changes to the caller's array are not. */
export function readList(value: unknown, name: string, expected = 'an array of strings'): readonly string[] {
  const list = Array.isArray(value) ? ownList(value) : undefined;
  if (list?.every((member) => typeof member === 'string') !== true) {
    const found = list === undefined ? describeType(value) : 'an array with others';
    throw typeError(`${name} must be ${expected}, found ${found}`);
  }
  return list;
}

function readAudience(value: unknown, name: string): Texts | RegExp {
  if (!types.isRegExp(value)) {
    return typeof value === 'string' ? value : readList(value, name, 'a string, an array of strings or a RegExp');
  }
  // A copy, which nobody can compile anew and whose flags are what they say.
  const own = new RegExp(value);
  // With either flag a RegExp goes on where its last match ended, so that every second token would pass.
  if (own.global || own.sticky) {
    throw typeError(`${name} must not be a RegExp with the flag g or y, which remembers where it matched last`);
  }
  return own;
}

/** Compared as it is, without regard to any Unicode or URL equivalence (RFC 7519 section 2, StringOrURI). */
function textCheck(option: string, claim: string, read: AskedCheck['read']): AskedCheck {
  return {
    option,
    claim,
    optional: false,
    ofHeader: false,
    read,
    test: (value, wanted) => (accepts(wanted as Texts, value) ? undefined : mismatch(claim, wanted as Texts, value)),
  };
}

const askedRows: readonly AskedCheck[] = [
  {
    option: 'typ',
    claim: 'typ',
    optional: false,
    ofHeader: true,
    read: readText,
    test: (value, wanted) => {
      if (typeof value === 'string' && isSameMediaType(value, wanted as string)) return undefined;
      return invalid('typ', `must be ${quote(wanted)}, found another type`);
    },
  },
  {
    option: 'maxAge',
    claim: 'iat',
    optional: false,
    ofHeader: false,
    read: (value, name) => readDuration(value, name),
    test: (value, wanted, { now, leeway }) => {
      // Of the wrong type: the check of every token has said so.
      if (dateViolation('iat', value) !== undefined) return undefined;
      const issued = value as number;
      // Else a token that claims to come from the future would never be too old.
      if (now + leeway < issued) return invalid('iat', 'lies ahead, so that the age of the token cannot be told');
      const end = issued + (wanted as number);
      if (now < end + leeway) return undefined;
      return { kind: 'expired', claim: 'iat', reason: 'is too long ago: the token is older than maxAge', at: end };
    },
  },
  textCheck('issuer', 'iss', readTexts),
  textCheck('subject', 'sub', readText),
  {
    option: 'audience',
    claim: 'aud',
    optional: false,
    ofHeader: false,
    read: readAudience,
    // RFC 7519 section 4.1.3: "an array of case-sensitive strings" or "a single case-sensitive string".
    test: (value, wanted) => {
      const audience = wanted as Texts | RegExp;
      if (!Array.isArray(value)) return accepts(audience, value) ? undefined : mismatch('aud', audience, value);
      const members: readonly unknown[] = value;
      if (!members.every((member) => typeof member === 'string')) {
        return invalid('aud', 'must be a string or an array of strings, found an array with others');
      }
      return members.some((member) => accepts(audience, member))
        ? undefined
        : invalid('aud', `${wantedText(audience)}, found an array without it`);
    },
  },
  textCheck('id', 'jti', readText),
  textCheck('nonce', 'nonce', readText),
];

/** The checks that options ask for. */
export const askedChecks: readonly AskedCheck[] = Object.freeze(askedRows);

/** The same by option. */
export const checkOfOption: ReadonlyMap<string, AskedCheck> = new Map(
  askedChecks.map((check) => [check.option, check]),
);
