/** What the compact serializations of JWS and JWE have in common: their text and its periods. */

import { typeError } from '../errors/base';
import { describeType } from '../util/text';
import type { AnyRegistry } from './registry';

/** A token that a verb was given, found to be a string of allowed length. */
export function compactText(token: unknown, registry: AnyRegistry): string {
  if (typeof token !== 'string') {
    throw typeError(`token must be a string, found ${describeType(token)}`);
  }
  registry.require('maxTokenLength', token.length, 'the length of the token');
  return token;
}

/** The places of the periods of a token. A JWS has two, a JWE four; the search ends at the fifth. */
export function periodsOf(token: string): readonly number[] {
  const periods: number[] = [];
  for (let at = token.indexOf('.'); at >= 0 && periods.length < 5; at = token.indexOf('.', at + 1)) periods.push(at);
  return periods;
}

/** How many parts a token with the wrong number of them has. */
export function describeParts({ length }: readonly number[]): string {
  if (length === 2) return 'three, as a JWS has';
  if (length === 4) return 'five, as a JWE has';
  return length > 4 ? 'more than five' : String(length + 1);
}
