// `npm run stress -- tsan`: many threads on shared keys, under ThreadSanitizer, over an OpenSSL that is built with it as well (else
// its locks are not seen): `npm run openssl -- --target linux-x64-tsan` makes one.

import { buildCoreTests, main, Unavailable } from './compile.mjs';
import { runAll } from './core.mjs';
import { opensslFor } from './openssl.mjs';

/** The tests with threads, by the beginnings of their names. */
const storms = ['thread_storm', 'jwe_storm', 'context_pool', 'random'];

await main(async () => {
  const openssl = opensslFor('tsan');
  if (openssl === undefined) {
    throw new Unavailable('no OpenSSL built with ThreadSanitizer: npm run openssl -- --target linux-x64-tsan');
  }
  const program = await buildCoreTests('tsan', { openssl });
  const runs = storms.map((prefix) => [prefix]);
  runAll('tsan', program, runs, { TSAN_OPTIONS: 'halt_on_error=0:second_deadlock_stack=1' });
});
