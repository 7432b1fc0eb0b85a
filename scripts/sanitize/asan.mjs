// `npm run stress -- asan`: the core's tests, and all of jest with the addon, under AddressSanitizer and UndefinedBehaviorSanitizer.
//
//   npm run stress -- asan                    both, jest whole
//   npm run stress -- asan --core             the core alone
//   npm run stress -- asan --jest [PATH…]     jest alone, or only the tests under PATH

import { runJest } from './asan-addon.mjs';
import { buildCoreTests, main } from './compile.mjs';
import { runAll } from './core.mjs';

const args = process.argv.slice(2);

await main(async () => {
  if (!args.includes('--jest')) {
    runAll('asan', await buildCoreTests('asan'), [[]], { ASAN_OPTIONS: 'detect_leaks=1' });
  }
  if (!args.includes('--core')) runJest(args.filter((argument) => argument !== '--jest'));
});
