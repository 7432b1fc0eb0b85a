/**
 * Which operations are worth a thread.
 *
 * To hand an operation to the thread pool and to take its result back costs 3 microseconds of processor time where
 * dozens are under way, which wake the threads for one another, and 18 where it is the only one. What takes less than
 * `hop` is done at once, in the promise form too. `node bench/hop.mjs` measures all the figures here.
 */

import { addon, rowLength } from './native';

/** Microseconds of processor time. */
const hop = 10;

/** What an operation costs: microseconds, and nanoseconds for each octet (or character) that it is given. */
interface Cost {
  readonly fixed: number;
  readonly perOctet: number;
}

const gcm: Cost = { fixed: 1.4, perOctet: 0.6 };

/** The algorithms that can cost less than a hop. What is not here, all that has a key pair and PBES2, never does. */
const costs: Readonly<Record<string, Cost>> = {
  HS256: { fixed: 0.9, perOctet: 1.1 },
  HS384: { fixed: 1.2, perOctet: 1.9 },
  HS512: { fixed: 1.2, perOctet: 1.9 },
  A128GCM: gcm,
  A192GCM: gcm,
  A256GCM: gcm,
  'A128CBC-HS256': { fixed: 1.7, perOctet: 1 },
  'A192CBC-HS384': { fixed: 2, perOctet: 1.7 },
  'A256CBC-HS512': { fixed: 2, perOctet: 1.7 },
  dir: { fixed: 0, perOctet: 0 },
  A128KW: { fixed: 5, perOctet: 0 },
  A192KW: { fixed: 5, perOctet: 0 },
  A256KW: { fixed: 5, perOctet: 0 },
  A128GCMKW: { fixed: 6, perOctet: 0 },
  A192GCMKW: { fixed: 6, perOctet: 0 },
  A256GCMKW: { fixed: 6, perOctet: 0 },
};

const costly: Cost = { fixed: Infinity, perOctet: 0 };

/** The costs by the core's row numbers. */
function byRow(names: readonly string[]): readonly Cost[] {
  return names.map((name) => costs[name] ?? costly);
}

const signatures = byRow(addon.schemes());
const keyManagement = byRow(addon.keyManagement());
const contents = byRow(addon.contentCiphers());

/** Whether a signature or MAC over a text of that length is made or verified sooner than handed over. */
export function isQuickSignature(scheme: number, length: number): boolean {
  const { fixed, perOctet } = signatures[scheme] ?? costly;
  return fixed + perOctet * 1e-3 * length < hop;
}

/** The same of a batch: the rows of `verifyMany`. */
export function isQuickBatch(rows: Uint32Array): boolean {
  let cost = 0;
  for (let at = 0; at < rows.length && cost < hop; at += rowLength) {
    const { fixed, perOctet } = signatures[rows[at + 1] ?? -1] ?? costly;
    cost += fixed + perOctet * 1e-3 * (rows[at + 4] ?? 0);
  }
  return cost < hop;
}

/** Whether octets of that number are encrypted, or decrypted, for these recipients sooner than handed over. */
export function isQuickEncryption(enc: number, length: number, ...algorithms: readonly number[]): boolean {
  const { fixed, perOctet } = contents[enc] ?? costly;
  let cost = fixed + perOctet * 1e-3 * length;
  for (const alg of algorithms) cost += (keyManagement[alg] ?? costly).fixed;
  return cost < hop;
}
