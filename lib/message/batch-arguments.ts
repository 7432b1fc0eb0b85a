/** The arguments of the verbs that read many tokens. */

import { describeType } from '../internal/text';

/** A list of what should be tokens, copied: the caller's array may change while threads work. Holes become undefined. */
export function readTokens(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`${where}: tokens must be an array of strings, found ${describeType(value)}`);
  }
  const given: readonly unknown[] = value;
  return Array.from({ length: given.length }, (_, index) => given[index]);
}
