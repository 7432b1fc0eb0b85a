/** The checks of claims alone. */

import { checkOptions } from '../internal/options';
import { ownData } from '../internal/own-copy';
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
  // The copy of an instance of a class has its own members, as a plain object.
  checkClaims(ownData({ ...claims }) as JWTClaims, noHeader, readExpectations(given, where));
}
