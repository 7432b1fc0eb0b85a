/** Payloads, plaintexts and other octets that callers give. */

import { toBytes, type Bytes } from '../internal/bytes';
import type { Engine } from '../internal/operation';

/**
 * An argument of octets. Text stays text, which crosses to the core cheaper than octets. In the promise form octets are
 * copied at once: what is worked on later is what the caller gave, whatever becomes of its array meanwhile.
 */
export function readContent(engine: Engine, value: unknown, where: string, name: string): Bytes {
  if (typeof value === 'string') return value;
  const octets = toBytes(value, `${where}: ${name}`);
  return engine.promises ? Buffer.from(octets) : octets;
}

/** Octets as a Buffer of their own. */
export function ownBuffer(octets: Bytes): Buffer {
  return typeof octets === 'string' ? Buffer.from(octets, 'utf8') : Buffer.from(octets);
}
