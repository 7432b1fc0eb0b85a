/** From what is wrong with claims to the errors that say so. */

import {
  ExpiredTokenError,
  InvalidClaimError,
  MissingClaimError,
  TokenNotYetValidError,
  type ClaimViolation,
  type JoseError,
} from '../errors';
import { quote } from '../internal/text';

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
