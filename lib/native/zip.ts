/** Raw DEFLATE (RFC 1951), which JWE's "zip" names: bounded and strict in inflating. */

import { constants } from 'node:buffer';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';

import type { Bytes } from '../util/bytes';
import { bare } from '../util/options';

/** Why there is no inflated text. */
export const Uninflated = { tooLong: 'too long', malformed: 'malformed' } as const;
export type Uninflated = (typeof Uninflated)[keyof typeof Uninflated];

type MaybePromise<T> = T | Promise<T>;

/** The steps of a verb that compress; in the promise form they run on the thread pool. */
export interface ZipSteps {
  deflate(octets: Bytes): MaybePromise<Buffer>;
  /** Inflates to at most `most` octets. The input is one whole stream, with nothing behind it. */
  inflate(octets: Buffer, most: number): MaybePromise<Buffer | Uninflated>;
}

/** What zlib gives with `info: true`, which its types do not know. */
interface Inflated {
  readonly buffer: Buffer;
  /** Its `bytesWritten` is how much of the input it has used. */
  readonly engine: { readonly bytesWritten: number };
}

/**
 * The options of the streams that zlib is made of, which it copies to an object with a prototype: what is not given there
 * would be looked for in `Object.prototype`.
 */
const ofStreams = [
  ...['signal', 'encoding', 'defaultEncoding', 'objectMode', 'readableObjectMode', 'writableObjectMode'],
  ...['highWaterMark', 'readableHighWaterMark', 'writableHighWaterMark', 'decodeStrings', 'emitClose', 'allowHalfOpen'],
  ...[
    'readable',
    'writable',
    'construct',
    'read',
    'write',
    'writev',
    'final',
    'transform',
    'destroy',
    'captureRejections',
  ],
];

const plain: ZlibOptions = Object.freeze(bare(Object.fromEntries(ofStreams.map((name) => [name, undefined]))));

/** zlib stops as soon as the output exceeds its limit, which it wants to be at least 1. */
function inflateOptions(most: number): ZlibOptions {
  const maxOutputLength = Math.min(Math.max(most, 1), constants.MAX_LENGTH);
  // planted: zip-limit-of-zlib
  return bare({ ...plain, info: true, maxOutputLength });
}

function judged({ buffer, engine }: Inflated, octets: Buffer, most: number): Buffer | Uninflated {
  // planted: zip-trailing
  if (engine.bytesWritten !== octets.length) return Uninflated.malformed;
  // planted: zip-limit
  return buffer.length > most ? Uninflated.tooLong : buffer;
}

function refused(error: unknown): Uninflated {
  const code: unknown =
    typeof error === 'object' && error !== null && Object.hasOwn(error, 'code')
      ? Reflect.get(error, 'code')
      : undefined;
  return code === 'ERR_BUFFER_TOO_LARGE' ? Uninflated.tooLong : Uninflated.malformed;
}

const deflateLater: (octets: Bytes, options: ZlibOptions) => Promise<Buffer> = promisify(deflateRaw);
const inflateLater: (octets: Bytes, options: ZlibOptions) => Promise<Buffer> = promisify(inflateRaw);

export const synchronousZip: ZipSteps = {
  deflate: (octets) => deflateRawSync(octets, plain),
  inflate(octets, most) {
    try {
      return judged(inflateRawSync(octets, inflateOptions(most)) as unknown as Inflated, octets, most);
    } catch (error) {
      return refused(error);
    }
  },
};

export const asynchronousZip: ZipSteps = {
  deflate: async (octets) => deflateLater(octets, plain),
  async inflate(octets, most) {
    try {
      return judged((await inflateLater(octets, inflateOptions(most))) as unknown as Inflated, octets, most);
    } catch (error) {
      return refused(error);
    }
  },
};
