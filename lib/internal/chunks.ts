/** The pieces of a stream, one after the other: errors and cancellation both ways. */

import { Readable } from 'node:stream';

import { toBytes, type Bytes } from './bytes';
import { describeType } from './text';

/** What gives octets piece by piece: a Readable, a web stream, a generator, an array. */
export type ChunkSource = AsyncIterable<Bytes> | Iterable<Uint8Array> | readonly Bytes[];

type Chunks = AsyncIterator<unknown> | Iterator<unknown>;

function isSource(value: unknown): value is ChunkSource {
  // Text and octets can be iterated over too, but character by character.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** @throws TypeError - the value gives no pieces, or is one itself */
export function requireSource(value: unknown, where: string): ChunkSource {
  if (isSource(value)) return value;
  throw new TypeError(
    `${where}: the payload must be a Readable or an iterable of strings and Uint8Arrays, found ${describeType(value)}; ` +
      'what is in memory already goes to serializeCompact and deserializeCompact',
  );
}

function iteratorOf(source: ChunkSource): Chunks {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/**
 * Gives each piece of a source to `take`, and asks for the next one when that has ended: no more than one is held. When
 * anything fails the source is closed, a Readable destroyed.
 *
 * @throws what the source or `take` throws; the signal's reason; a TypeError for a piece that is no octets
 */
export async function forEachChunk(
  source: ChunkSource,
  signal: AbortSignal | undefined,
  where: string,
  take: (octets: Uint8Array) => Promise<void>,
): Promise<void> {
  signal?.throwIfAborted();
  const chunks = iteratorOf(source);
  // The one step that is waited for. Not Promise.race with one promise for all: each step would stay with that.
  let interrupt: (() => void) | undefined;
  const abort = (): void => interrupt?.();
  signal?.addEventListener('abort', abort, { once: true });
  const next = (): Promise<IteratorResult<unknown>> =>
    new Promise((resolve, reject) => {
      interrupt = () => {
        reject(signal?.reason as Error);
      };
      // In a promise's executor what is thrown rejects.
      Promise.resolve(chunks.next()).then(resolve, reject);
    });
  try {
    for (let step = await next(); step.done !== true; step = await next()) {
      await take(toBytes(step.value, `${where}: a piece of the payload`));
      signal?.throwIfAborted();
    }
  } catch (error) {
    await close(source, chunks, signal?.aborted === true);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Closes a source early. What goes wrong then is dropped: the error that led here says more. */
async function close(source: ChunkSource, chunks: Chunks, isAborted: boolean): Promise<void> {
  if (source instanceof Readable) source.destroy();
  try {
    const closed = Promise.resolve(chunks.return?.()).catch(() => undefined);
    // A generator that waits for something itself would close only after that, which may never come.
    if (!isAborted) await closed;
  } catch {
    // `return` threw at once.
  }
}
