/** Looking into a JWT without verifying it. */

import { InvalidJWTError } from '../errors';
import { decodePayload, encodesPayload, jwsHeader } from '../jws/header';
import { defaultRegistry } from '../jws/registry';
import { periodsOf } from '../message/compact';
import { decodeProtected } from '../message/header';
import { deepFreeze } from '../util/json';
import { claimsOfOctets, requireEncodedPayload, requireToken, signedParts, wrongParts } from './decode';
import type { UnverifiedResult } from './types';

export function decodeUnverified(value: unknown): UnverifiedResult {
  const token = requireToken(value);
  defaultRegistry.require('maxTokenLength', token.length, 'the length of the token');
  const periods = periodsOf(token);
  if (periods.length === 4) {
    throw new InvalidJWTError('the token is encrypted, so that nothing of its claims can be told without its key');
  }
  if (periods.length !== 2) throw wrongParts();
  const { firstDot, secondDot } = signedParts(token, periods);
  const header = deepFreeze(decodeProtected(token.slice(0, firstDot), defaultRegistry, jwsHeader));
  requireEncodedPayload(encodesPayload(header));
  const payload = decodePayload(token.slice(firstDot + 1, secondDot), true);
  return Object.freeze({ header, claims: claimsOfOctets(payload, defaultRegistry.limits) });
}
