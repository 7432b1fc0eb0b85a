/** Text for error messages: names are shown short and escaped, values never. */

const maxLength = 64;
const ellipsis = '…';
const maxNames = 12;

/** The type of a value in words, such as `a number`, `an array` or `null`, and nothing of the value itself. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

// Escaped beyond what JSON asks for, so that a name from a token cannot forge log lines or reorder the text around it.
function escapeUnit(unit: string): string {
  return unit >= ' ' && unit <= '~'
    ? JSON.stringify(unit).slice(1, -1)
    : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Renders a *name* (of a header parameter, an algorithm, a member) for an error message: quoted, printable ASCII, at
 * most 64 characters. Anything but a string is rendered by its type alone, such as `a number` or `an array`.
 */
export function quote(value: unknown): string {
  if (typeof value !== 'string') {
    return describeType(value);
  }
  let text = '';
  for (let index = 0; index < value.length; index++) {
    const unit = escapeUnit(value.charAt(index));
    const isLast = index === value.length - 1;
    if (text.length + unit.length + (isLast ? 2 : 3) > maxLength) {
      return `"${text}${ellipsis}"`;
    }
    text += unit;
  }
  return `"${text}"`;
}

/** Renders a list of names, each as {@link quote} does; of a long list the beginning. */
export function quoteAll(names: Iterable<unknown>): string {
  const all = [...names];
  if (all.length === 0) {
    return 'none';
  }
  const shown = all.slice(0, maxNames).map(quote).join(', ');
  return all.length > maxNames ? `${shown} and ${all.length - maxNames} more` : shown;
}

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

/** ASCII alone: `toLowerCase` would also make a `k` of the Kelvin sign. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * RFC 7515 section 4.1.9: "A recipient using the media type value MUST treat it as if "application/" were prepended to
 * any "typ" value not containing a '/'." RFC 2045 section 5.1: types are compared without regard to case.
 */
function fullName(type: string): string {
  return lowerCase(type.includes('/') ? type : `application/${type}`);
}

/** Whether two values of "typ" or "cty" name the same media type. */
export function isSameMediaType(one: string, other: string): boolean {
  return one === other || fullName(one) === fullName(other);
}
