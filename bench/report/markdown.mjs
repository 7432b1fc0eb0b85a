// The report as Markdown.

/** 685k, 54.9k, 3306, 12.5: three digits are all that is meant. */
export function short(figure) {
  if (figure >= 1e6) return `${(figure / 1e6).toPrecision(3)}M`;
  if (figure >= 1e5) return `${(figure / 1e3).toFixed(0)}k`;
  if (figure >= 1e4) return `${(figure / 1e3).toFixed(1)}k`;
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

const times = (ratio) => (ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2));

const table = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

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

function figuresTable(figures) {
  const rows = figures.map(({ operation, own, against, least, measured, isMet, limit }) => [
    `${operation} (${own.replace('jose-openssl ', '')})`,
    against,
    times(least),
    limit === undefined ? times(measured) : `${times(measured)} (at most ${times(limit)})`,
    isMet ? 'met' : '**not met**',
  ]);
  return `## Figures to reach\n\n${table(['workload', 'against', 'at least', 'measured', ''], rows)}\n`;
}

export function report({ environment, settings, items, figures, others }) {
  const { cpu, processors, platform, node, openssl, versions, date } = environment;
  const head = [
    '# Benchmark',
    '',
    `Made by \`npm run bench\` on ${date}: ${cpu}, ${processors} processors, ${platform}, Node.js ${node} with OpenSSL ${openssl.node}; ` +
      `in this library ${openssl.addon}. ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`, // prettier-ignore
    '',
    'Operations per second of processor time (promises and batches: of time), the ninth decile of the slices; "x" is how many times as fast',
    'this library is, and in brackets what that was in each third of the rounds at the least and the most. Where there are two ratios, the first is of',
    '`jws`, the second of `jwt`. Compare ratios; the figures themselves are those of one machine on one day. Tokens of ten claims are those of 64',
    'users in turn, for every library. fast-jwt and jsonwebtoken check claims, so that the figures to reach compare `jwt` with them.',
    'A batch can be no faster than bare EVP on all processors at once, which is measured beside it. The other comparisons with bare EVP',
    'are of two processes, which are kept on one processor (with taskset, where that is there): two may differ by half.',
    `At least ${settings.rounds} and at most ${settings.most} rounds, slices of ${settings.slice} ms.`,
    '',
  ];
  const more = others.map(
    ({ environment: other, items: its }) =>
      `# Node.js ${other.node}\n\n${sections(its).join('\n').replaceAll('## ', '### ')}`,
  );
  const parts = [
    head.join('\n'),
    ...(figures.length === 0 ? [] : [figuresTable(figures)]),
    ...sections(items),
    ...more,
  ];
  return `${parts.filter((part) => part !== '').join('\n')}`;
}
