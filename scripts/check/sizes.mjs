// A file is one mechanism or one verb: past 300 lines it is usually two.

import { filesUnder, read, report } from './files.mjs';

const limit = 300;

/** Files that may be longer, each with its reason. */
const allowed = {
  'lib/jwk/key.ts': 'the public Key class: half of it is the docstrings of its members, which belong in one place',
};

const files = [...filesUnder('lib', ['.ts']), ...filesUnder('native', ['.cc', '.h'])];
const lengths = files.map((file) => ({ file, lines: read(file).split('\n').length - 1 }));
const findings = [
  ...lengths
    .filter(({ file, lines }) => lines > limit && !(file in allowed))
    .map(
      ({ file, lines }) =>
        `${file}: ${lines} lines, at most ${limit}; split it, or give the reason in scripts/check/sizes.mjs`,
    ),
  ...Object.keys(allowed)
    .filter((file) => lengths.some((entry) => entry.file === file && entry.lines <= limit))
    .map((file) => `${file}: listed in scripts/check/sizes.mjs, but no longer needs it`),
];
const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
const median = sorted[Math.floor(sorted.length / 2)];
report('sizes', findings, `${files.length} files, median ${median} lines, longest ${sorted.at(-1)}`);
