// `npm run stress -- leaks`: a million operations of the core, good and refused, under AddressSanitizer and LeakSanitizer: nothing
// may be left allocated that was not before, and nothing unreachable.
//
//   npm run stress -- leaks [COUNT]

import { buildCoreTests, main } from './compile.mjs';
import { countArgument, runAll } from './core.mjs';

const count = countArgument('1000000');

await main(async () => {
  // As the fuzzers are built, with which it shares the core; and without the tests, which are not run.
  const program = await buildCoreTests('fuzz', { without: /_test\.cc$|\/fuzz\// });
  runAll('leaks', program, [['--leaks', count]], { ASAN_OPTIONS: 'detect_leaks=1:quarantine_size_mb=16' });
});
