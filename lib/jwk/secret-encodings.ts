/**
 * Takes one encoding off some octets: base64, hexadecimal digits, UTF-16, the quoting of JSON and of URLs.
 *
 * The guard of secrets looks for keys in what comes out. So each reader is lenient: it takes what stands among other
 * text, and gives octets rather than say that they are malformed. No strings are made, and small arrays are kept out of
 * V8's heap, since neither could be overwritten afterwards.
 */

import {
  base64,
  BREAK,
  decodeDecimal,
  decodeDigits,
  hexadecimal,
  isSeparator,
  MIN_DIGITS,
  ownMemory,
} from './secret-digits';

/** A text of fewer characters names no key. */
const MIN_ZEROS = 16;

export interface Encoding {
  /** What the encoding is called after the name of a key, as in "a PEM public key in base64". */
  readonly name: string;
  /** What octets must have in them for it, of `traitsOf`. */
  readonly needs: number;
  /** Whether the octets may hold text in a further encoding. */
  readonly isText: boolean;
  /** The octets behind the encoding; none where there is nothing of the kind. */
  readonly decode: (octets: Uint8Array) => Iterable<Uint8Array>;
}

/** Text in UTF-16 or UTF-32 has zeros beside each ASCII character. */
function* dropZeros(octets: Uint8Array): Generator<Uint8Array> {
  const others = ownMemory(octets.length);
  let length = 0;
  for (const octet of octets) if (octet !== 0) others[length++] = octet;
  yield others.subarray(0, length);
}

/** Characters up to U+00FF as octets, from their UTF-8: how octets become text where they are read as Latin-1. */
function* readLatin1(octets: Uint8Array): Generator<Uint8Array> {
  const characters = ownMemory(octets.length);
  let length = 0;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    const next = octets[i + 1] ?? 0;
    const isPair = (octet === 0xc2 || octet === 0xc3) && next >= 0x80 && next <= 0xbf;
    characters[length++] = isPair ? ((octet & 3) << 6) | (next & 0x3f) : octet;
    if (isPair) i++;
  }
  if (length < octets.length) yield characters.subarray(0, length);
  else characters.fill(0);
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** What stands for one octet: some text, and as many hexadecimal digits after it, or the octet itself. */
interface Escape {
  readonly starts: Uint8Array;
  readonly digits: number;
  readonly octet: number;
}

const escapeOf = (starts: string, octet: string): Escape => ({
  starts: latin1(starts),
  digits: 0,
  octet: octet.charCodeAt(0),
});
const numericEscape = (starts: string, count: number): Escape => ({ starts: latin1(starts), digits: count, octet: 0 });

/** RFC 8259 section 7 (JSON), the escapes that JavaScript and Python add to it, RFC 3986 section 2.1, and XML. */
const escapes: readonly Escape[] = [
  numericEscape('\\u', 4),
  numericEscape('\\x', 2),
  numericEscape('%', 2),
  ...Array.from('"\'\\/`').map((character) => escapeOf(`\\${character}`, character)),
  ...Object.entries({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }).map(([c, octet]) => escapeOf(`\\${c}`, octet)),
  ...Object.entries({ quot: '"', '#34': '"', '#x22': '"', amp: '&' }).map(([n, octet]) => escapeOf(`&${n};`, octet)),
];

export function startsWith(octets: Uint8Array, offset: number, starts: Uint8Array): boolean {
  for (let i = 0; i < starts.length; i++) if (octets[offset + i] !== starts[i]) return false;
  return true;
}

/** A number in so many hexadecimal digits, or undefined where they are none. */
function hexNumber(octets: Uint8Array, offset: number, count: number): number | undefined {
  let number = 0;
  for (let i = offset; i < offset + count; i++) {
    const digit = i < octets.length ? (hexadecimal.meanings[octets[i] ?? 0] ?? BREAK) : BREAK;
    if (digit < 0) return undefined;
    number = number * 16 + digit;
  }
  return number;
}

const QUESTION_MARK = 0x3f;
const startsEscape = new Uint8Array(256);
for (const { starts } of escapes) startsEscape[starts[0] ?? 0] = 1;

function escapeAt(octets: Uint8Array, offset: number): Escape | undefined {
  if (startsEscape[octets[offset] ?? 0] === 0) return undefined;
  return escapes.find(({ starts }) => startsWith(octets, offset, starts));
}

/** Text without one layer of escapes. A character beyond U+00FF is no part of a key, and becomes a question mark. */
function* removeEscapes(octets: Uint8Array): Generator<Uint8Array> {
  const plain = ownMemory(octets.length);
  let length = 0;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    const found = escapeAt(octets, i);
    const number = found === undefined ? undefined : hexNumber(octets, i + found.starts.length, found.digits);
    if (found === undefined || number === undefined) {
      plain[length++] = octet;
      continue;
    }
    plain[length++] = found.digits === 0 ? found.octet : number > 0xff ? QUESTION_MARK : number;
    i += found.starts.length + found.digits - 1;
  }
  if (length < octets.length) yield plain.subarray(0, length);
  else plain.fill(0);
}

// What octets have in them, as bits.
const WIDE_TEXT = 1;
const LATIN1_PAIRS = 2;
const ESCAPES = 4;
const DIGITS = 8;

const isOfDigits = Array.from({ length: 256 }, (_, octet) =>
  [base64, hexadecimal].some(({ meanings }) => meanings[octet] !== BREAK) || isSeparator(octet) ? 1 : 0,
);
const kinds = Uint8Array.from(isOfDigits, (isOne, octet) => {
  const isPair = octet === 0xc2 || octet === 0xc3;
  return (isOne ? DIGITS : 0) | (isPair ? LATIN1_PAIRS : 0) | (startsEscape[octet] === 1 ? ESCAPES : 0);
});

/**
 * Which encodings are worth trying, in one pass: for most secrets none is. Wide text has zeros one after another or one
 * octet apart; digits, with what stands between them, come in long runs.
 */
export function traitsOf(octets: Uint8Array): number {
  let traits = 0;
  let run = 0;
  let zeros = 0;
  let lastZero = -1;
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0;
    const kind = kinds[octet] ?? 0;
    run = kind === DIGITS ? run + 1 : 0;
    if (run === MIN_DIGITS) traits |= DIGITS;
    traits |= kind & LATIN1_PAIRS;
    if ((kind & ESCAPES) !== 0 && escapeAt(octets, i) !== undefined) traits |= ESCAPES;
    if (octet !== 0) continue;
    zeros = i - lastZero <= 2 ? zeros + 1 : 1;
    lastZero = i;
    if (zeros === MIN_ZEROS) traits |= WIDE_TEXT;
  }
  return traits;
}

/** Every encoding that may be taken off; the first that shows a key gives its name. */
export const encodings: readonly Encoding[] = [
  { name: 'in Latin-1', needs: LATIN1_PAIRS, isText: false, decode: readLatin1 },
  { name: 'in UTF-16', needs: WIDE_TEXT, isText: true, decode: dropZeros },
  { name: 'in escaped text', needs: ESCAPES, isText: true, decode: removeEscapes },
  {
    name: 'in hexadecimal digits',
    needs: DIGITS,
    isText: true,
    decode: (octets) => decodeDigits(octets, hexadecimal),
  },
  { name: 'in base64', needs: DIGITS, isText: true, decode: (octets) => decodeDigits(octets, base64) },
  { name: 'in decimal numbers', needs: DIGITS, isText: true, decode: decodeDecimal },
];
