// `npm run stress -- fuzz`: libFuzzer over the core, under AddressSanitizer and UndefinedBehaviorSanitizer.
//
//   npm run stress -- fuzz [--seconds N | --runs N] [--jobs N] [TARGET…]
//
// 20 seconds for each target unless told otherwise, one target at a time. What it learns is kept in build/fuzz/corpus for the next time. An input
// that breaks something is written to native/test/corpus/TARGET: mend the core, keep the file, and `node scripts/addon/test.mjs`
// tries it for ever after.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../addon/state.mjs';
import { writeCount } from '../check/counts.mjs';
import { main } from '../sanitize/compile.mjs';
import { buildFuzzers } from './build.mjs';
import { seedFolder, writeSeeds } from './seeds.mjs';
import { targets } from './targets.mjs';

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string' }, runs: { type: 'string' }, jobs: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const known = targets.map(({ name }) => name);
for (const name of positionals) {
  if (!known.includes(name)) throw new Error(`no target ${name}; there are ${known.join(', ')}`);
}
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const bound = values.runs === undefined ? `-max_total_time=${values.seconds ?? 20}` : `-runs=${values.runs}`;

/** Runs a program to its end; what it wrote to its standard error. */
async function finished(program, args, env) {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [status] = await once(child, 'close');
  return { status, stderr };
}

async function fuzz({ name, maxLength, dictionary }, program) {
  const learnt = join(root, 'build', 'fuzz', 'corpus', name);
  const kept = join(root, 'native', 'test', 'corpus', name);
  for (const folder of [learnt, kept]) mkdirSync(folder, { recursive: true });
  const args = [
    bound,
    `-max_len=${maxLength}`,
    '-print_final_stats=1',
    '-timeout=25',
    `-artifact_prefix=${kept}/`,
    ...(dictionary === undefined ? [] : [`-dict=${join(root, dictionary)}`]),
    learnt,
    kept,
    ...[join(seedFolder, name)].filter(existsSync),
  ];
  const env = { ASAN_OPTIONS: 'quarantine_size_mb=16:detect_leaks=1', ...process.env };
  const started = Date.now();
  const { status, stderr } = await finished(program, args, env);
  const figure = (pattern) => pattern.exec(stderr)?.[1] ?? '?';
  const executions = figure(/number_of_executed_units:\s*(\d+)/);
  const coverage = [...stderr.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? '?';
  const good = status === 0 && Number(executions) > 0;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${good ? 'ok' : 'FAILED'}: ${name}: ${executions} executions in ${seconds} s, ${coverage} edges`);
  if (!good) console.log(stderr.split('\n').slice(-60).join('\n'));
  return good;
}

await main(async () => {
  const programs = await buildFuzzers(chosen.map(({ name }) => name));
  await writeSeeds();
  const results = [];
  const queue = [...chosen];
  const worker = async () => {
    for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
      results.push(await fuzz(target, programs.get(target.name)));
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  const passed = results.filter(Boolean).length;
  writeCount('fuzz', { passed, failed: results.length - passed });
  console.log(`${passed} passed, ${results.length - passed} failed`);
  if (passed < results.length) process.exitCode = 1;
});
