// Differential testing: mutated messages are given to the library, to a strict reference over node:crypto that was written
// for the tests, and to the npm package jose. Nothing may be accepted here that the reference refuses; every other
// difference must be of a class that classes.mjs names with its reason.
//
//   npm run stress -- differential --count 1000000 --seed 1 [--jobs 4] [--progress]
//
// Each job is a process with a seed of its own: the first --seed, the next one more.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareMany } from './compare.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    progress: { type: 'boolean', default: false },
  },
});

function integer(name, least) {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be an integer of at least ${least}`);
}

const [count, seed, jobs] = [integer('count', 1), integer('seed', 0), integer('jobs', 1)];
const started = process.hrtime.bigint();
const done = new Array(jobs).fill(0);

function progressOf(job) {
  return (messages) => {
    const before = Math.floor(done.reduce((sum, one) => sum + one, 0) / 50_000);
    done[job] = messages;
    const sum = done.reduce((total, one) => total + one, 0);
    if (values.progress && Math.floor(sum / 50_000) > before) console.error(`${sum} messages`);
  };
}

function runJob(job, share) {
  const progress = progressOf(job);
  if (jobs === 1) return compareMany({ seed, count }, progress);
  const child = fork(fileURLToPath(new URL('compare.mjs', import.meta.url)), ['--job', seed + job, share].map(String));
  return new Promise((resolve, reject) => {
    let result;
    child.on('message', (message) => {
      if (message.done !== undefined) progress(message.done);
      else result = message.result;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      result === undefined ? reject(new Error(`a job ended with ${code}`)) : resolve(result),
    );
  });
}

const shares = Array.from({ length: jobs }, (_, job) => Math.floor(count / jobs) + (job < count % jobs ? 1 : 0));
const results = await Promise.all(shares.map((share, job) => runJob(job, share)));

const sumOf = (name) => results.reduce((sum, result) => sum + result[name], 0);
function merged(name) {
  const counts = {};
  for (const result of results) {
    for (const [key, number] of Object.entries(result[name])) counts[key] = (counts[key] ?? 0) + number;
  }
  return Object.entries(counts).sort(([, a], [, b]) => b - a);
}

const findings = results.flatMap((result) => result.findings);
console.log(`mutations: ${merged('mutations').length} kinds`);
console.log('\nmessages  class');
for (const [name, found] of merged('classes')) console.log(`${String(found).padStart(8)}  ${name}`);
for (const finding of findings) console.log(`\nFINDING: ${JSON.stringify(finding, undefined, 1)}`);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const [accepted, refused] = [sumOf('accepted'), sumOf('refused')];
console.log(
  `\nseed ${seed}: ${accepted + refused} messages in ${seconds.toFixed(0)} s; accepted ${accepted}, refused ${refused}, ` +
    `in both forms ${sumOf('inBothForms')}; findings ${findings.length}`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
