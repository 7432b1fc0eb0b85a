/** JWT with Debian's python3-jwt (PyJWT), which has signed tokens alone. */

import { join } from 'node:path';
import { answers } from '../support/peers';
import { describeTokensWith } from './tokens';

// The Debian package is for Debian's own interpreter, whatever python3 is first in the path.
const python = '/usr/bin/python3';

describeTokensWith({
  name: 'python3-jwt',
  command: python,
  args: [join(__dirname, 'peers', 'pyjwt_peer.py')],
  isThere: answers(python, '-c', 'import jwt'),
  advice: 'apt-get install python3-jwt',
  // It knows the names of RFC 8037, not those of RFC 9864.
  lacks: ['Ed25519', 'Ed448'],
});
