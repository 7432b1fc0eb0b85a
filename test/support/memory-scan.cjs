'use strict';

/**
 * Looks for secrets in all memory that this process can write to, but for the main thread's stack, where OpenSSL's EC code
 * leaves scalars. They are kept only masked: what is found is a copy that somebody else left behind.
 */

const { closeSync, openSync, readFileSync, readSync } = require('node:fs');

const mask = 0x5a;
const window = 16;

/** Octets outside V8's heap: those of a small typed array lie within, and stay behind there when V8 moves them. */
const outside = (length) => Buffer.from(new ArrayBuffer(length));

/** The octets of which `masked` is the mask. */
function unmasked(masked) {
  const octets = outside(masked.length);
  for (let index = 0; index < masked.length; index++) octets[index] = masked[index] ^ mask;
  return octets;
}

/** How often a whole window of the secret stands in `chunk`. */
function occurrences(chunk, masked) {
  let found = 0;
  for (let from = 0; from + window <= masked.length; from += window) {
    // Only so few octets are looked for as they are that the search does not make a copy of the secret itself.
    const start = Buffer.from([masked[from] ^ mask, masked[from + 1] ^ mask, masked[from + 2] ^ mask]);
    for (let at = chunk.indexOf(start); at >= 0; at = chunk.indexOf(start, at + 1)) {
      let same = 3;
      while (same < window && chunk[at + same] === (masked[from + same] ^ mask)) same++;
      if (same === window) found++;
    }
    start.fill(0);
  }
  return found;
}

/** As octets, and as the words of OpenSSL's numbers lie in memory. */
function occurrencesInProcess(masked) {
  const reversed = Buffer.from(masked).reverse();
  const chunk = outside(1 << 20);
  const memory = openSync('/proc/self/mem', 'r');
  let found = 0;
  for (const line of readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const [, first, last, name] = /^([\da-f]+)-([\da-f]+) rw\S+ \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
    if (first === undefined || name === '[vvar]' || name === '[stack]') continue;
    const end = Number.parseInt(last, 16);
    for (let at = Number.parseInt(first, 16); at < end; at += chunk.length - window) {
      chunk.fill(0);
      let read;
      try {
        read = readSync(memory, chunk, 0, Math.min(chunk.length, end - at), at);
      } catch {
        break; // a guard page, or gone meanwhile
      }
      found += occurrences(chunk.subarray(0, read), masked) + occurrences(chunk.subarray(0, read), reversed);
    }
  }
  closeSync(memory);
  chunk.fill(0);
  return found;
}

module.exports = { mask, occurrencesInProcess, outside, unmasked };
