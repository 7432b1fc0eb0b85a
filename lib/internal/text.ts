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
