// `npm run alloc-failure`: each of OpenSSL's allocations fails once, in each operation of the core.
//
//   npm run alloc-failure [-- MOST]    so many allocations of an operation; 2000 unless told otherwise

import { buildAddon, coreTestsFile, explained } from '../addon/build.mjs';
import { countArgument, runAll } from './core.mjs';

const most = countArgument('2000');

if (explained(() => buildAddon({ quiet: true, tests: true })))
  runAll('alloc-failure', coreTestsFile, [['--alloc-failure', most]]);
