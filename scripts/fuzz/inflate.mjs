// `npm run fuzz:inflate`: inflate of lib/internal/zip.ts, as it is in dist/, against an inflater of its own.
//
//   npm run fuzz:inflate -- [--runs N] [--seed N]
//
// The same seed and the same zlib, whose output is the start, make the same inputs. It ends at the first difference, and prints
// it.

import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomOf } from '../../test/differential/prng.mjs';
import { inputsOf } from './inflate-inputs.mjs';
import { expectedOf, malformed, slowInflate, tooLong } from './slow-inflate.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } },
});

function integer(name, least) {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be an integer of at least ${least}`);
}

const [runs, seed] = [integer('runs', 1), integer('seed', 0)];
const { synchronousZip } = createRequire(import.meta.url)('../../dist/library.js')('internal/zip');

function agree(found, expected, octets) {
  if (typeof expected !== 'string') return Buffer.isBuffer(found) && found.equals(expected);
  if (found === expected) return true;
  // A stream may be both; zlib reads on to what is wrong with it before the limit is looked at.
  return (
    found === malformed &&
    expected === tooLong &&
    expectedOf(slowInflate(octets, Infinity), octets.length, Infinity) === malformed
  );
}

const shown = (outcome) =>
  typeof outcome === 'string' ? outcome : `${outcome.length} octets ${outcome.toString('hex')}`;

// A refusal is thrown by zlib; where from is not asked, and would take most of the time.
Error.stackTraceLimit = 0;
const nextInput = inputsOf(randomOf(seed));
const counts = { value: 0, [malformed]: 0, [tooLong]: 0 };
let findings = 0;
for (let run = 1; run <= runs && findings === 0; run++) {
  const { octets, most, expected } = nextInput();
  const found = synchronousZip.inflate(octets, most);
  counts[typeof found === 'string' ? found : 'value']++;
  if (!agree(found, expected, octets)) {
    findings++;
    console.log(
      `FINDING: seed ${seed}, run ${run}, at most ${most} octets of ${octets.toString('hex')}\n` +
        `  zip.ts:    ${shown(found)}\n  reference: ${shown(expected)}`,
    );
  }
  if (run % 500_000 === 0) console.log(`${run} executions`);
  // zlib's streams are let go of only between two turns of the event loop.
  if (run % 500 === 0) await setImmediate();
}

const { value, [malformed]: bad, [tooLong]: long } = counts;
const executions = value + bad + long;
console.log(
  `inflate: ${executions} executions, ${value} values, ${bad} malformed, ${long} too long, ${findings} findings`,
);
// Where one of the three never came, too little was compared.
if (findings > 0 || value === 0 || bad === 0 || long === 0) process.exitCode = 1;
