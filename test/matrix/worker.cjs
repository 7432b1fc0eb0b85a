'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parentPort } = require('node:worker_threads');
const { smoke } = require('./smoke.cjs');

const samples = JSON.parse(readFileSync(join(__dirname, 'samples.json'), 'utf8'));
smoke({ sync: require('jose-openssl'), promises: require('jose-openssl/promises'), samples }).then((result) =>
  parentPort.postMessage(result),
);
