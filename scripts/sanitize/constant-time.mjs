// `npm run stress -- constant-time`: memcheck over the core with poisoned secrets: no branch and no address of our own code may depend
// on one (native/test/poison). Then pairs of inputs that must not differ in time, measured: that is printed and decides
// nothing.
//
//   npm run stress -- constant-time [ROUNDS]    measurements of each pair, 20000 unless told otherwise

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon, coreArchive, coreTestsFile, explained } from '../addon/build.mjs';
import { root } from '../addon/state.mjs';
import { writeCount } from '../check/counts.mjs';
import { builder, main, Unavailable } from './compile.mjs';
import { countArgument } from './core.mjs';

const rounds = countArgument('20000');
const test = join('native', 'test');
const sources = ['harness', 'support', 'jwe_support', join('poison', 'poison')].map((name) => join(test, `${name}.cc`));
/** These pass through native/test/poison/poison.cc. */
const wrapped = ['CRYPTO_memcmp', 'EVP_CipherFinal_ex', 'EVP_PKEY_decrypt'].map((name) => `-Wl,--wrap=${name}`);
/** OpenSSL's own, each with its reason. */
const suppressions = join(root, test, 'poison', 'openssl.supp');
const found = 99;

function memcheck(program, ...args) {
  const options = ['--quiet', `--error-exitcode=${found}`, `--suppressions=${suppressions}`, '--leak-check=no'];
  return spawnSync('valgrind', [...options, program, ...args], { cwd: root, encoding: 'utf8' });
}

await main(async () => {
  if (spawnSync('valgrind', ['--version']).status !== 0 || !existsSync('/usr/include/valgrind/memcheck.h')) {
    throw new Unavailable('no valgrind with its headers (Debian: valgrind)');
  }
  // The core as it is shipped: another compiler or level of optimisation might make branches where this one makes none.
  if (!explained(() => buildAddon({ quiet: true, tests: true }))) return;
  const program = await builder('poison')('poison', sources, {
    flags: [...wrapped, '-pthread'],
    archives: [coreArchive],
  });
  const leaky = memcheck(program, '--leaky');
  const sees = leaky.status === found;
  console.log(`${sees ? 'ok' : 'FAILED'}: a branch on a secret is reported`);
  const all = memcheck(program);
  process.stdout.write(all.stdout);
  if (all.status !== 0) process.stderr.write(all.stderr);
  const cases = all.stdout.match(/^ok: /gm)?.length ?? 0;
  const isClean = all.status === 0 && cases > 0;
  const passed = (sees ? 1 : 0) + (isClean ? cases : 0);
  const failed = (sees ? 0 : 1) + (isClean ? 0 : 1);
  spawnSync(coreTestsFile, ['--timing', rounds], { cwd: root, stdio: 'inherit' });
  writeCount('constant-time', { passed, failed });
  console.log(`constant time: ${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});
