import { InvalidHeaderError, LimitExceededError } from '../../lib/errors';
import { native } from '../../lib/native/load';
import { parseJsonObject } from '../../lib/native/json';
import { decodeUtf8, deepFreeze } from '../../lib/util/json';

function parse(text: string, maxDepth = 64): unknown {
  return parseJsonObject(text, { maxDepth }, (reason) => new InvalidHeaderError(`the text ${reason}`));
}

function messageOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('good objects', () => {
  test.each([
    '{}',
    ' \t\r\n{ "a" : 1 } \n',
    '{"a":[1,-0.5e+3,"x",true,false,null,{}],"b":{"a":1}}',
    '{"é":"\\u00e9\\ud83d\\ude00 \u2028"}',
    '{"a":{"x":1},"b":{"x":1}}',
    '{"a":1,"A":2,"":3}',
    '[]'.replace('[]', '{"deep":[[[[]]]]}'),
  ])('%s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test('__proto__ is a member like any other', () => {
    const value = parse('{"__proto__":{"polluted":true},"constructor":1}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in value).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});

describe('bad texts', () => {
  test.each([
    '',
    ' ',
    '{',
    '}',
    '{}}',
    '{} {}',
    '{}x',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":undefined}',
    '{"a":0x1}',
    '{"a":"\t"}',
    '{"a":"\0"}',
    '{"a":"\\x41"}',
    '{"a":"\\u00"}',
    '{"a":1/*c*/}',
    '{"a":1}//c',
    '{"a" 1}',
    '{"a":[1,]}',
    '{"a":tru}',
    '\u00a0{}',
    '{"a":1}\0',
  ])('%j is not valid JSON', (text) => {
    expect(() => parse(text)).toThrow(InvalidHeaderError);
    expect(messageOf(text)).toMatch(/^the text is not valid JSON( \(see position \d+\))?$/);
  });

  test.each([
    ['[]', 'an array'],
    ['[{}]', 'an array'],
    ['"x"', 'a string'],
    ['1', 'a number'],
    ['true', 'a boolean'],
    ['null', 'null'],
  ])('%s is no object', (text, type) => {
    expect(messageOf(text)).toBe(`the text must be a JSON object, found ${type}`);
  });

  test('a byte order mark', () => {
    expect(messageOf('\ufeff{}')).toMatch(/byte order mark/);
  });

  test.each([
    '{"a":1,"a":1}',
    '{"alg":"HS256","\\u0061lg":"none"}',
    '{"a":{"b":1,"b":2}}',
    '{"a":[{"b":1,"b":2}]}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
    '{"\\ud83d\\ude00":1,"😀":2}',
    '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"b":2}',
  ])('a repeated name: %s', (text) => {
    expect(() => parse(text)).toThrow(InvalidHeaderError);
    expect(messageOf(text)).toMatch(/two members of the same name/);
  });

  test('what the scan alone finds malformed is refused, too', () => {
    const scan = jest.spyOn(native, 'scanJson').mockReturnValue(3);
    try {
      expect(messageOf('{}')).toBe('the text is not valid JSON');
    } finally {
      scan.mockRestore();
    }
  });

  test('the message shows nothing of the text', () => {
    for (const text of ['{"password":"hunter2"', '{"hunter2"}', 'hunter2', '{"hunter2":1,"hunter2":1}', '"hunter2"']) {
      expect(messageOf(text)).not.toContain('hunter');
    }
  });
});

describe('depth', () => {
  test.each([1, 2, 5, 64])('%i levels are accepted where they are allowed, and no more', (depth) => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
    expect(() => parse(nested(depth), depth)).not.toThrow();
    expect(() => parse(nested(depth + 1), depth)).toThrow(LimitExceededError);
  });

  test.each([
    ['closed', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['unclosed', `{"a":${'['.repeat(100_000)}`],
    ['an array', '['.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
  ])('100,000 levels, %s, are refused at once', (_, text) => {
    const start = performance.now();
    expect(() => parse(text)).toThrow(LimitExceededError);
    expect(performance.now() - start).toBeLessThan(50);
  });
});

describe('decodeUtf8', () => {
  test.each(['', 'hello', 'é€😀', '\ufeffbom', '\0'])('%j comes back', (text) => {
    expect(decodeUtf8(Buffer.from(text))).toBe(text);
    expect(decodeUtf8(new Uint8Array(Buffer.from(text)))).toBe(text);
  });

  test.each([
    ['a lone continuation octet', [0x80]],
    ['a cut sequence', [0x61, 0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
  ])('%s is refused', (_, octets) => {
    expect(decodeUtf8(Uint8Array.from(octets))).toBeUndefined();
  });
});

describe('deepFreeze', () => {
  test('freezes every level and returns the same value', () => {
    const value = { a: [1, undefined, { b: { c: [] as unknown[] } }], d: null };
    expect(deepFreeze(value)).toBe(value);
    const inner = value.a[2] as { b: { c: unknown[] } };
    for (const part of [value, value.a, inner, inner.b, inner.b.c]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('leaves octets alone, for they cannot be frozen', () => {
    const value = deepFreeze({ bytes: Buffer.from('x') });
    expect(Object.isFrozen(value)).toBe(true);
    expect(value.bytes[0]).toBe(0x78);
  });

  test('needs no stack for depth or breadth', () => {
    let deep: unknown[] = [];
    for (let level = 0; level < 100_000; level++) {
      deep = [deep];
    }
    expect(() => deepFreeze({ deep, wide: new Array(500_000).fill(0) })).not.toThrow();
  });

  test.each([[1], ['x'], [null], [undefined]])('%p is as it is', (value) => {
    expect(deepFreeze(value)).toBe(value);
  });
});
