// Inputs for the fuzzing of inflate: what zlib deflates, and dynamic blocks (RFC 1951 section 3.2.7) with random codes, damaged
// in some way. All are short, so that many are tried in a second.

import { constants, deflateRawSync } from 'node:zlib';
import { codesOf, expectedOf, orderOfLengths, slowInflate } from './slow-inflate.mjs';

const longest = 200;
const largestLimit = 1024;
/** node:zlib collects its output in pieces of this size. */
const piece = 16_384;

const words = ['{"iss":"', '","aud":', 'true', 'https://', 'example', '.com/', 'AQAB', ',"exp":17', '0', '1', ' '];
const forms = [
  { level: 0 },
  { level: 1 },
  { level: 9 },
  { level: 9, strategy: constants.Z_FIXED },
  { level: 9, strategy: constants.Z_HUFFMAN_ONLY },
  { level: 6, strategy: constants.Z_RLE },
];

function payloadsOf(random) {
  const few = (count, make) => Array.from({ length: count }, make);
  return [
    Buffer.alloc(0),
    Buffer.from('a'),
    Buffer.alloc(300),
    Buffer.alloc(2 * largestLimit, 'ab'),
    ...few(8, () => random.bytes(1 + random.below(60))),
    ...few(8, () => Buffer.alloc(1 + random.below(400), random.bytes(1 + random.below(9)))),
    ...few(8, () => Buffer.from(few(1 + random.below(60), () => random.pick(words)).join(''))),
    // Few symbols that hardly repeat: zlib makes codes of its own for them.
    ...few(8, () => random.bytes(200 + random.below(500)).map((octet) => 97 + (octet & 3))),
  ];
}

/** Whole streams; those of two blocks are a flushed one and a last one. */
function seedsOf(random) {
  const single = payloadsOf(random).flatMap((payload) => forms.map((form) => deflateRawSync(payload, form)));
  const open = payloadsOf(random).map((payload) => deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH }));
  const double = Array.from({ length: 60 }, () => Buffer.concat([random.pick(open), random.pick(single)]));
  return [...single, ...double].filter(({ length }) => length <= longest);
}

/** Streams whose output fills a piece, or nearly, or several. */
function largeSeedsOf(random) {
  const sizes = [piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 1, 3 * piece - 1];
  return sizes.map((size) => deflateRawSync(Buffer.alloc(size, random.bytes(3)), { level: 9 }));
}

/** Depths of the leaves of a random binary tree: the lengths of a complete code. */
function randomDepths(random, count, deepest) {
  const depths = [0];
  while (depths.length < count) {
    const leaf = random.below(depths.length);
    if (depths[leaf] === deepest) continue;
    depths[leaf]++;
    depths.push(depths[leaf]);
  }
  return depths;
}

/** Code lengths for symbols below `size`; some code is given to each of those that `must` have one. */
function randomLengths(random, size, { must = [], most, deepest = 15 }) {
  const symbols = new Set(must);
  const count = Math.min(size, must.length + random.below(most));
  while (symbols.size < count) {
    // The lengths are at the end of the literals.
    symbols.add(random.oneIn(3) ? size - 1 - random.below(Math.min(30, size)) : random.below(size));
  }
  const lengths = new Array(size).fill(0);
  const depths = randomDepths(random, symbols.size, deepest);
  // A code of one symbol has one bit nevertheless.
  [...symbols].forEach((symbol, index) => (lengths[symbol] = Math.max(1, depths[index])));
  return lengths;
}

class BitWriter {
  #bits = [];
  number(value, bits) {
    for (let place = 0; place < bits; place++) this.#bits.push((value >> place) & 1);
  }
  /** A code as codesOf() has it, from its most significant bit. */
  code(code) {
    for (let place = Math.floor(Math.log2(code)) - 1; place >= 0; place--) this.#bits.push((code >> place) & 1);
  }
  octets() {
    const octets = Buffer.alloc(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, index) => (octets[index >> 3] |= bit << (index & 7)));
    return octets;
  }
}

/** Code lengths as symbols of the code for code lengths: [symbol, value of the extra bits, their number]. */
function runsOf(random, lengths) {
  const runs = [];
  for (let at = 0; at < lengths.length;) {
    let run = 1;
    while (lengths[at + run] === lengths[at]) run++;
    // Now and then one that repeats too much.
    if (random.oneIn(200)) run += 1 + random.below(9);
    const [symbol, least, bits] = lengths[at] !== 0 ? [16, 3, 2] : run > 10 ? [18, 11, 7] : [17, 3, 3];
    const before = at > 0 && lengths[at - 1] === lengths[at];
    if (run >= least && (symbol !== 16 || before) && !random.oneIn(8)) {
      const taken = Math.min(run, least + 2 ** bits - 1);
      runs.push([symbol, taken - least, bits]);
      at += taken;
    } else runs.push([lengths[at++], 0, 0]);
  }
  return runs;
}

