/** JWE with Debian's `jose` command. */

import { join } from 'node:path';
import { answers } from '../support/peers';
import { describeEncryptionWith } from './encryption';

describeEncryptionWith({
  name: 'the jose command',
  command: process.execPath,
  args: [join(__dirname, 'peers', 'jose-command.mjs')],
  isThere: answers('jose', 'alg'),
  advice: 'apt-get install jose',
  // Built against OpenSSL 3 it has no RSA-OAEP: `jose alg` lists none.
  lacks: ({ alg }, curve) =>
    alg.startsWith('RSA-OAEP') || curve?.startsWith('X') === true ? 'not implemented' : undefined,
  // What it makes of "zip" it does not compress, or not so that it reads it itself.
  zip: { makes: false, reads: true },
  readsEmpty: true,
  severalRecipients: true,
  aad: true,
});
