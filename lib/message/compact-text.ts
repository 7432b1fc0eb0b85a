/** What the compact serializations of JWS and JWE have in common. */

import { describeType } from '../internal/text';
import type { AnyRegistry } from './registry';

/** A token that a verb was given, found to be a string of allowed length. */
export function compactText(token: unknown, registry: AnyRegistry, where: string): string {
  if (typeof token !== 'string') {
    throw new TypeError(`${where}: a compact token is a string, found ${describeType(token)}`);
  }
  registry.require('maxTokenLength', token.length, 'the length of the token');
  return token;
}

/** How many parts a token has that has the wrong number of them, as far as anybody wants to know. */
export function describeParts(token: string): string {
  let count = 1;
  for (let dot = token.indexOf('.'); dot >= 0 && count <= 5; dot = token.indexOf('.', dot + 1)) count++;
  if (count === 3) return 'three, as a JWS has';
  if (count === 5) return 'five, as a JWE has';
  return count > 5 ? 'more than five' : String(count);
}
