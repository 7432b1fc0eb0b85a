/** What somebody meant who misspelt a name, for error messages. */

import { quote } from './text';

/** Longer names are not compared, so that the work is bounded whoever gave the name. */
const longest = 32;

/** The same name in another case, or written with other separators. */
function plain(name: string): string {
  return name.replace(/[-_. ]/g, '').toLowerCase();
}

/** How many letters have to be added, dropped, replaced or swapped with their neighbour to make one name of the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const next = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      next.push(
        Math.min(
          (next[column - 1] ?? 0) + 1,
          (last[column] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = next;
  }
  return last[to.length] ?? 0;
}

/**
 * The known name that a name comes nearest to, or `undefined` where none is near: the same but for case and separators,
 * or one letter in four of it wrong, though never two of a name of fewer than eight.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 4)) + 1;
  for (const candidate of known) {
    if (plain(candidate) === plain(name)) return candidate;
    // Of two or three letters every name is near to every other.
    if (name.length < 3 || candidate.length < 3 || candidate.length > longest) continue;
    const found = distance(name, candidate);
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}

/** ` (did you mean "…"?)`, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined ? '' : ` (did you mean ${quote(near)}?)`;
}
