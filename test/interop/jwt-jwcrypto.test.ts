/** JWT with Debian's python3-jwcrypto. */

import { join } from 'node:path';
import { answers } from '../support/peers';
import { describeTokensWith } from './tokens';

// The Debian package is for Debian's own interpreter, whatever python3 is first in the path.
const python = '/usr/bin/python3';

describeTokensWith({
  name: 'python3-jwcrypto',
  command: python,
  args: [join(__dirname, 'peers', 'jwcrypto_peer.py')],
  isThere: answers(python, '-c', 'import jwcrypto'),
  advice: 'apt-get install python3-jwcrypto',
  // It knows the names of RFC 8037, not those of RFC 9864.
  lacks: ['Ed25519', 'Ed448'],
  encrypts: ({ alg }) => !['RSA-OAEP-384', 'RSA-OAEP-512'].includes(alg),
});
