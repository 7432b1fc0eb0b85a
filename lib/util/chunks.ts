/** The pieces of a stream, one after the other: errors and cancellation both ways. */

import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

import { typeError } from '../errors/base';
import { type Bytes, toBytes } from './bytes';
import { bare } from './options';
import { describeType } from './text';

/** What gives octets piece by piece: a Readable, a web stream, a generator, an array. */
export type ChunkSource = AsyncIterable<Bytes> | Iterable<Uint8Array> | readonly Bytes[];

type Chunks = AsyncIterator<unknown> | Iterator<unknown>;

function isSource(value: unknown): value is ChunkSource {
  // Text and octets can be iterated over too, but character by character.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** @throws TypeError - the value gives no pieces, or is one itself, or was read already */
export function requireSource(value: unknown): ChunkSource {
  if (isSource(value)) {
    requireUnread(value, 'the payload');
    return value;
  }
  throw typeError(
    `the payload must be a Readable or an iterable of strings and Uint8Arrays, found ${describeType(value)}; ` +
      'what is in memory already goes to serializeCompact and deserializeCompact',
  );
}

const arrayIterator: object = Object.getPrototypeOf([].values()) as object;
const iteratorPrototype = Object.getPrototypeOf(arrayIterator) as Iterable<unknown>;

/** The methods of the language itself that give the iterator they are asked of: such a one never begins anew. */
const givesItself: ReadonlySet<unknown> = new Set<unknown>([
  iteratorPrototype[Symbol.iterator],
  asyncIteratorPrototype()[Symbol.asyncIterator],
]);

function asyncIteratorPrototype(): AsyncIterable<unknown> {
  // eslint-disable-next-line @typescript-eslint/no-empty-function -- only its prototypes are looked at
  const generator: object = (async function* () {})();
  const generatorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(generator)) as object;
  return Object.getPrototypeOf(generatorPrototype) as AsyncIterable<unknown>;
}

/** Generators and other iterators that were begun here; who else has read one cannot be told. */
const begun = new WeakSet();

/** Whether pieces of a source have gone to somebody else, as far as it tells. */
function wasRead(source: ChunkSource): boolean {
  if (begun.has(source)) return true;
  // Also of a web stream, and of streams of other makers that have the property `readableDidRead`.
  const isDisturbed = Readable.isDisturbed(source as Readable);
  if (source instanceof ReadableStream) return source.locked || isDisturbed;
  const { readableEnded, errored } = source as Partial<Readable>;
  // One that has failed throws its error, which says more.
  return (errored === undefined || errored === null) && (isDisturbed || readableEnded === true);
}

/** @throws TypeError - the source was read, at least in part, or closed: what is left of it is another message */
function requireUnread(source: ChunkSource, name: string): void {
  if (!wasRead(source)) return;
  throw typeError(
    `${name} must be a source that nobody has read, found one that was read, locked or closed before; make a new one, ` +
      'or to take only the rest of it, give an async generator over it',
  );
}

/** Begins a source. */
function begin(source: ChunkSource, name: string): Chunks {
  requireUnread(source, name);
  const isAsync = Symbol.asyncIterator in source;
  const iterate: unknown = isAsync ? source[Symbol.asyncIterator] : source[Symbol.iterator];
  if (givesItself.has(iterate)) begun.add(source);
  return isAsync ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/**
 * After so many pieces, or octets of them, the event loop has its turn: a source whose next piece is always ready would else
 * let no timer fire, such as that of AbortSignal.timeout, and nobody else be served.
 */
const mostOfTurn = { pieces: 64, octets: 256 * 1024 };

/**
 * Gives each piece of a source to `take`, and asks for the next one when that has ended: no more than one is held. When
 * anything fails the source is closed, a Readable destroyed.
 *
 * @param name - what the whole is called in messages, such as `jws.signStream: the payload`
 * @throws what the source or `take` throws; the signal's reason; a TypeError for a source that was read already, and for a
 * piece that is no octets
 */
export async function forEachChunk(
  source: ChunkSource,
  signal: AbortSignal | undefined,
  name: string,
  take: (octets: Uint8Array) => Promise<void> | void,
): Promise<void> {
  signal?.throwIfAborted();
  const chunks = begin(source, name);
  // The one step that is waited for. Not Promise.race with one promise for all: each step would stay with that.
  let interrupt: (() => void) | undefined;
  const abort = (): void => interrupt?.();
  signal?.addEventListener('abort', abort, bare({ once: true }));
  const next = (): Promise<IteratorResult<unknown>> =>
    new Promise((resolve, reject) => {
      interrupt = () => {
        reject(signal?.reason as Error);
      };
      // In a promise's executor what is thrown rejects.
      Promise.resolve(chunks.next()).then(resolve, reject);
    });
  try {
    let [pieces, octets] = [0, 0];
    for (let step = await next(); step.done !== true; step = await next()) {
      const piece = toBytes(step.value, `${name}: a piece of it`);
      await take(piece);
      pieces++;
      octets += piece.length;
      if (pieces >= mostOfTurn.pieces || octets >= mostOfTurn.octets) {
        await setImmediate();
        [pieces, octets] = [0, 0];
      }
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
