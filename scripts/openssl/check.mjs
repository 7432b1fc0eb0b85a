// Fails where the Debian mirror names a newer patch release than the pinned one: `npm run check` runs this. Where no mirror can be
// asked, it says so and does not fail.

import { askMirror } from './debian.mjs';
import { PinnedBuildFailure } from './failure.mjs';
import { newerThanPin, pinLine, readPin } from './pin.mjs';

try {
  const versions = askMirror();
  console.log(`openssl pin: ${pinLine(versions)}`);
  if (newerThanPin(versions) !== undefined) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof PinnedBuildFailure)) throw error;
  console.log(
    `openssl pin: NOT CHECKED whether OpenSSL ${readPin().debian} is the newest of its series: ${error.message}`,
  );
}
