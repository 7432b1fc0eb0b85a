import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const projectRoot = resolve(__dirname, '..', '..');

/** Files by their path; a value that is undefined is not written. */
export type Tree = Readonly<Record<string, string | undefined>>;

const folders: string[] = [];

/** A folder that is gone after the suite's tests: call `removeTemporaryFolders` in afterAll. */
export function temporaryFolder(tree: Tree = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'jose-openssl-test-'));
  folders.push(folder);
  writeTree(folder, tree);
  return folder;
}

export function writeTree(folder: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: path.startsWith('bin/') ? 0o755 : 0o644 });
  }
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function node(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8', ...options });
}

/** The environment without what npm, jest and the person at the keyboard put in for this project, plus some. */
export function cleanEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^JOSE_|^NODE_OPTIONS$/i.test(name));
  return { ...Object.fromEntries(own), ...extra };
}
