'use strict';

/** Has work on the thread pool when it says so, and never an end of it. */

const { parentPort } = require('node:worker_threads');
const { jwk } = require('jose-openssl/promises');

async function work() {
  for (;;) await Promise.all(Array.from({ length: 8 }, () => jwk.generateKey('EC', 'P-384')));
}

work();
parentPort.postMessage('busy');
