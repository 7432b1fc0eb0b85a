/** JWT with Debian's python3-jwt (PyJWT), which has signed tokens alone. */

import { programs, tokenLibraries } from './peers';
import { describeTokensWith } from './tokens';

describeTokensWith({ ...programs.pyjwt, ...tokenLibraries.pyjwt });
