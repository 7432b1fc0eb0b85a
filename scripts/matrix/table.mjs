// The table that the matrix prints, and docs/matrix.md.

const count = ({ passed, failures }) => (failures.length === 0 ? `${passed} ok` : `**${failures.length} bad**`);

function crossed(crossings) {
  if (crossings === undefined) return 'not looked at';
  return crossings.failures.length === 0 ? `0 of ${crossings.bindings}` : `**${crossings.failures.length}**`;
}

const system = ({ tuple, libc, emulator, oldGlibc }) =>
  [tuple, libc, oldGlibc && `glibc ${oldGlibc}`, emulator?.command[0]].filter(Boolean).join(', ');

function cells(outcome) {
  const { row, missing, host, results, crossings } = outcome;
  if (missing !== undefined)
    return [row.name, `${row.runtime} ${row.version}`, system(row), 'not run', '', '', '', '', ''];
  const own = [host.own ?? 'unknown', ...(row.preload === undefined ? [] : [`${row.preload.text} preloaded`])].join(
    '; ',
  );
  return [
    row.name,
    `${host.name ?? row.runtime} ${host.version ?? row.version}`,
    system(row),
    host.nodeApi ?? '',
    own,
    ...['commonjs', 'esm', 'workers'].map((kind) => count(results[kind])),
    crossed(crossings),
  ];
}

const head = [
  'row',
  'runtime',
  'system',
  'Node-API',
  'cryptography of its own',
  'CommonJS',
  'ES modules',
  'workers',
  'symbols that cross',
];

export function table(outcomes) {
  const lines = [head, head.map(() => '---'), ...outcomes.map(cells)];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** What went wrong and what was not run, row by row. */
export function remarks(outcomes) {
  return outcomes.flatMap(({ row, missing, host, results, crossings }) => {
    if (missing !== undefined) return [`${row.name}: NOT RUN: ${missing}`];
    const all = [host, ...Object.values(results), crossings ?? { failures: [] }];
    return all.flatMap(({ failures }) => failures.map((text) => `${row.name}: ${text}`));
  });
}

export function page(outcomes, { openssl, prebuilt, standIn }) {
  const notRun = outcomes.filter(({ missing }) => missing !== undefined);
  return [
    '# Where it was run',
    '',
    '<!-- Made by `npm run matrix -- --write`. -->',
    '',
    'The tarball of `npm pack`, installed with `--ignore-scripts` in an empty folder with no compiler on `PATH`. In each runtime',
    'the smoke test of `test/matrix` runs every algorithm in both forms, and reads keys and tokens that Node made on this machine:',
    'from CommonJS, from ES modules, and in two workers at once, with a third that is terminated at work. The last column is what',
    'the dynamic linker reports (`LD_DEBUG=bindings`): of the symbols that the addon takes from elsewhere, how many are not',
    "Node-API or the C and C++ libraries', or are given by it to others. Rows with a `+` have another library's symbols preloaded;",
    'those with `+glibc2.31` run with the C and C++ libraries of Debian 11.',
    '',
    `Inside the addon: ${openssl}. ${standIn ? 'The addon of `build/Release` stood in for a prebuilt one.' : `Prebuilt: ${prebuilt.join(', ')}.`}`,
    '',
    table(outcomes),
    '',
    ...(notRun.length === 0
      ? []
      : ['Not run:', '', ...notRun.map(({ row, missing }) => `- ${row.name}: ${missing}`), '']),
  ].join('\n');
}
