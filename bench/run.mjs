// `npm run bench [-- --only es256] [--rounds 9]`: the library and its peers, interleaved on the same work in one process,
// operations per second of CPU, medians over the rounds; what counts is the ratio in one run, not the figure.

import { parseArgs } from 'node:util';
import { opensslVersion } from 'jose-openssl';
import { peers } from './peers.mjs';
import { algorithms } from './work.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '9' },
    ms: { type: 'string', default: '60' },
  },
});
const rounds = Number(flags.rounds);
const slice = Number(flags.ms);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Operations per second of CPU over one slice of time. */
async function measure(operation) {
  const isAsync = operation() instanceof Promise;
  const start = process.cpuUsage();
  const end = performance.now() + slice;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 8; i++) isAsync ? await operation() : operation();
    count += 8;
  }
  const { user, system } = process.cpuUsage(start);
  return (count * 1e6) / (user + system);
}

/** All peers in turn, round by round, so that a drift of the machine's speed meets all of them. */
async function compare(operations) {
  const results = new Map(operations.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, operation } of operations) {
      const figure = await measure(operation);
      if (round >= 0) results.get(name).push(figure); // the first round warms up
    }
  }
  return new Map([...results].map(([name, figures]) => [name, median(figures)]));
}

const short = (figure) =>
  figure >= 1e5 ? `${(figure / 1e3).toFixed(0)}k` : figure >= 1e3 ? `${(figure / 1e3).toFixed(1)}k` : figure.toFixed(0);

console.log(`${opensslVersion()} inside the addon; Node ${process.version} with OpenSSL ${process.versions.openssl}`);
console.log(`operations per CPU-second (x: jose-openssl is that many times as fast), median of ${rounds} rounds\n`);
console.log(`| operation | ${peers.map(({ name }) => name).join(' | ')} |`);
console.log(`|---|${peers.map(() => '---|').join('')}`);
for (const row of algorithms.filter(({ alg }) => alg.toLowerCase().includes(flags.only.toLowerCase()))) {
  const made = [];
  for (const { name, make } of peers) {
    const peer = await make(row);
    if (peer !== undefined) made.push({ name, ...peer });
  }
  const tokens = new Map();
  for (const { name, sign } of made) tokens.set(name, await sign());
  const work = {
    sign: made.map(({ name, sign }) => ({ name, operation: sign })),
    verify: made.map(({ name, verify }) => ({ name, operation: () => verify(tokens.get(name)) })),
  };
  for (const [operation, operations] of Object.entries(work)) {
    const figures = await compare(operations);
    const own = figures.get('jose-openssl');
    const cells = peers.map(({ name }) => {
      const figure = figures.get(name);
      if (figure === undefined) return '–';
      return name === 'jose-openssl' ? short(figure) : `${short(figure)} (${(own / figure).toFixed(2)}x)`;
    });
    console.log(`| ${row.alg} ${operation} | ${cells.join(' | ')} |`);
  }
}
