// npm, as the scripts here call it: by this node, whatever stands on PATH.

import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

function npmScript() {
  const given = process.env.npm_execpath;
  if (given?.endsWith('npm-cli.js') && existsSync(given)) return given;
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)];
  const beside = folders.map((folder) => join(folder, 'npm')).find(existsSync);
  if (beside === undefined) throw new Error('npm is not on PATH');
  return realpathSync(beside);
}

/** Its output; throws what it said where it failed. */
export function npm(args, options = {}) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(process.execPath, [npmScript(), ...args, ...quiet], { encoding: 'utf8', ...options });
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}
