/** Looking into a JWT without verifying it. */

import { InvalidJWTError } from '../errors';
import { deepFreeze } from '../internal/json';
import { decodePayload } from '../jws/payload';
import { encodesPayload, jwsHeader } from '../jws/protected-header';
import { defaultRegistry } from '../jws/registry';
import { decodeProtected } from '../message/protected-header';
import { claimsOfOctets, requireEncodedPayload } from './claims-text';
import { isEncryptedForm, requireToken, wrongParts } from './decode';
import type { UnverifiedResult } from './types';

export function decodeUnverified(value: unknown): UnverifiedResult {
  const token = requireToken(value, 'jwt.decodeUnverified');
  defaultRegistry.require('maxTokenLength', token.length, 'the length of the token');
  const firstDot = token.indexOf('.');
  const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
  if (isEncryptedForm(token)) {
    throw new InvalidJWTError('the token is encrypted, so that nothing of its claims can be told without its key');
  }
  if (secondDot < 0 || token.includes('.', secondDot + 1)) throw wrongParts();
  const header = deepFreeze(decodeProtected(token.slice(0, firstDot), defaultRegistry, jwsHeader));
  requireEncodedPayload(encodesPayload(header));
  const payload = decodePayload(token.slice(firstDot + 1, secondDot), true);
  return Object.freeze({ header, claims: claimsOfOctets(payload, defaultRegistry.limits) });
}
