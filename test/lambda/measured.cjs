'use strict';

/** A function that measures how the library is loaded, before anything else is. */

const before = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const started = process.hrtime.bigint();
const sync = require('jose-openssl');
const required = Number(process.hrtime.bigint() - started) / 1e6;
const cpu = process.cpuUsage(cpuBefore);
const rss = process.memoryUsage.rss() - before;

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Whether the function's folder can be written to. */
function writable() {
  try {
    writeFileSync(join(__dirname, 'written'), '');
    return true;
  } catch {
    return false;
  }
}

function firstToken() {
  const begun = process.hrtime.bigint();
  const secret = 'a secret of at least thirty-two bytes';
  sync.jwt.decode(sync.jwt.encode({ alg: 'HS256' }, { sub: 'alice' }, secret), secret);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

const actions = {
  measure: () => ({
    requireMs: required,
    requireCpuMs: (cpu.user + cpu.system) / 1000,
    rssMiB: rss / 2 ** 20,
    firstTokenMs: firstToken(),
    processMiB: process.memoryUsage.rss() / 2 ** 20,
    path: process.env.PATH ?? null,
    writable: writable(),
    user: process.getuid(),
    openssl: sync.opensslVersion(),
  }),
  smoke: () => {
    const samples = JSON.parse(readFileSync(join(__dirname, 'samples.json'), 'utf8'));
    return require('./smoke.cjs').smoke({ sync, promises: require('jose-openssl/promises'), samples });
  },
};

exports.handler = async ({ action }) => actions[action]();