/** A dynamic block, often with codes that are not complete or have too much, and random octets for what they code. */
function dynamicBlock(random) {
  const literals = 257 + random.below(random.oneIn(20) ? 32 : 30);
  const distances = 1 + random.below(random.oneIn(20) ? 32 : 30);
  const must = random.oneIn(40) ? [] : [256];
  const ofLiterals = randomLengths(random, literals, { must, most: random.oneIn(4) ? 2 : 40 });
  const ofDistances = random.oneIn(8) ? new Array(distances).fill(0) : randomLengths(random, distances, { most: 12 });
  const lengths = [...ofLiterals, ...ofDistances];
  if (random.oneIn(5)) lengths[random.below(lengths.length)] = random.below(16);
  const runs = runsOf(random, lengths);
  const inUse = [...new Set(runs.map(([symbol]) => symbol))];
  const ofLengths = randomLengths(random, 19, { must: inUse, most: 4, deepest: 7 });
  const codes = new Map(codesOf(ofLengths));
  if (random.oneIn(20)) ofLengths[random.below(19)] = random.below(8);

  const writer = new BitWriter();
  writer.number(random.oneIn(10) ? 0 : 1, 1);
  writer.number(2, 2);
  writer.number(literals - 257, 5);
  writer.number(distances - 1, 5);
  const written = 1 + orderOfLengths.findLastIndex((symbol) => ofLengths[symbol] > 0);
  writer.number(Math.max(written, 4) - 4, 4);
  for (const symbol of orderOfLengths.slice(0, Math.max(written, 4))) writer.number(ofLengths[symbol], 3);
  for (const [symbol, extra, bits] of runs) {
    writer.code(codes.get(symbol));
    writer.number(extra, bits);
  }
  for (let octets = random.below(60); octets > 0; octets--) writer.number(random.below(256), 8);
  return writer.octets();
}

const without = (octets, at) => Buffer.concat([octets.subarray(0, at), octets.subarray(at + 1)]);
const withOctets = (octets, at, more) => Buffer.concat([octets.subarray(0, at), more, octets.subarray(at)]);

/** Each takes a stream that is not empty and leaves it as it is. */
const mutations = {
  flipBit(octets, random) {
    const changed = Buffer.from(octets);
    changed[random.below(octets.length)] ^= 1 << random.below(8);
    return changed;
  },
  // The block's type and the codes stand there, so that most changes matter.
  flipBitOfHead(octets, random) {
    const changed = Buffer.from(octets);
    changed[random.below(Math.min(8, octets.length))] ^= 1 << random.below(8);
    return changed;
  },
  changeOctet(octets, random) {
    const changed = Buffer.from(octets);
    changed[random.below(octets.length)] = random.pick([0, 255, random.below(256)]);
    return changed;
  },
  insert: (octets, random) => withOctets(octets, random.below(octets.length), random.bytes(1)),
  remove: (octets, random) => without(octets, random.below(octets.length)),
  truncate: (octets, random) => octets.subarray(0, random.below(octets.length)),
  truncateByOne: (octets) => octets.subarray(0, -1),
  append: (octets, random) => Buffer.concat([octets, random.bytes(1 + random.below(4))]),
  appendNought: (octets) => Buffer.concat([octets, Buffer.of(0)]),
  splice(octets, random, seeds) {
    const other = random.pick(seeds);
    return Buffer.concat([octets.subarray(0, random.below(octets.length)), other.subarray(random.below(other.length))]);
  },
};
const kinds = Object.values(mutations);

/** Octets, a limit and what is expected, again and again: those of a seed are always the same. */
export function inputsOf(random) {
  const seeds = seedsOf(random);
  const largeSeeds = largeSeedsOf(random);
  return () => {
    // Seldom, as these take a thousand times as long.
    const isLarge = random.oneIn(1000);
    const limit = isLarge ? 4 * piece : largestLimit;
    let octets = isLarge ? random.pick(largeSeeds) : random.oneIn(4) ? dynamicBlock(random) : random.pick(seeds);
    for (let times = random.pick([0, 1, 1, 1, 2, 4]); times > 0 && octets.length > 0; times--) {
      octets = random.pick(kinds)(octets, random, seeds);
    }
    octets = octets.subarray(0, longest);
    const inflated = slowInflate(octets, limit);
    // Without what stands behind it a damaged stream is often whole again, with another text.
    if (inflated.refusal === undefined && random.oneIn(2)) octets = octets.subarray(0, inflated.used);
    const size = inflated.output.length;
    const limits = [
      size - 1,
      size,
      size,
      size,
      size + 1,
      size + random.below(100),
      0,
      1,
      random.below(size + 1),
      limit,
    ];
    const most = Math.min(Math.max(random.pick(limits), 0), limit);
    return { octets, most, expected: expectedOf(inflated, octets.length, most) };
  };
}
