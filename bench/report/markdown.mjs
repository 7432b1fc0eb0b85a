// The report as Markdown: what a user wants to know, all that was measured, the figures to reach.

import { short, table, times } from './markdown-table.mjs';
import { summary } from './summary.mjs';
import { chartFiles } from './svg.mjs';
import { elsewhere } from './targets.mjs';

/** "55.2k; 1.61x (1.55–1.70)": operations per second, and how many times as fast this library's subject is. */
function cell(subject, own) {
  if (subject === undefined) return '–';
  const ratios = own.filter((name) => name in subject.ratios).map((name) => subject.ratios[name]);
  const shown = ratios.map(({ ratio, low, high }) => `${times(ratio)}x (${times(low)}–${times(high)})`);
  return [short(subject.perSecond.best), ...shown].join('; ');
}

function sectionTable(items) {
  const names = [...new Set(items.flatMap(({ subjects }) => subjects.map(({ name }) => name)))];
  const own = names.filter((name) => items.some(({ subjects }) => subjects.some(({ ratios }) => name in ratios)));
  const rows = items.map(({ name, subjects }) => [
    name,
    ...names.map((column) => cell(subjects.find((subject) => subject.name === column), own)), // prettier-ignore
  ]);
  return table(['operation', ...names], rows);
}

export function sections(items) {
  const titles = [...new Set(items.map(({ section }) => section))];
  return titles.map((title) => {
    const rows = items.filter(({ section, subjects }) => section === title && subjects.length > 0);
    return rows.length === 0 ? '' : `## ${title}\n\n${sectionTable(rows)}\n`;
  });
}

const shortOwn = (own) => own.replace('jose-openssl ', '');

function measuredCell({ most, measured, limit, section }) {
  if (most !== undefined) return `${measured.toFixed(0)} ms more`;
  const of = [section && `in: ${section}`, limit && `at most ${times(limit)}`].filter((text) => text !== undefined);
  return of.length === 0 ? times(measured) : `${times(measured)} (${of.join('; ')})`;
}

function figuresTable(figures) {
  if (figures.length === 0) return '';
  const rows = figures.map((figure) => [
    `${figure.operation} (${shortOwn(figure.own)})`,
    figure.against,
    figure.most === undefined ? times(figure.least) : `at most ${figure.most} ms more`,
    measuredCell(figure),
    figure.isMet ? 'met' : '**not met**',
  ]);
  return `${table(['workload', 'against', 'at least', 'measured', ''], rows)}\n`;
}

/** The figures to reach, with each Node.js that was measured. */
function figuresOf({ figures, others }) {
  return [
    '## Figures to reach',
    '',
    'What the library is held to: at least so many times as fast. Of the three kinds of tokens the one with the smallest ratio counts. A batch',
    'can be no faster than bare EVP on all processors at once, which is measured beside it ("at most").',
    '',
    figuresTable(figures),
    ...others.flatMap(({ environment: { node }, figures: its }) => [`With Node.js ${node}:`, '', figuresTable(its)]),
    `Not measured here:\n\n${elsewhere.map((line) => `- ${line}`).join('\n')}`,
    '',
  ].join('\n');
}

function introduction({ environment, settings, items }) {
  const { cpu, processors, platform, node, openssl, versions, date } = environment;
  return [
    '# Benchmark',
    '',
    ...Object.entries(chartFiles).map(([file, title]) => `![${title}](${file})`),
    '',
    'How many times as fast this library is as the others, all in one process. Of three kinds of tokens (ten claims, an',
    "identity provider's, members that vary) the smallest ratio is shown.",
    '',
    summary(items),
    '',
    'Every library is given the same: keys that are imported already, the tokens of 64 users in turn, no cache of tokens. Whoever reads a',
    'token verifies its signature, allows one algorithm, and checks that it is not expired and has the expected issuer and audience. "–": the',
    'library has no such operation, or it was not measured.',
    '',
    `Made by \`npm run bench\` on ${date}: ${cpu}, ${processors} processors, ${platform}, Node.js ${node} with OpenSSL ${openssl.node}; ` +
      `in this library ${openssl.addon}. ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`, // prettier-ignore
    '',
    '## How to read the tables',
    '',
    'Operations per second of processor time (promises, batches and starts: of time), the ninth decile of the slices; "x" is how many times as fast',
    'this library is, and in brackets the least and the most of that in each third of the rounds. Where there are several ratios, they are',
    'of `jws`, of `jwt` and, where the signature costs little, of `jwt.createSigner` and `jwt.createVerifier` ("prepared"), in the order of their columns.',
    'Compare ratios: the figures themselves are those of one machine on one day. Comparisons with bare EVP are of two processes, which are kept',
    'on one processor (with taskset, where that is there): two may differ by half.',
    `At least ${settings.rounds} and at most ${settings.most} rounds, slices of ${settings.slice} ms.`,
    '',
  ].join('\n');
}

export function report(results) {
  const { items, others } = results;
  const more = others.map(
    ({ environment: other, items: its }) =>
      `## Node.js ${other.node}\n\n${sections(its).join('\n').replaceAll('## ', '### ')}`,
  );
  const parts = [introduction(results), ...sections(items), ...more, figuresOf(results)];
  return parts.filter((part) => part !== '').join('\n');
}
