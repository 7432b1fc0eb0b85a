// `npm run bench [-- --only es256] [--rounds 9]`: the library and its peers, interleaved on the same work in one process,
// operations per second of CPU, medians over the rounds; what counts is the ratio in one run, not the figure.

import { parseArgs } from 'node:util';
import { opensslVersion } from 'jose-openssl';
import { encryptions, encryptors } from './encryption.mjs';
import { comparison } from './measure.mjs';
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
const compare = comparison(rounds, Number(flags.ms));
const wanted = (name) => name.toLowerCase().includes(flags.only.toLowerCase());

const short = (figure) =>
  figure >= 1e5 ? `${(figure / 1e3).toFixed(0)}k` : figure >= 1e3 ? `${(figure / 1e3).toFixed(1)}k` : figure.toFixed(0);

console.log(`${opensslVersion()} inside the addon; Node ${process.version} with OpenSSL ${process.versions.openssl}`);
console.log(`operations per CPU-second (x: jose-openssl is that many times as fast), median of ${rounds} rounds\n`);
/** The heading of a table with a column for each library. */
function heading(columns) {
  console.log(`\n| operation | ${columns.join(' | ')} |`);
  console.log(`|---|${columns.map(() => '---|').join('')}`);
}

/** One line of a table: the figure of each library, and how many times as fast jose-openssl is. */
async function line(name, columns, operations) {
  const figures = await compare(operations);
  const own = figures.get('jose-openssl');
  const cells = columns.map((column) => {
    const figure = figures.get(column);
    if (figure === undefined) return '–';
    return column === 'jose-openssl' ? short(figure) : `${short(figure)} (${(own / figure).toFixed(2)}x)`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

/** What a row of work is made into by each library that can do it. */
async function prepare(libraries, row) {
  const made = [];
  for (const { name, make } of libraries) {
    const library = await make(row);
    if (library !== undefined) made.push({ name, ...library });
  }
  return made;
}

/** Measures making a token, and reading the one that was made. */
async function both(row, libraries, [make, read]) {
  const columns = libraries.map(({ name }) => name);
  const made = await prepare(libraries, row);
  const tokens = new Map();
  for (const library of made) tokens.set(library.name, await library[make]());
  const makers = made.map((library) => ({ name: library.name, operation: library[make] }));
  const readers = made.map((library) => ({
    name: library.name,
    operation: () => library[read](tokens.get(library.name)),
  }));
  await line(`${row.name} ${make}`, columns, makers);
  await line(`${row.name} ${read}`, columns, readers);
}

const signatures = algorithms.map((row) => ({ name: row.alg, ...row })).filter(({ name }) => wanted(name));
if (signatures.length > 0) heading(peers.map(({ name }) => name));
for (const row of signatures) await both(row, peers, ['sign', 'verify']);

const messages = encryptions.filter(({ name }) => wanted(name));
if (messages.length > 0) heading(encryptors.map(({ name }) => name));
for (const row of messages) await both(row, encryptors, ['encrypt', 'decrypt']);
