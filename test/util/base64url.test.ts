import { decodeBase64url, encodeBase64url, isBase64url } from '../../lib/util/base64url';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');

function patterned(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 151 + 89) % 256));
}

describe('good texts', () => {
  test.each([
    ['', ''],
    // RFC 4648 section 10, without the padding.
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('%j is %j', (plain, encoded) => {
    expect(encodeBase64url(plain)).toBe(encoded);
    expect(encodeBase64url(Buffer.from(plain))).toBe(encoded);
    expect(decodeBase64url(encoded)).toEqual(Buffer.from(plain));
    expect(isBase64url(encoded)).toBe(true);
  });

  test('RFC 7515 appendix C', () => {
    expect(encodeBase64url(Uint8Array.of(3, 236, 255, 224, 193))).toBe('A-z_4ME');
    expect(decodeBase64url('A-z_4ME')).toEqual(Buffer.of(3, 236, 255, 224, 193));
  });

  test.each([1, 2, 3, 4, 5, 63, 64, 65, 255, 256, 4097, 100_000])('%i octets come back', (length) => {
    const bytes = patterned(length);
    const text = encodeBase64url(bytes);
    expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
    expect(decodeBase64url(text)).toEqual(bytes);
  });

  test('only the part of a view is encoded', () => {
    const whole = Buffer.from('xfoobarx');
    expect(encodeBase64url(whole.subarray(1, 7))).toBe('Zm9vYmFy');
    expect(encodeBase64url(new Uint8Array(whole.buffer, whole.byteOffset + 1, 6))).toBe('Zm9vYmFy');
  });

  test('strings are encoded as UTF-8', () => {
    expect(encodeBase64url('é€😀')).toBe(Buffer.from('é€😀', 'utf8').toString('base64url'));
  });
});

describe('every last character is right with exactly one set of octets', () => {
  // A text of 2 (3) characters has 4 (2) bits too many: of 64 last characters 4 (16) have them zero.
  test.each([
    ['A', 4],
    ['AA', 16],
    ['AAA', 64],
  ])('after %j, %i are canonical', (start, count) => {
    const accepted = alphabet.filter((last) => isBase64url(start + last));
    expect(accepted).toHaveLength(count);
    for (const last of accepted) {
      expect(encodeBase64url(decodeBase64url(start + last) ?? '')).toBe(start + last);
    }
  });
});

describe('bad texts', () => {
  const bad: [string, string][] = [
    ['padding', 'Zg=='],
    ['one padding', 'Zm8='],
    ['padding of a full group', 'Zm9v='],
    ['padding alone', '===='],
    ['padding within', 'Zg==Zg=='],
    ['plus', 'A+z_'],
    ['slash', 'A-z/'],
    ['space before', ' Zm9v'],
    ['space after', 'Zm9v '],
    ['space within', 'Zm 9v'],
    ['tab', 'Zm9v\t'],
    ['line feed', 'Zm9v\n'],
    ['carriage return', 'Zm9v\r'],
    ['NUL', 'Zm9\0'],
    ['dot', 'Zm9.'],
    ['question mark', 'Zm9?'],
    ['no-break space', 'Zm9v\u00a0'],
    ['Latin-1', 'Zmév'],
    // U+0141 and U+0130 have the octets of A and 0 as their low ones.
    ['a wide character that ends like A', 'Zm9\u0141'],
    ['a wide character that ends like 0', '\u0130m9v'],
    ['four wide characters', '\u0141\u0141\u0141\u0141'],
    ['full-width letters', 'ＺＧ'],
    ['a byte order mark', '\ufeffZm9v'],
    ['surrogates', '😀'],
    ['length 1', 'Z'],
    ['length 1, without bits', 'A'],
    ['length 5', 'Zm9vZ'],
    ['length 5, without bits', 'Zm9vA'],
    ['trailing bits after one octet', 'Zh'],
    ['trailing bits after two octets', 'Zm9'],
    ['five characters too many', 'Zm9v\n\n\n\n\n'],
    ['four spaces', '    '],
  ];

  test.each(bad)('%s', (_, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
    expect(isBase64url(text)).toBe(false);
  });

  test('in a long text as well, at each place', () => {
    const good = encodeBase64url(patterned(3000));
    for (const wrong of ['+', '/', '=', ' ', '\n', '\u0141', '.']) {
      for (const at of [0, 1, 2, 3, 2000, good.length - 1]) {
        expect(decodeBase64url(good.slice(0, at) + wrong + good.slice(at + 1))).toBeUndefined();
        expect(decodeBase64url(good.slice(0, at) + wrong + good.slice(at))).toBeUndefined();
      }
    }
  });
});

test('no two texts of up to three octets decode alike', () => {
  // All texts of 2 and 3 characters over a sample of the alphabet and of what a lenient decoder would let pass.
  const characters = 'AZaz059-_+/= \n'.split('');
  const seen = new Map<string, string>();
  const texts = characters.flatMap((a) => characters.flatMap((b) => [a + b, ...characters.map((c) => a + b + c)]));
  for (const text of texts) {
    const bytes = decodeBase64url(text)?.toString('hex');
    if (bytes !== undefined) {
      expect(seen.get(bytes)).toBeUndefined();
      seen.set(bytes, text);
    }
  }
  expect(seen.size).toBeGreaterThan(50);
});
