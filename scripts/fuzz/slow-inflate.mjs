// Raw DEFLATE (RFC 1951) read bit by bit: slow, and plain enough to be compared with the RFC by eye. What zip.ts gives is held
// against it.
//
// Where the RFC does not say what is an error, or zlib is of another mind, this does as zlib:
// - a set of code lengths must be complete, except for one code of one bit; section 3.2.7 has that exception for distances,
//   zlib also for literals and lengths;
// - more than 30 distance codes are refused, though HDIST goes to 32;
// - every dynamic block has a code for its end, even where the stream breaks off before it.

export const malformed = 'malformed';
export const tooLong = 'too long';

/** Section 3.2.7: the order in which the lengths of the codes for code lengths stand. */
export const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Section 3.2.2, as pairs of a symbol and its code: shorter codes precede longer ones, those of equal length are in the
 * order of their symbols. A code of n bits is written as a number of n + 1 bits that begins with 1.
 */
export function codesOf(lengths) {
  const codes = [];
  const longest = Math.max(...lengths);
  for (let [length, code] = [1, 0]; length <= longest; length++, code *= 2) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) codes.push([symbol, 2 ** length + code++]);
    }
  }
  return codes;
}

/** The symbol of each code. */
function codeBook(lengths, { mayBeSingle }) {
  let [room, used] = [2 ** 15, 0];
  for (const length of lengths) {
    if (length === 0) continue;
    room -= 2 ** (15 - length);
    used++;
  }
  // A single code of one bit leaves half of the room.
  const isSingle = used === 0 || (used === 1 && room === 2 ** 14);
  if (room < 0 || (room > 0 && !(mayBeSingle && isSingle))) throw malformed;
  const book = new Map();
  for (const [symbol, code] of codesOf(lengths)) book.set(code, symbol);
  return book;
}

/** Section 3.2.6. */
const fixed = {
  literals: codeBook(
    [144, 112, 24, 8].flatMap((count, index) => new Array(count).fill([8, 9, 7, 8][index])),
    {},
  ),
  distances: codeBook(new Array(32).fill(5), {}),
};

class Stream {
  #octets;
  #position = 0;
  constructor(octets) {
    this.#octets = octets;
  }
  /** Octets used, the last of them perhaps in part. */
  get used() {
    return Math.ceil(this.#position / 8);
  }
  bit() {
    const at = this.#position++;
    if (at >> 3 >= this.#octets.length) throw malformed;
    return (this.#octets[at >> 3] >> (at & 7)) & 1;
  }
  /** Section 3.1.1: all but codes "are packed starting with the least-significant bit". */
  number(bits) {
    let value = 0;
    for (let place = 0; place < bits; place++) value += this.bit() << place;
    return value;
  }
  symbol(book) {
    for (let [code, bits] = [1, 0]; bits < 15; bits++) {
      code = code * 2 + this.bit();
      const symbol = book.get(code);
      if (symbol !== undefined) return symbol;
    }
    throw malformed;
  }
  skipToOctet() {
    this.#position = this.used * 8;
  }
}

/** Section 3.2.7. */
function dynamicBooks(stream) {
  const [literals, distances, count] = [stream.number(5) + 257, stream.number(5) + 1, stream.number(4) + 4];
  if (literals > 286 || distances > 30) throw malformed;
  const ofLengths = new Array(19).fill(0);
  for (const symbol of orderOfLengths.slice(0, count)) ofLengths[symbol] = stream.number(3);
  const book = codeBook(ofLengths, {});
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = stream.symbol(book);
    if (symbol === 16 && lengths.length === 0) throw malformed;
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) lengths.push(...new Array(3 + stream.number(2)).fill(lengths.at(-1)));
    else lengths.push(...new Array(symbol === 17 ? 3 + stream.number(3) : 11 + stream.number(7)).fill(0));
  }
  if (lengths.length > literals + distances || lengths[256] === 0) throw malformed;
  return {
    literals: codeBook(lengths.slice(0, literals), { mayBeSingle: true }),
    distances: codeBook(lengths.slice(literals), { mayBeSingle: true }),
  };
}

/** Section 3.2.5, first table. */
function lengthOf(symbol, stream) {
  if (symbol > 285) throw malformed;
  if (symbol === 285) return 258;
  if (symbol < 265) return symbol - 254;
  const bits = (symbol - 261) >> 2;
  return ((4 + ((symbol - 265) & 3)) << bits) + 3 + stream.number(bits);
}

/** Section 3.2.5, second table. */
function distanceOf(symbol, stream) {
  if (symbol > 29) throw malformed;
  if (symbol < 4) return symbol + 1;
  const bits = (symbol >> 1) - 1;
  return ((2 + (symbol & 1)) << bits) + 1 + stream.number(bits);
}

function readStored(stream, output) {
  stream.skipToOctet();
  const [length, complement] = [stream.number(16), stream.number(16)];
  if (length + complement !== 0xffff || (length & complement) !== 0) throw malformed;
  for (let index = 0; index < length; index++) output.add(stream.number(8));
}

function readCompressed(stream, output, { literals, distances }) {
  for (let symbol = stream.symbol(literals); symbol !== 256; symbol = stream.symbol(literals)) {
    if (symbol < 256) output.add(symbol);
    else {
      const length = lengthOf(symbol, stream);
      const distance = distanceOf(stream.symbol(distances), stream);
      if (distance > output.octets.length) throw malformed;
      for (let index = 0; index < length; index++) output.add(output.octets[output.octets.length - distance]);
    }
  }
}

/** Section 3.2.3, by BTYPE. */
const blocks = [
  readStored,
  (stream, output) => readCompressed(stream, output, fixed),
  (stream, output) => readCompressed(stream, output, dynamicBooks(stream)),
  () => {
    throw malformed;
  },
];

class Output {
  octets = [];
  #most;
  constructor(most) {
    this.#most = most;
  }
  add(octet) {
    if (this.octets.length === this.#most) throw tooLong;
    this.octets.push(octet);
  }
}

/**
 * Inflates one stream to at most `most` octets: why that ended early, if it did, what came out until then, and how many
 * octets of the input were used. There may be more behind them.
 */
export function slowInflate(octets, most) {
  const stream = new Stream(octets);
  const output = new Output(most);
  let refusal;
  try {
    for (let isLast = false; !isLast;) {
      isLast = stream.bit() === 1;
      blocks[stream.number(2)](stream, output);
    }
  } catch (thrown) {
    if (thrown !== malformed && thrown !== tooLong) throw thrown;
    refusal = thrown;
  }
  return { refusal, output: Buffer.from(output.octets), used: stream.used };
}

/** What zip.ts should give for `length` octets that were inflated so, if it may give at most `most`. */
export function expectedOf({ refusal, output, used }, length, most) {
  if (output.length > most) return tooLong;
  return refusal ?? (used === length ? output : malformed);
}
