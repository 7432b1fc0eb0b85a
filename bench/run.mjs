// `npm run bench`: the library and its peers, interleaved on the same work in one process; docs/benchmark.md tells how to
// read the figures.
//
//   --only hs256    the items whose name holds the text, and then nothing under docs/ is written
//   --quick         fewer and shorter slices; nothing under docs/ is written either
//   --node NAME     measures tokens, encryption and large JWS with another Node.js as well: a path, or a name such as node24
//                   of the matrix; may be given several times
//   --rounds N      at least so many rounds; three times as many where the ratios are unsteady
//   --seconds N     the most that an item may take, if it has had five rounds
//   --json FILE     writes the results there, and nothing else

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetched, runtimes } from '../scripts/matrix/runtimes.mjs';
import { stayOnOneProcessor } from './affinity.mjs';
import { compare } from './measure.mjs';
import { environment } from './report/environment.mjs';
import { report, sections } from './report/markdown.mjs';
import { charts } from './report/svg.mjs';
import { judge } from './report/targets.mjs';
import { bare, endBench } from './work/bare.mjs';
import { cache } from './work/cache.mjs';
import { encryption } from './work/encryption.mjs';
import { imports } from './work/imports.mjs';
import { large } from './work/large.mjs';
import { pemTexts } from './work/pem.mjs';
import { batches, promises } from './work/promises.mjs';
import { tokens } from './work/tokens.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    node: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'string' },
    section: { type: 'string', default: '' },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 5 : 15));
const settings = {
  rounds,
  most: 3 * rounds,
  slice: flags.quick ? 8 : 15,
  longest: Number(flags.seconds ?? (flags.quick ? 3 : 12)) * 1e3,
};
const root = fileURLToPath(new URL('..', import.meta.url));

const all = [...tokens, ...bare, ...encryption, ...large, ...pemTexts, ...imports, ...promises, ...batches, ...cache];
const has = (text, part) => text.toLowerCase().includes(part.toLowerCase());
const itemsIn = (part) => all.filter(({ name, section }) => has(name, flags.only) && has(section, part));
const wanted = itemsIn(flags.section);

/** Measures the items in turn; says on standard error how far it is. */
async function measureAll() {
  const items = [];
  const start = performance.now();
  for (const [index, { section, name, subjects, oneProcessor }] of wanted.entries()) {
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    process.stderr.write(`[${index + 1}/${wanted.length}, ${minutes} min] ${name}\n`);
    const given = await subjects();
    const measureItem = () => (given.length === 0 ? [] : compare(given, settings));
    items.push({ section, name, subjects: await (oneProcessor ? stayOnOneProcessor(measureItem) : measureItem()) });
  }
  endBench();
  return items;
}

/** The same program under another Node.js: the sections in which versions differ. */
function measureWith(name) {
  const runtime = runtimes.find((candidate) => candidate.name === name);
  const node = runtime === undefined ? name : fetched(runtime);
  const file = join(tmpdir(), `jose-openssl-bench-${process.pid}.json`);
  const { only, quick, seconds } = flags;
  const shared = ['--only', only, '--rounds', `${rounds}`, ...(quick ? ['--quick'] : [])];
  if (seconds !== undefined) shared.push('--seconds', seconds);
  const sectionsOf = ['Tokens of', 'Encryption', 'Large'].filter((section) => itemsIn(section).length > 0);
  const results = sectionsOf.map((section) => {
    const args = [fileURLToPath(import.meta.url), ...shared, '--section', section, '--json', file];
    execFileSync(node, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    return JSON.parse(readFileSync(file, 'utf8'));
  });
  return { environment: results[0]?.environment ?? { node: name }, items: results.flatMap(({ items }) => items) };
}

if (wanted.length === 0) throw new Error(`no item has ${flags.only} in its name; the items are\n${all.map(({ name }) => name).join('\n')}`); // prettier-ignore
const items = await measureAll();
const results = { environment, settings, items };
if (flags.json !== undefined) {
  writeFileSync(flags.json, JSON.stringify(results));
} else {
  const complete = { ...results, figures: judge(items), others: flags.node.map(measureWith) };
  const isWhole = flags.only === '' && flags.section === '' && !flags.quick;
  const folder = join(root, isWhole ? 'docs' : 'build/bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'benchmark.md'), report(complete));
  writeFileSync(join(folder, 'benchmark.json'), `${JSON.stringify(complete, undefined, 1)}\n`);
  for (const [name, svg] of Object.entries(charts(items))) writeFileSync(join(folder, name), svg);
  console.log(sections(items).join('\n'));
  for (const { operation, own, against, least, measured, isMet } of complete.figures) {
    console.log(`${isMet ? 'met    ' : 'NOT MET'} ${operation}, ${own} against ${against}: ${measured.toFixed(2)} of ${least}`); // prettier-ignore
  }
  console.log(`\nwritten: ${folder}`);
}
