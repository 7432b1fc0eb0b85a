'use strict';

/**
 * Starts workers that sign and verify without pause, terminates each at another moment, and then works on.
 *
 * A program of its own, over the built package: when a worker's end takes the process with it, only the process
 * that started this one can tell. Usage: node terminated-workers.cjs [workers]
 */

const { Worker, isMainThread, parentPort, threadId } = require('node:worker_threads');
const { setTimeout: sleep } = require('node:timers/promises');
const { jwk, jws } = require('../../dist/index.js');
const promises = require('../../dist/promises.js');

const secret = 'a secret of at least thirty-two bytes';

function busy() {
  const keys = [
    ['HS256', secret, secret],
    ['RS256', ...pair('RSA', 2048)],
    ['ES256', ...pair('EC', 'P-256')],
  ];
  const rounds = async ([alg, signing, verifying]) => {
    for (;;) {
      const token = await promises.jws.serializeCompact({ alg }, 'payload', signing);
      await promises.jws.deserializeCompact(token, verifying);
      jws.deserializeCompact(jws.serializeCompact({ alg }, 'payload', signing), verifying);
    }
  };
  for (let flight = 0; flight < 20; flight++) keys.forEach(rounds);
  parentPort.postMessage('busy');
}

function pair(kty, size) {
  const key = jwk.generateKey(kty, size);
  return [key, key.publicKey()];
}

async function terminate(count) {
  for (let index = 0; index < count; index++) {
    const worker = new Worker(__filename);
    // Some are stopped while they still load the addon, the others in the middle of their work.
    if (index % 4 !== 0) await new Promise((busyNow) => worker.once('message', busyNow));
    await sleep(index % 7);
    await worker.terminate();
  }
  const [signing, verifying] = pair('EC', 'P-256');
  const token = await promises.jws.serializeCompact({ alg: 'ES256' }, 'alive', signing);
  const { payload } = jws.deserializeCompact(token, verifying);
  console.log(`${count} workers terminated, ${payload.toString()}`);
}

if (isMainThread) {
  terminate(Number(process.argv[2] ?? 20));
} else if (threadId > 0) {
  busy();
}
