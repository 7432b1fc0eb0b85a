'use strict';

// Is anything of one token found in the answer for another? Each token is read, and one made of its header and claims, in three ways:
// with keys, registries, verifiers and objects that serve for all tokens; with fresh ones; and, of one token in twenty, in a fresh
// process. Value or error must be the same, to the order of members and the message.
//
//   npm run stress -- warm --count 300000 --seed 1 [--progress]

const { fork } = require('node:child_process');
const { parseArgs } = require('node:util');
const { randomOf } = require('./prng.cjs');
const { World, callNames, outcomes, promisedOutcomes } = require('./warm-calls.cjs');
const { now } = require('./warm-texts.cjs');
const { makeCases } = require('./warm-tokens.cjs');

/** Promises of so many tokens are under way at once. */
const batchLength = 64;
/** One token in so many is also read in a fresh process; so many are for one process. */
const sampled = { oneIn: 20, together: 50 };
const mostFindings = 20;

class Comparison {
  tokens = 0;
  accepted = 0;
  refused = 0;
  made = 0;
  inFreshProcesses = 0;
  processes = 0;
  codes = {};
  findings = [];

  constructor(seed) {
    this.seed = seed;
  }

  count(one, texts) {
    this.tokens++;
    // Reading as a JWT or as a JWS: one of them is enough.
    if (texts.slice(0, 3).some((text) => text.startsWith('accepted'))) this.accepted++;
    else this.refused++;
    if (texts[3]?.startsWith('accepted')) this.made++;
    const code = /^refused \w+ \w+ (\w+)/.exec(texts[0])?.[1] ?? 'accepted';
    this.codes[code] = (this.codes[code] ?? 0) + 1;
    texts
      .filter((text) => text.includes(' NOT {'))
      .forEach((text) => this.#find('claims are not written as JSON.stringify does', one, 'encode', { text }));
  }

  /** Compares the outcomes of all calls in one way with those in another. */
  compare(what, one, expected, found) {
    callNames(one).forEach((call, index) => {
      if (expected[index] !== found[index])
        this.#find(what, one, call, { fresh: expected[index], found: found[index] });
    });
  }

  #find(what, one, call, texts) {
    this.findings.push({ seed: this.seed, what, call, ...texts, ...one });
  }
}

/** The outcomes of cases in a process that has seen no other. */
function inFreshProcess(cases) {
  const child = fork(__filename, ['--fresh']);
  return new Promise((resolve, reject) => {
    let answer;
    child.on('message', (message) => (answer = message));
    child.on('error', reject);
    child.on('close', (code) =>
      answer === undefined ? reject(new Error(`a fresh process ended with ${code}`)) : resolve(answer),
    );
    child.send(cases);
  });
}

/** Time stands still, for the `iat` that encoding adds. */
function atOneMoment(run) {
  const { now: before } = Date;
  Date.now = () => now * 1000;
  const after = () => {
    Date.now = before;
  };
  return run().finally(after);
}

/** @returns the cases that are also for a fresh process, with their outcomes */
async function compareBatch(comparison, library, warm, cases) {
  const first = comparison.tokens;
  const warmTexts = cases.map((one) => outcomes(warm, one, true));
  const promisedTexts = await Promise.all(cases.map((one) => promisedOutcomes(warm, one, true)));
  const freshTexts = cases.map((one) => outcomes(new World(library), one));
  for (const [index, one] of cases.entries()) {
    comparison.count(one, freshTexts[index]);
    comparison.compare('a warm key and registry', one, freshTexts[index], warmTexts[index]);
    comparison.compare('a warm key and registry, promise form', one, freshTexts[index], promisedTexts[index]);
  }
  const some = Array.from(cases.entries()).filter(([index]) => (first + index) % 8 === 0);
  const again = await Promise.all(some.map(([, one]) => promisedOutcomes(new World(library), one)));
  for (const [at, [index, one]] of some.entries()) {
    comparison.compare('a fresh key, promise form', one, freshTexts[index], again[at]);
  }
  return Array.from(cases.entries(), ([index, one]) => ({ one, texts: warmTexts[index] })).filter(
    (_, index) => (first + index) % sampled.oneIn === 0,
  );
}

async function compareProcesses(comparison, samples) {
  const answers = await inFreshProcess(samples.map(({ one }) => one));
  for (const [index, { one, texts }] of samples.entries()) {
    comparison.compare('a warm process', one, answers[index], texts);
  }
  comparison.processes++;
  comparison.inFreshProcesses += samples.length;
}

/**
 * @param library - `{ ...require('jose-openssl'), sync, promises }`
 * @returns counts and findings
 */
function compareWarm(library, { seed, count, progress = () => undefined }) {
  // Most answers are errors, and nobody looks at their stacks.
  Error.stackTraceLimit = 1;
  return atOneMoment(async () => {
    const comparison = new Comparison(seed);
    const source = makeCases(randomOf(seed));
    const warm = new World(library);
    let samples = [];
    while (comparison.tokens < count && comparison.findings.length < mostFindings) {
      const length = Math.min(batchLength, count - comparison.tokens);
      const cases = Array.from({ length }, () => source.next().value);
      // A fresh process works beside the next batch.
      const isFull = samples.length >= sampled.together;
      const [more] = await Promise.all([
        compareBatch(comparison, library, warm, cases),
        isFull ? compareProcesses(comparison, samples) : undefined,
      ]);
      samples = isFull ? more : [...samples, ...more];
      progress(comparison.tokens);
    }
    if (samples.length > 0) await compareProcesses(comparison, samples);
    return comparison;
  });
}

/** The package as it is built. */
function builtLibrary() {
  const sync = require('../../dist/index.js');
  return { ...sync, sync, promises: require('../../dist/promises.js') };
}

function report({ tokens, accepted, refused, made, inFreshProcesses, processes, codes, findings, seed }, seconds) {
  console.log('  tokens  outcome of jwt.decode');
  const sorted = Object.entries(codes).sort(([, a], [, b]) => b - a);
  for (const [code, number] of sorted) console.log(`${String(number).padStart(8)}  ${code}`);
  for (const finding of findings) console.log(`\nFINDING: ${JSON.stringify(finding, undefined, 1)}`);
  console.log(
    `\nseed ${seed}: ${tokens} tokens in ${seconds.toFixed(0)} s; accepted ${accepted}, refused ${refused}, made ${made}; ` +
      `in ${processes} fresh processes ${inFreshProcesses}; findings ${findings.length}`,
  );
}

async function main() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '300000' },
      seed: { type: 'string', default: '1' },
      progress: { type: 'boolean', default: false },
    },
  });
  const [count, seed] = ['count', 'seed'].map((name) => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw new Error(`--${name} must be a positive integer`);
  });
  const progress = (tokens) => {
    if (values.progress && tokens % (batchLength * 500) === 0) console.error(`${tokens} tokens`);
  };
  const started = performance.now();
  const comparison = await compareWarm(builtLibrary(), { seed, count, progress });
  report(comparison, (performance.now() - started) / 1000);
  process.exitCode = comparison.findings.length === 0 ? 0 : 1;
}

if (process.send !== undefined && process.argv[2] === '--fresh') {
  process.once('message', (cases) => {
    const library = builtLibrary();
    Date.now = () => now * 1000;
    process.send(
      cases.map((one) => outcomes(new World(library), one)),
      () => process.disconnect(),
    );
  });
} else if (require.main === module) {
  main();
}

module.exports = { compareWarm };
