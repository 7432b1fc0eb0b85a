// `npm run bench`: the library and its peers, interleaved on the same work in one process; docs/benchmark.md tells how to
// read the figures.
//
//   --only hs256    the items whose name or section holds the text; then build/bench is written, not docs/
//   --quick         fewer and shorter slices, about two minutes for all; build/bench is written too, not docs/
//   --node NAME     measures tokens, encryption and large JWS with another Node.js as well: a path, or a name such as node24
//                   of the matrix; may be given several times
//   --rounds N      at least so many rounds; three times as many where the ratios are unsteady
//   --seconds N     the most that an item may take, if it has had five rounds
//   --json FILE     writes the results there, and nothing else
//   --from FILE     measures nothing, but writes docs/ anew from such results, or from docs/benchmark.json
//
// All takes about ten minutes on an idle machine.

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
import { kinds } from './work/claims.mjs';
import { encryption, onOneProcessor } from './work/encryption.mjs';
import { imports } from './work/imports.mjs';
import { large } from './work/large.mjs';
import { pemTexts } from './work/pem.mjs';
import { batches, promises } from './work/promises.mjs';
import { requireSameChecks } from './work/same-checks.mjs';
import { start } from './work/start.mjs';
import { tokens } from './work/tokens.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    node: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'string' },
    from: { type: 'string' },
    section: { type: 'string', multiple: true, default: [] },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 3 : 9));
const settings = {
  rounds,
  most: 3 * rounds,
  slice: flags.quick ? 5 : 15,
  longest: Number(flags.seconds ?? (flags.quick ? 1 : 4)) * 1e3,
};
const root = fileURLToPath(new URL('..', import.meta.url));

const all = [
  ...[tokens, encryption, large, onOneProcessor, promises, batches],
  ...[cache, pemTexts, imports, bare, start],
].flat();
const has = (text, part) => text.toLowerCase().includes(part.toLowerCase());
const wanted = all
  .filter(({ name, section }) => has(name, flags.only) || has(section, flags.only))
  .filter(({ section }) => flags.section.length === 0 || flags.section.includes(section));

/** Measures the items in turn; says on standard error how far it is. */
async function measureAll() {
  const items = [];
  const from = performance.now();
  if (wanted.some(({ section }) => section in kinds)) await requireSameChecks();
  for (const [index, { section, name, subjects, oneProcessor }] of wanted.entries()) {
    const minutes = ((performance.now() - from) / 60_000).toFixed(1);
    process.stderr.write(`[${index + 1}/${wanted.length}, ${minutes} min] ${section}: ${name}\n`);
    const given = await subjects();
    const measureItem = () => (given.length === 0 ? [] : compare(given, settings));
    items.push({
      section,
      name,
      subjects: await (oneProcessor ? stayOnOneProcessor(measureItem, oneProcessor) : measureItem()),
    });
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
  const args = [fileURLToPath(import.meta.url), '--only', only, '--rounds', `${rounds}`, '--json', file];
  if (quick) args.push('--quick');
  if (seconds !== undefined) args.push('--seconds', seconds);
  const measured = [...Object.keys(kinds), 'Encryption', 'Large JWS'].filter((each) => wanted.some(({ section }) => section === each)); // prettier-ignore
  if (measured.length === 0) return [];
  execFileSync(node, [...args, ...measured.flatMap((section) => ['--section', section])], { stdio: 'inherit' });
  return [JSON.parse(readFileSync(file, 'utf8'))];
}

/** Writes the report, the charts and the results. */
function write(folder, results) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'benchmark.md'), report(results));
  writeFileSync(join(folder, 'benchmark.json'), `${JSON.stringify(results, undefined, 1)}\n`);
  for (const [name, svg] of Object.entries(charts(results.items))) writeFileSync(join(folder, name), svg);
  console.log(`\nwritten: ${folder}`);
}

/** One line for each figure to reach. */
function tellFigures(figures) {
  for (const { operation, own, against, least, most, measured, section, isMet } of figures) {
    const asked = most === undefined ? `${measured.toFixed(2)} of ${least}` : `${measured.toFixed(0)} ms of ${most}`;
    const where = section === undefined ? '' : ` (${section})`;
    console.log(`${isMet ? 'met    ' : 'NOT MET'} ${operation}, ${own} against ${against}: ${asked}${where}`);
  }
}

if (flags.from !== undefined) {
  const results = { others: [], ...JSON.parse(readFileSync(flags.from, 'utf8')) };
  write(join(root, 'docs'), { ...results, figures: judge(results.items) });
} else {
  if (wanted.length === 0) throw new Error(`no item has ${flags.only} in its name; the items are\n${all.map(({ name }) => name).join('\n')}`); // prettier-ignore
  const items = await measureAll();
  const results = { environment, settings, items, figures: judge(items) };
  if (flags.json !== undefined) {
    writeFileSync(flags.json, JSON.stringify(results));
  } else {
    const complete = { ...results, others: flags.node.flatMap(measureWith) };
    console.log(sections(items).join('\n'));
    tellFigures(complete.figures);
    const isWhole = flags.only === '' && flags.section.length === 0 && !flags.quick;
    write(join(root, isWhole ? 'docs' : 'build/bench'), complete);
  }
}
