// The project's files, as the checks see them: paths relative to the root, with forward slashes.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** JOSE_CHECK_ROOT lets the checks' own tests point them at a broken tree. */
export const root = process.env.JOSE_CHECK_ROOT ?? resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function filesUnder(folder, extensions) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

export function read(file) {
  return readFileSync(join(root, file), 'utf8');
}

/** Ends a check: its findings, one a line, or what it looked at. */
export function report(name, findings, looked) {
  for (const finding of findings) console.error(finding);
  console.log(findings.length === 0 ? `${name}: ${looked}` : `${name}: ${findings.length} finding(s) in ${looked}`);
  if (findings.length > 0) process.exitCode = 1;
}
