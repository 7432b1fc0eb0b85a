// Prints the C++ sources under the folders (or the files) given, for binding.gyp: one concept a file means many files,
// and a list kept by hand is a list that goes stale.

import { readdirSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

function sourcesUnder(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.cc'))
    .map((name) => join(path, name));
}

const paths = process.argv.slice(2).flatMap(sourcesUnder);
console.log(
  paths
    .map((path) => path.split(sep).join(posix.sep))
    .sort()
    .join('\n'),
);
