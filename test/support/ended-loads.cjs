'use strict';

/**
 * Starts workers that load the addon, half of them with the package around it, and terminates each at another moment of
 * that; then loads it here and in a last worker, and works. A program of its own: what leaves the addon as a C++
 * exception ends the process. Usage: node ended-loads.cjs [workers]
 */

const assert = require('node:assert');
const { once } = require('node:events');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');

const root = path.resolve(__dirname, '..', '..');
const loads = {
  addon: `require('node-gyp-build')(${JSON.stringify(root)})`,
  package: `require(${JSON.stringify(root)})`,
};

function milliseconds() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A worker that tells when it begins to load, and when it has. */
async function beginning(what) {
  const code = `const { parentPort } = require('node:worker_threads');
    ${what === 'addon' ? "require('node-gyp-build');" : ''}
    parentPort.postMessage('loading');
    ${loads[what]};
    parentPort.postMessage('loaded');
    setInterval(() => {}, 1000);`;
  const worker = new Worker(code, { eval: true });
  worker.on('error', (error) => assert.fail(error));
  await once(worker, 'message');
  return worker;
}

/** How long a load takes, at the longest of a few. */
async function timeOf(what) {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const worker = await beginning(what);
    const began = milliseconds();
    await once(worker, 'message');
    times.push(milliseconds() - began);
    await worker.terminate();
  }
  return Math.max(...times);
}

/** Waits more exactly than a timer does. */
async function wait(time) {
  const end = milliseconds() + time;
  if (time > 2) await sleep(time - 2);
  while (milliseconds() < end);
}

/** Terminates as many workers as that, the last of them after they have loaded. */
async function endLoads(count) {
  const longest = { addon: 1.2 * (await timeOf('addon')), package: 1.2 * (await timeOf('package')) };
  let next = 0;
  const flow = async () => {
    for (let index = next++; index < count; index = next++) {
      const what = index % 2 === 0 ? 'addon' : 'package';
      const worker = await beginning(what);
      await wait((longest[what] * index) / count);
      await worker.terminate();
    }
  };
  await Promise.all([flow(), flow(), flow()]);
  return count;
}

/** Whether it can still be loaded, and works. */
async function loadAgain() {
  const code = `const { jws } = ${loads.package};
    const secret = Buffer.alloc(32, 1);
    const token = jws.serializeCompact({ alg: 'HS256' }, 'alive', secret);
    const alive = jws.deserializeCompact(token, secret).payload.toString();`;
  const here = new Function('require', `${code} return alive;`)(require);
  const worker = new Worker(`${code} require('node:worker_threads').parentPort.postMessage(alive);`, { eval: true });
  const [there] = await once(worker, 'message');
  return `${here} here, ${there} there`;
}

module.exports = { endLoads };

if (require.main === module) {
  void (async () => {
    const count = await endLoads(Number(process.argv[2] ?? 600));
    console.log(`${count} workers terminated, ${await loadAgain()}`);
  })();
}
