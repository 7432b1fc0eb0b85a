// Writes down what the addon was built from, after the install script's own build: see state.mjs.

import { resolveOpenssl } from '../openssl/resolve.mjs';
import { currentState, writeStamp } from './state.mjs';

writeStamp('addon', currentState(resolveOpenssl()));
