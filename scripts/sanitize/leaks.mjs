// `npm run leaks`: a million operations of the core, good and refused, under AddressSanitizer and LeakSanitizer: nothing
// may be left allocated that was not before, and nothing unreachable.
//
//   npm run leaks [-- COUNT]

import { buildCoreTests, main } from './compile.mjs';
import { countArgument, runAll } from './core.mjs';

const count = countArgument('1000000');

await main(async () => {
  const program = await buildCoreTests('fuzz');
  runAll('leaks', program, [['--leaks', count]], { ASAN_OPTIONS: 'detect_leaks=1:quarantine_size_mb=16' });
});
