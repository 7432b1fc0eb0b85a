'use strict';

/** The smoke test in two workers at once, without the library in the main thread; then one that is terminated at work. */

const { join } = require('node:path');
const { Worker } = require('node:worker_threads');

function inWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'worker.cjs'));
    worker.on('message', resolve).on('error', reject);
    worker.on('exit', () => reject(new Error('a worker ended without an answer')));
  });
}

function terminatedAtWork() {
  const worker = new Worker(join(__dirname, 'busy-worker.cjs'));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', () => resolve(worker.terminate()));
  });
}

async function main() {
  const results = await Promise.all([inWorker(), inWorker()]);
  await terminatedAtWork();
  console.log(
    JSON.stringify({
      passed: results.reduce((sum, { passed }) => sum + passed, 1),
      failures: results.flatMap(({ failures }, index) => failures.map((text) => `worker ${index}: ${text}`)),
      openssl: results[0].openssl,
    }),
  );
}

main();
