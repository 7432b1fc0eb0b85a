/** Other implementations to compare with, where they are installed: commands and Debian packages. */

import { spawnSync } from 'node:child_process';

/**
 * `describe` where a peer is installed; elsewhere the tests are skipped and the run says so, except in CI, which installs
 * every peer and so must not go without.
 *
 * @param isThere - whether the peer is installed
 * @param advice - how to install it
 */
export function describeWithPeer(name: string, isThere: boolean, advice: string, body: () => void): void {
  if (isThere || process.env['CI'] !== undefined) {
    describe(name, body);
    return;
  }
  console.warn(`NOT TESTED: ${name}: not installed (${advice}).`);
  describe.skip(name, body);
}

/** Whether a command can be run. */
export function answers(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { input: '' }).status === 0;
}

/** What a command prints for an input; fails with what it complains of. */
export function output(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input });
  if (status === 0) return stdout.toString();
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr.toString()}`);
}
