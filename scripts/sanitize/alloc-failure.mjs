// `npm run stress -- alloc-failure`: each of OpenSSL's allocations fails once, in each operation of the core.
//
//   npm run stress -- alloc-failure [MOST]    so many allocations of an operation; 2000 unless told otherwise

import { buildAddon, coreTestsFile, explained } from '../addon/build.mjs';
import { countArgument, runAll } from './core.mjs';

const most = countArgument('2000');

if (explained(() => buildAddon({ quiet: true, tests: true })))
  runAll('alloc-failure', coreTestsFile, [['--alloc-failure', most]]);
