/**
 * How much a token can hold. It is a string, or in JSON several, and those of the JavaScript engine have a longest length:
 * what would not fit is refused before anything is signed, encrypted or copied.
 */

import { constants } from 'node:buffer';

import { LimitExceededError } from '../errors';
import type { Bytes } from './bytes';

/** Characters of the longest string: 536,870,888 in V8. In an object, so that a test can try a shorter one. */
export const longest = { string: constants.MAX_STRING_LENGTH };

/**
 * Characters that are kept for what a token has beside header and content: a signature, or an encrypted key, initialization
 * vector, tag, and what key management adds to the header. None of them has as many.
 */
const keptForOthers = 64 * 1024;

/** The length of so many octets in base64url. */
export function base64urlLength(octets: number): number {
  return Math.ceil((octets * 4) / 3);
}

/** The most octets that base64url puts into a token whose header has the given length in characters. */
export function mostContent(headerLength: number): number {
  return Math.floor(((longest.string - keptForOthers - headerLength) * 3) / 4);
}

/**
 * Checks that content has no more than so many octets.
 *
 * @param name - what it is called in the message, such as `the payload`
 * @throws LimitExceededError - it has more
 */
export function requireRoom(content: Bytes, most: number, name: string): void {
  // In UTF-8 a character of a string takes at most three octets, so those of short texts need not be counted.
  if (content.length * 3 <= most) return;
  const found = typeof content === 'string' ? Buffer.byteLength(content, 'utf8') : content.length;
  if (found <= most) return;
  throw new LimitExceededError(
    `${name}: expected at most ${most} octets, found ${found}; in a token it would be a string of more than the ` +
      `${longest.string} characters that one can have here; sign it detached with jws.signStream, or give it in parts`,
  );
}
