/** The checks of claims alone. */

import { checkOptions } from '../internal/options';
import { describeType } from '../internal/text';
import { checkClaims, claimOptionNames, readExpectations } from './expectations';
import type { JWTClaims } from './types';

const where = 'jwt.validate';
const noHeader = Object.freeze({});

export function validate(claims: unknown, options?: unknown): void {
  const given = checkOptions(options, claimOptionNames, where);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError(`${where}: claims must be an object, found ${describeType(claims)}`);
  }
  checkClaims(claims as JWTClaims, noHeader, readExpectations(given, where));
}
