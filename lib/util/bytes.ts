import { types } from 'node:util';

import { typeError } from '../errors/base';
import { describeType } from './text';

/** Octets as callers give them: a string stands for its UTF-8 bytes. */
export type Bytes = string | Uint8Array;

// `values` is specified to throw for an array whose buffer was detached or shrunk below it; `length` just says 0.
function isUsable(bytes: Uint8Array): boolean {
  try {
    Uint8Array.prototype.values.call(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * The octets of a string or byte array. Arrays are passed on, not copied.
 *
 * @param value - what the caller gave
 * @param name - what it is called in the message, such as `payload`
 * @throws TypeError - the value is neither, its buffer is detached, or it is shared with other threads, which could
 * change the octets between their check and their use
 */
export function toBytes(value: unknown, name: string): Uint8Array {
  if (typeof value === 'string') {
    return Buffer.from(value, 'utf8');
  }
  if (!types.isUint8Array(value)) {
    throw typeError(`${name} must be a string or a Uint8Array, found ${describe(value)}`);
  }
  if (types.isSharedArrayBuffer(value.buffer)) {
    throw typeError(`${name} must not be backed by a SharedArrayBuffer; pass a copy, such as Buffer.from(array)`);
  }
  if (value.length === 0 && !isUsable(value)) {
    throw typeError(`${name} is a Uint8Array whose buffer is detached or too small; pass it before transferring it`);
  }
  return value;
}

/**
 * Room for secret octets, in memory of its own. Node.js keeps small Buffers in one slab, which whoever holds one of them
 * sees as its `buffer`; and V8 copies the octets of very small arrays about in its heap.
 */
export function ownMemory(length: number): Buffer {
  return Buffer.from(new ArrayBuffer(length));
}

/** A copy of octets, or of a text's UTF-8, in memory of its own. */
export function ownCopy(octets: Uint8Array | string): Buffer {
  const copy = ownMemory(Buffer.byteLength(octets));
  if (typeof octets === 'string') copy.write(octets, 'utf8');
  else copy.set(octets);
  return copy;
}

function describe(value: unknown): string {
  return types.isArrayBufferView(value) || types.isAnyArrayBuffer(value)
    ? 'another kind of buffer (wrap it with new Uint8Array or Buffer.from)'
    : describeType(value);
}
