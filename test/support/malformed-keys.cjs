'use strict';

/**
 * Imports keys that are cut off or changed, thousands of times, and fails if the process has grown since the
 * first few thousand. A program of its own, over the built package:
 * node --expose-gc malformed-keys.cjs PASSWORD < SAMPLES, a JSON array of base64.
 */

const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { setImmediate: nextTurn } = require('node:timers/promises');
const { jwk, errors } = require('../../dist/index.js');

const [, , password] = process.argv;
const samples = JSON.parse(readFileSync(0, 'utf8')).map((text) => Buffer.from(text, 'base64'));
const MAX_GROWTH = 8 * 1024 * 1024;

/** One import that fails, or a key that is dropped at once. */
function importMalformed(round) {
  const sample = Buffer.from(samples[round % samples.length]);
  const at = (round * 7919) % sample.length;
  const malformed = round % 2 === 0 ? sample.subarray(0, at) : (sample.writeUInt8(sample[at] ^ 0x41, at), sample);
  try {
    jwk.importKey(malformed, { password });
  } catch (error) {
    assert.ok(error instanceof errors.JoseError, error);
  }
}

async function grow(rounds) {
  for (let round = 0; round < rounds; round++) {
    importMalformed(round);
    // The finalizers of dropped keys run between turns of the event loop.
    if (round % 1000 === 0) await nextTurn();
  }
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await nextTurn();
  }
  return process.memoryUsage.rss();
}

async function main() {
  const before = await grow(5_000);
  const growth = (await grow(15_000)) - before;
  assert.ok(growth < MAX_GROWTH, `grew by ${growth} bytes`);
  console.log(`nothing left behind (${growth} bytes)`);
}

main();
