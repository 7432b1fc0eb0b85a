/**
 * Long base64url texts, which cross to the core in pieces: a piece is decoded while it is in the processor's cache, and no
 * second copy of the whole text is ever made. Slices of a string are views, so making them costs nothing to speak of.
 */

import { Buffer } from 'node:buffer';

/** From this many characters on. */
const longFrom = 64 * 1024;

/** Characters of a piece: whole groups of four. */
const pieceLength = 64 * 1024;

/** Whether a text of this length crosses in pieces. */
export function isLong(length: number): boolean {
  return length >= longFrom;
}

/**
 * A character that Latin-1 lacks. In a string that V8 keeps in one octet a character there can be none, and it says so
 * without looking (0.1 us for a million characters).
 */
const beyondLatin1 = /[^\0-\xff]/;

/**
 * The pieces of a text. The core reads them as Latin-1, which is three times as fast as UTF-8, and which cuts a character
 * that Latin-1 lacks down to another. So for a text with such a character, which is no base64url, there are none: it has
 * to cross as a whole.
 */
export function piecesOf(text: string): readonly string[] | undefined {
  if (beyondLatin1.test(text)) return undefined;
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieceLength) pieces.push(text.slice(at, at + pieceLength));
  return pieces;
}

/** Room for what a base64url text of this length holds, in a Buffer of its own. */
export function roomFor(length: number): Buffer {
  return Buffer.allocUnsafe(Math.floor((length * 3) / 4));
}
