'use strict';

/**
 * Soaks the built package in workers, terminations, exits, garbage collections and buffers that change, phase by phase:
 *
 *   npm run stress -- soak [--minutes 5] [--only exits]
 *
 * A program of its own, since a crash would take the process that finds it. The short form, --minutes 0.1, is part of
 * the tests. The last line says what was done; any wrong answer, crash or leak ends it with another.
 */

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { endLoads } = require('./ended-loads.cjs');
const { library, passes, promises, sharedWork, text } = require('./soak-work.cjs');

const { jwe, jwk, jws } = library;
const workers = 8;

/** Works until its time is over, once at least, or for ever; says how much it did. */
async function work({ shared, until }) {
  parentPort?.postMessage('working');
  let operations = 0;
  do operations += await passes(shared);
  while (Date.now() < until);
  parentPort?.postMessage(operations);
}

function startWorker(shared, until) {
  return new Worker(__filename, { workerData: { shared, until } });
}

const phases = {
  /** Workers that share the thread pool, the fetched algorithms and each other's tokens. */
  async shared(minutes) {
    const shared = sharedWork();
    const until = Date.now() + minutes * 60_000;
    const runs = Array.from({ length: workers }, () => {
      const worker = startWorker(shared, until);
      return new Promise((resolve, reject) => {
        let operations = 0;
        worker.on('message', (message) => (operations = typeof message === 'number' ? message : operations));
        worker.on('error', reject);
        worker.on('exit', (code) =>
          code === 0 && operations > 0 ? resolve(operations) : reject(new Error(`ended with ${code}`)),
        );
      });
    });
    const counts = await Promise.all(runs);
    return `${counts.reduce((sum, count) => sum + count, 0)} operations in ${workers} workers`;
  },

  /** Workers that end while they load the addon: 5,000 of them, unless the time is short. */
  async loads(minutes) {
    const end = Date.now() + minutes * 60_000;
    let count = 0;
    while (count < (minutes < 1 ? 100 : 5000) || Date.now() < end) count += await endLoads(100);
    return `${count} workers terminated while they loaded`;
  },

  /** Workers that end in mid-operation, at every stage from loading the addon on. */
  async terminations(minutes) {
    const shared = sharedWork();
    const end = Date.now() + minutes * 60_000;
    let count = 0;
    while (Date.now() < end || count < workers) {
      const batch = Array.from({ length: workers }, async (_, index) => {
        const worker = startWorker(shared, Infinity);
        worker.on('error', (error) => assert.fail(error));
        if (index !== 0) await new Promise((working) => worker.once('message', working));
        await sleep((count * 7 + index * 3) % 29);
        await worker.terminate();
      });
      await Promise.all(batch);
      count += batch.length;
    }
    await passes(shared);
    return `${count} workers terminated`;
  },

  /** Processes that exit while the thread pool works for them. */
  async exits(minutes) {
    const end = Date.now() + minutes * 60_000;
    let count = 0;
    while (Date.now() < end || count < 4) {
      const batch = Array.from({ length: 4 }, (_, index) => {
        const child = spawn(process.execPath, [__filename, '--exit-after', String((count * 5 + index * 11) % 61)], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let errors = '';
        child.stderr.on('data', (chunk) => (errors += chunk));
        return new Promise((resolve, reject) => {
          child.on('error', reject);
          child.on('close', (code, signal) =>
            code === 7 && errors === '' ? resolve() : reject(new Error(`exit ${code}, ${signal}: ${errors}`)),
          );
        });
      });
      await Promise.all(batch);
      count += batch.length;
    }
    return `${count} processes ended by process.exit()`;
  },

  /** Keys that nobody holds any more while operations use them. */
  async keys(minutes) {
    assert.equal(typeof globalThis.gc, 'function', 'start it with --expose-gc');
    const jwks = [jwk.generateKey('RSA', 2048), jwk.generateKey('EC', 'P-256'), jwk.generateKey('OKP', 'Ed25519')].map((key) => key.toJWK({ private: true })); // prettier-ignore
    const algs = ['RS256', 'ES256', 'EdDSA'];
    const end = Date.now() + minutes * 60_000;
    const secret = Buffer.alloc(32, 1);
    let count = 0;
    let resident;
    while (Date.now() < end || count < 2000) {
      const operations = Array.from({ length: 50 }, (_, index) => {
        const which = index % 3;
        const key = jwk.importKey({ ...jwks[which], kid: String(count + index) });
        const made = promises.jws.serializeCompact({ alg: algs[which] }, text, key, { algorithms: algs });
        if (index % 5 === 0) key.dispose();
        return made;
      });
      operations.push(
        promises.jwe.encryptCompact({ alg: 'dir', enc: 'A256GCM' }, text, library.OctKey.importKey(secret)),
      );
      globalThis.gc();
      count += (await Promise.all(operations)).length;
      globalThis.gc();
      // What the first rounds bring in stays; after that nothing must grow with the number of keys.
      if (resident === undefined && count >= 1000) resident = process.memoryUsage().rss;
    }
    const growth = process.memoryUsage().rss - resident;
    assert.ok(growth < 48 * 1024 * 1024, `resident memory grew by ${growth} bytes over ${count} keys`);
    return `${count} keys collected in use, resident memory grew by ${Math.round(growth / 1024)} kB`;
  },

  /** Buffers that are transferred, resized, shared or overwritten while the thread pool works. */
  async buffers(minutes) {
    const secret = Buffer.alloc(32, 7);
    const header = { alg: 'HS256', b64: false, crit: ['b64'] };
    const direct = { alg: 'dir', enc: 'A256GCM' };
    const end = Date.now() + minutes * 60_000;
    const changes = {
      overwritten: (array) => array.fill(0),
      detached: (array) => globalThis.structuredClone(array.buffer, { transfer: [array.buffer] }),
      shrunk: (array) => array.buffer.resize(0),
      grown: (array) => array.buffer.resize(array.buffer.maxByteLength),
    };
    let count = 0;
    while (Date.now() < end || count < 100) {
      for (const change of Object.values(changes)) {
        const size = 1 + ((count * 977) % 100_000);
        const make = () =>
          new Uint8Array(new ArrayBuffer(size, { maxByteLength: size + 4096 })).fill(128 | (count & 127));
        const [payload, plaintext, aad] = [make(), make(), make()];
        const [wanted] = [Buffer.from(payload)];
        const key = Uint8Array.from(secret);
        const signing = promises.jws.serializeCompact(header, payload, key);
        const sealing = promises.jwe.encryptCompact(direct, plaintext, key);
        const message = promises.jwe.encryptJson({ protected: direct, aad, recipient: { key } }, plaintext);
        for (const array of [payload, plaintext, aad]) change(array);
        key.fill(0);
        // What was given at the call is what was signed and encrypted, whatever became of it since.
        const signed = await signing;
        assert.ok(jws.deserializeCompact(signed, secret, { payload: wanted }).payload.equals(wanted));
        assert.ok(jwe.decryptCompact(await sealing, secret).plaintext.equals(wanted));
        assert.ok(jwe.decryptJson(await message, secret).aad.equals(wanted));
        const given = Uint8Array.from(wanted);
        const reading = promises.jws.deserializeCompact(signed, secret, { payload: given });
        given.fill(1);
        assert.ok((await reading).payload.equals(wanted));
        count += 4;
      }
      const octets = new Uint8Array(new SharedArrayBuffer(32));
      assert.throws(() => jws.serializeCompact({ alg: 'HS256' }, octets, secret), TypeError);
      await assert.rejects(promises.jwe.encryptCompact(direct, octets, secret), TypeError);
      await assert.rejects(promises.jwe.encryptCompact(direct, 'x', octets), TypeError);
    }
    return `${count} operations over changing buffers`;
  },
};

async function main() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      only: { type: 'string' },
      'exit-after': { type: 'string' },
    },
  });
  if (values['exit-after'] !== undefined) {
    const shared = sharedWork();
    for (let flight = 0; flight < 4; flight++) void passes(shared).then(() => passes(shared));
    await sleep(Number(values['exit-after']));
    process.exit(7);
  }
  const names = values.only === undefined ? Object.keys(phases) : [values.only];
  for (const name of names) {
    const started = Date.now();
    const result = await phases[name](Number(values.minutes) / names.length);
    console.log(`${name}: ${result} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  }
  console.log('soaked');
}

if (isMainThread) main();
else work(workerData);
