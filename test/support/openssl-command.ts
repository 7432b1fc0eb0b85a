/** The `openssl` command line tool, as the other side of round trips. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, describeWithPeer } from './peers';

/** `describe` for tests that need the command. */
export function describeWithOpenssl(name: string, body: () => void): void {
  describeWithPeer(name, answers('openssl', 'version'), 'the openssl command, of the Debian package openssl', body);
}

/** The tool in a folder of its own, which goes when the tests of the file are done. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'jose-openssl-'));

  constructor() {
    afterAll(() => {
      rmSync(this.#folder, { recursive: true });
    });
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  write(name: string, contents: string | Uint8Array): string {
    writeFileSync(this.path(name), contents);
    return this.path(name);
  }

  /** What the tool prints; undefined where it fails, as older and newer ones do with old algorithms. */
  try(args: readonly string[], input = ''): Buffer | undefined {
    const { status, stdout } = spawnSync('openssl', args, { input });
    return status === 0 ? stdout : undefined;
  }

  /** What the tool prints; fails with what it complains of. */
  run(...args: readonly string[]): Buffer {
    const { status, stdout, stderr } = spawnSync('openssl', args, { input: '' });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')} failed: ${stderr.toString()}`);
    return stdout;
  }
}

/** The algorithms of `openssl genpkey` for every type of key, by a name for the test. */
export const genpkeyArguments: Readonly<Record<string, readonly string[]>> = {
  'RSA 2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'RSA 3072, e = 3': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072', '-pkeyopt', 'rsa_keygen_pubexp:3'],
  ...Object.fromEntries(
    ['P-256', 'P-384', 'P-521', 'secp256k1'].map((curve) => [
      curve,
      ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`],
    ]),
  ),
  ...Object.fromEntries(['ED25519', 'ED448', 'X25519', 'X448'].map((name) => [name, ['-algorithm', name]])),
};
