/**
 * Takes octets out of digits: base64, hexadecimal and decimal. The digits may stand among other text, which may end in
 * some itself; no strings are made, since nothing could overwrite them.
 */

/** Nothing shorter is looked for behind an encoding: the line before a public key in PEM has 26 octets, any key more. */
export const MIN_KEY = 26;
/** Base64 of so many octets has no fewer digits. */
export const MIN_DIGITS = Math.ceil((MIN_KEY * 8) / 6);

/** Zeroed memory outside V8's heap, which may move small arrays and leave copies. */
export function ownMemory(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length));
}

function copyOf(octets: Uint8Array): Uint8Array {
  const copy = ownMemory(octets.length);
  copy.set(octets);
  return copy;
}

// What an octet is among digits, where it is none.
export const BREAK = -1;
const SEPARATOR = -2;
const PADDING = -3;
/** The x of 0x: the zero before it is no digit. */
const X = -4;

interface Digits {
  readonly bits: number;
  /** After so many digits, octets begin at a digit again. */
  readonly group: number;
  /** For each octet the digit's value, or one of the above. */
  readonly meanings: Int8Array;
}

function digits(bits: number, alphabets: readonly string[], others: Readonly<Record<string, number>>): Digits {
  const meanings = new Int8Array(256).fill(BREAK);
  for (const alphabet of alphabets)
    Array.from(alphabet).forEach((digit, value) => (meanings[digit.charCodeAt(0)] = value));
  for (const [characters, meaning] of Object.entries(others)) {
    for (const character of characters) meanings[character.charCodeAt(0)] = meaning;
  }
  return { bits, group: bits === 6 ? 4 : 2, meanings };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const space = '\t\n\v\f\r ';
// RFC 4648 sections 4 and 5: both alphabets, since no text has both.
export const base64 = digits(6, [`${letters}+/`, `${letters}-_`], { [space]: SEPARATOR, '=': PADDING });
export const hexadecimal = digits(4, ['0123456789abcdef', '0123456789ABCDEF'], { [`${space}:,;-_`]: SEPARATOR, xX: X });

/** The runs of digits that are long enough for a key, without the separators. */
function* runsOf(octets: Uint8Array, { bits, meanings }: Digits): Generator<Uint8Array> {
  const run = ownMemory(octets.length);
  let length = 0;
  try {
    for (let i = 0; i <= octets.length; i++) {
      const meaning = i < octets.length ? (meanings[octets[i] ?? 0] ?? BREAK) : BREAK;
      if (meaning >= 0 || meaning === PADDING) run[length++] = meaning;
      else if (meaning === X && length > 0 && run[length - 1] === 0) length--;
      else if (meaning !== SEPARATOR) {
        if (length * bits >= MIN_KEY * 8) yield run.subarray(0, length);
        length = 0;
      }
    }
  } finally {
    run.fill(0);
  }
}

/** The octets of a run from one of its digits on. Padding ends an octet, and another text may follow it. */
function decodeRun(run: Uint8Array, { bits }: Digits, first: number): Uint8Array {
  const octets = ownMemory(Math.ceil((run.length * bits) / 8));
  let length = 0;
  let value = 0;
  let count = 0;
  for (let i = first; i < run.length; i++) {
    const digit = run[i] ?? 0;
    if (digit >= 1 << bits) {
      count = 0;
      continue;
    }
    value = ((value << bits) | digit) & 0xffff;
    count += bits;
    if (count < 8) continue;
    count -= 8;
    octets[length++] = value >> count;
  }
  return octets.subarray(0, length);
}

/** A word before the run may consist of digits too, as in "cafe 2d2d2d": so each place is tried where octets may begin. */
export function* decodeDigits(octets: Uint8Array, kind: Digits): Generator<Uint8Array> {
  for (const run of runsOf(octets, kind)) {
    for (let first = 0; first < kind.group; first++) yield decodeRun(run, kind, first);
  }
}

export const isSeparator = (octet: number): boolean =>
  octet === 0x2c || octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);

/**
 * Octets as decimal numbers with a comma or white space between them, as `String(bytes)` writes them. A word before the
 * first may end in digits: so its last one, two and three are tried.
 */
export function* decodeDecimal(octets: Uint8Array): Generator<Uint8Array> {
  const numbers = ownMemory(octets.length);
  let length = 0;
  // Of the first number and of that which is being read: how many digits, and what the last three of them say.
  let first = 0;
  let count = 0;
  let number = 0;
  try {
    for (let i = 0; i <= octets.length; i++) {
      const octet = i < octets.length ? (octets[i] ?? 0) : 0;
      if (octet >= 0x30 && octet <= 0x39) {
        count++;
        number = (number * 10 + octet - 0x30) % 1000;
        continue;
      }
      const isNumber = count > 0;
      const isOctet = count <= 3 && number <= 255;
      // What is too large for an octet may still end in the first.
      if (isNumber && !isOctet) {
        yield* decimalRun(numbers, length, first);
        length = 0;
      }
      if (isNumber) {
        if (length === 0) first = number;
        numbers[length++] = number;
      }
      count = 0;
      number = 0;
      if (length > 0 && isSeparator(octet)) continue;
      yield* decimalRun(numbers, length, first);
      length = 0;
    }
  } finally {
    numbers.fill(0);
  }
}

/** The numbers of a run, with each octet that the first may end in. */
function* decimalRun(numbers: Uint8Array, length: number, first: number): Generator<Uint8Array> {
  if (length < MIN_KEY) return;
  for (const octet of new Set([first, first % 100, first % 10])) {
    if (octet > 255) continue;
    const octets = copyOf(numbers.subarray(0, length));
    octets[0] = octet;
    yield octets;
  }
}
