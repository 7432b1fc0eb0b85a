import { describeType, quote, quoteAll } from '../../lib/util/text';

describe('quote', () => {
  test.each([
    ['alg', '"alg"'],
    ['', '""'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['line\nbreak\u0000', '"line\\u000abreak\\u0000"'],
    ['\u202eevil', '"\\u202eevil"'],
    ['é', '"\\u00e9"'],
    ['\ud800', '"\\ud800"'],
    ['x'.repeat(62), `"${'x'.repeat(62)}"`],
    ['x'.repeat(63), `"${'x'.repeat(61)}…"`],
  ])('renders %j', (value, expected) => {
    expect(quote(value)).toBe(expected);
  });

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, 'a number'],
    [5n, 'a bigint'],
    [true, 'a boolean'],
    [['secret'], 'an array'],
    [{ secret: 1 }, 'an object'],
    [() => 'secret', 'a function'],
    [Symbol('secret'), 'a symbol'],
  ])('shows the type alone of what is no string: %p', (value, expected) => {
    expect(quote(value)).toBe(expected);
    expect(describeType(value)).toBe(expected);
  });

  test.each(['x', '"', '\n', 'é', '😀', 'x\n"'])(
    'stays within 64 printable characters for long repetitions of %j',
    (unit) => {
      const rendered = quote(unit.repeat(1_000_000));
      expect(rendered.length).toBeLessThanOrEqual(64);
      expect(rendered.length).toBeGreaterThan(50);
      expect(rendered).toMatch(/^"[ -~]*…"$/);
    },
  );
});

test('describeType does not show a string', () => {
  expect(describeType('secret')).toBe('a string');
});

test('quoteAll shows a few names and counts the others', () => {
  expect(quoteAll([])).toBe('none');
  expect(quoteAll(['a', 'b'])).toBe('"a", "b"');
  expect(quoteAll(new Set(['a']))).toBe('"a"');
  expect(quoteAll(Array.from({ length: 15 }, () => 'n'))).toMatch(/^("n", ){11}"n" and 3 more$/);
});
