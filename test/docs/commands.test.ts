/** The commands that the pages, comments and messages of this project name are there. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The lines of the repository that have the text, with their places. */
function linesWith(text: string): readonly string[] {
  const { stdout } = spawnSync(
    'git',
    ['grep', '-nIF', '-e', text, '--', '.', ':!package-lock.json', ':!test/vectors'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return stdout.split('\n').filter((line) => line.includes(text) && !line.startsWith('test/docs/commands.test.ts'));
}

function missing(text: string, pattern: RegExp, known: readonly string[]): readonly string[] {
  const lines = linesWith(text);
  expect(lines.length).toBeGreaterThan(5);
  return lines.filter((line) =>
    Array.from(line.matchAll(pattern), ([, name]) => name).some((name) => !known.includes(name ?? '')),
  );
}

function stress(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['scripts/stress.mjs', ...args], { cwd: root, encoding: 'utf8' });
}

const rows = Array.from(stress('--list').stdout.matchAll(/^([a-z-]+) {2,}\S/gm), ([, name]) => name ?? '');

test('npm run', () => {
  expect(missing('npm run ', /\bnpm run ([a-z][\w:-]*)/g, Object.keys(scripts))).toEqual([]);
});

test('npm run stress', () => {
  expect(rows).toContain('fuzz');
  expect(missing('npm run stress -- ', /\bnpm run stress -- ([a-z][\w-]*)/g, rows)).toEqual([]);
});

test('each npm script is in CONTRIBUTING.md, and they are few', () => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const ofNpm = ['install', 'prepare'];
  const own = Object.keys(scripts).filter((name) => !ofNpm.includes(name));
  expect(own.filter((name) => !page.includes(`npm run ${name}`) && !page.includes(`npm ${name}`))).toEqual([]);
  expect(Object.keys(scripts).length).toBeLessThanOrEqual(14);
});

test('stress refuses what it does not have, and names what it has', () => {
  const unknown = stress('fuz');
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toContain('there is no "fuz"');
  for (const name of rows) expect(unknown.stderr).toContain(name);
  const whole = stress('soak', '--short');
  expect(whole.status).toBe(1);
  expect(whole.stderr).toContain('soak has no short form');
});
