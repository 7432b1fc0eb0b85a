// Which OpenSSL a sanitized build links, where it had better be another one than the addon's: ThreadSanitizer has to see
// OpenSSL's own locks and accesses, and the fuzzer finds more where OpenSSL's decoders are instrumented too.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../addon/state.mjs';
import { resolveOpenssl } from '../openssl/resolve.mjs';

/**
 * What `npm run openssl -- --target linux-x64-fuzz` (or -tsan) built, or what JOSE_OPENSSL_FUZZ (or _TSAN) names; undefined
 * where there is none.
 */
export function opensslFor(variant) {
  const setting = `JOSE_OPENSSL_${variant.toUpperCase()}`;
  const value = process.env[setting] ?? join(root, '.openssl', `${process.platform}-${process.arch}-${variant}`);
  return existsSync(join(value, 'include', 'openssl')) ? resolveOpenssl({ prefix: { setting, value } }) : undefined;
}
