// aws-lambda-ric, the program that runs functions inside Lambda, built from its npm package once and kept in .runtimes/.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { npm } from '../matrix/npm.mjs';
import { root } from '../check/files.mjs';

const version = '4.0.2';
const folder = join(root, '.runtimes', `aws-lambda-ric@${version}`);
const needed = ['cmake', 'make', 'g++', 'python3', 'tar', 'xz'];

/** @returns the folder whose node_modules holds it. `node`: the program that it is built and run with, 22 or newer. */
export function runtimeClient(node) {
  const built = join('node_modules', 'aws-lambda-ric', 'rapid-client.node');
  if (existsSync(join(folder, built))) return folder;
  const absent = needed.filter((name) => spawnSync('sh', ['-c', 'command -v "$0"', name]).status !== 0);
  if (absent.length > 0) throw new Error(`to build aws-lambda-ric, ${absent.join(', ')} must be installed`);
  console.log('lambda: building aws-lambda-ric, once');
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  npm(['install', '--prefix', fresh, '--no-save', '--no-package-lock', `aws-lambda-ric@${version}`], {
    env,
    cwd: fresh,
  });
  if (!existsSync(join(fresh, built))) throw new Error('aws-lambda-ric was installed, but its addon was not built');
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return folder;
}
