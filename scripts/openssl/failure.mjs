import { spawnSync } from 'node:child_process';

/** What a person can mend: told without a stack. */
export class PinnedBuildFailure extends Error {}

/** Runs a program to its end; what it printed is shown when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status === 0) return result.stdout;
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`.split('\n').slice(-25).join('\n');
  const reason = result.error?.code === 'ENOENT' ? 'is not installed' : `failed (${result.signal ?? result.status})`;
  throw new PinnedBuildFailure(`${command} ${reason}: ${command} ${args.slice(0, 6).join(' ')}\n${said}`);
}

/** Whether a program is there to be run. */
export function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}
