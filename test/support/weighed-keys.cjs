'use strict';

/**
 * Whether the garbage collector knows what keys weigh outside of its heap: nobody can ask it, but it collects the more
 * often the more weight was reported to it. Keys that are dropped must make it work, keys that are disposed of must not.
 * A program of its own, over the built package.
 */

const assert = require('node:assert');
const { constants, PerformanceObserver } = require('node:perf_hooks');
const { setTimeout: wait } = require('node:timers/promises');
const { OctKey } = require('../../dist/index.js');

/** Whole collections so far. */
let collections = 0;
new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries()) {
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections++;
  }
}).observe({ entryTypes: ['gc'] });

/** V8 collects when some 32 to 64 MB are reported to be outside of its heap: these keys report 240 MB. */
const count = 60_000;

/** The number of collections while that many keys come and go. */
async function collectionsOver(use) {
  const before = collections;
  for (let index = 0; index < count; index++) {
    use(OctKey.importKey(`the secret number ${index}, which is long enough`));
    // Handles are finalized, and observers called, in a turn of the event loop of their own.
    if (index % 1000 === 0) await wait(1);
  }
  await wait(50);
  return collections - before;
}

async function main() {
  const disposed = await collectionsOver((key) => key.dispose());
  const dropped = await collectionsOver(() => undefined);
  assert.ok(dropped >= 2, `240 MB of keys were dropped, and the garbage collector came ${dropped} times`);
  assert.ok(
    disposed < dropped,
    `it came ${disposed} times for what was disposed of, ${dropped} times for what was not`,
  );
  console.log('all weighed');
}

main();
