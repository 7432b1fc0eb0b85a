'use strict';

// Random numbers that come again with the same seed (the generator sfc32), so that a finding can be made again.

/** @param {number} seed */
function randomOf(seed) {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed >>> 0, 1];
  const next = () => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < 16; round++) next();

  /** An integer below `limit`. */
  const below = (limit) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    /** True once in `times`. */
    oneIn: (times) => below(times) === 0,
    pick: (list) => list[below(list.length)],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    /** One of `[weight, value]` pairs. */
    weighted(pairs) {
      let left = below(pairs.reduce((sum, [weight]) => sum + weight, 0));
      return pairs.find(([weight]) => (left -= weight) < 0)[1];
    },
  };
}

module.exports = { randomOf };
