/**
 * One source for the synchronous and the promise form of every verb.
 *
 * A verb is written once, in continuation style, against an {@link Engine}. With the synchronous engine every step
 * returns its value and the verb runs straight through, without a promise. With a promise engine the functions of the
 * core that are worth a thread run on the thread pool, and key functions may be asynchronous.
 */

import { atCaller, fromCaller } from '../errors/base';
import { ownCopy, ownMemory, toBytes, type Bytes } from '../util/bytes';
import { requireRoom } from '../util/token-room';
import { type CoreFunction, translate } from './load';
import { type Abortable, pooled, takeSignal, unlessAborted } from './pool';
import { asynchronousZip, synchronousZip, type ZipSteps } from './zip';

/** A value, or the promise of one: which of the two is decided by the engine, never by the data. */
export type Maybe<T> = T | Promise<T>;

export interface Engine extends ZipSteps {
  /** Whether steps return promises. Key functions may be asynchronous only then. */
  readonly promises: boolean;
  /** Whose abortion keeps back what is not begun. */
  readonly signal: AbortSignal | undefined;
  /**
   * Calls a function of the core: at once, or in the promise form on the thread pool unless it is quick. Its failure is
   * thrown, or rejected with, as the public error.
   */
  call<Arguments extends unknown[], Result>(
    isQuick: boolean,
    run: CoreFunction<Arguments, Result>,
    ...args: Arguments
  ): Maybe<Result>;
}

function callAtOnce<Arguments extends unknown[], Result>(
  _isQuick: boolean,
  run: CoreFunction<Arguments, Result>,
  ...args: Arguments
): Result {
  try {
    return run.now(...args);
  } catch (error) {
    throw translate(error);
  }
}

export const syncEngine: Engine = { promises: false, signal: undefined, call: callAtOnce, ...synchronousZip };

/** An engine whose calls wait for the thread pool no longer than a signal allows. */
export function promiseEngineOf(signal: AbortSignal | undefined): Engine {
  return {
    promises: true,
    signal,
    call: (isQuick, run, ...args) =>
      isQuick ? callAtOnce(isQuick, run, ...args) : pooled(signal, () => run.pooled(...args), run.mayWait),
    ...asynchronousZip,
  };
}

export const promiseEngine = promiseEngineOf(undefined);

/** The class of the promises that this library makes, whatever a program has put in the place of the global one. */
const OwnPromise = (async () => Promise.resolve())().constructor as PromiseConstructor;

/** Whether a step has made a promise. Not by its members: a value may have inherited a `then`. */
export function isPromise<T>(value: Maybe<T>): value is Promise<T> {
  return value instanceof OwnPromise;
}

/** Continues with a value now, or with a promised one when it is there. */
export function then<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Does a step, and at its end something else, whether it gives a result or fails. */
export function lastly<T>(step: () => Maybe<T>, end: () => void): Maybe<T> {
  let result: Maybe<T>;
  try {
    result = step();
  } catch (error) {
    end();
    throw error;
  }
  if (isPromise(result)) return result.finally(end);
  end();
  return result;
}

/** Runs a step for each item, one after the other, and gives the results in order. */
export function inOrder<T, U>(items: readonly T[], step: (item: T, index: number) => Maybe<U>): Maybe<U[]> {
  const results: U[] = [];
  const from = (index: number): Maybe<U[]> => {
    if (index === items.length) return results;
    return then(step(items[index] as T, index), (result) => {
      results.push(result);
      return from(index + 1);
    });
  };
  return from(0);
}

/** Runs a step for one item after the other until one gives a result. */
export function firstResult<T, U>(
  items: readonly T[],
  step: (item: T) => Maybe<U | undefined>,
  from = 0,
): Maybe<U | undefined> {
  if (from === items.length) return undefined;
  return then(step(items[from] as T), (result) => result ?? firstResult(items, step, from + 1));
}

/** The two forms of a verb. */
export type Form = 'sync' | 'promise';

/** A result in one of the forms. */
export type Result<F extends Form, T> = F extends 'promise' ? Promise<T> : T;

/** The options of a verb in one of the forms. */
export type OptionsOf<F extends Form, T> = F extends 'promise' ? T & Abortable : T;

/** A verb in both forms. */
export interface Verb<Arguments extends unknown[], Result> {
  sync(...args: Arguments): Result;
  promise(...args: Arguments): Promise<Result>;
}

/** A verb as it is called: none has more than four arguments. */
type Run<Result> = (engine: Engine, a?: unknown, b?: unknown, c?: unknown, d?: unknown) => Maybe<Result>;

/**
 * Makes both forms of a verb from one function. In the promise form every failure is a rejection. The stack of an error
 * that is thrown before the verb waits for anything begins at the line that called it.
 *
 * @param optionsAt - the place of the options among the arguments, where the promise form may find a `signal`: the same
 * for every call, or dependent on the first argument
 */
export function verb<Arguments extends unknown[], Result>(
  run: (engine: Engine, ...args: Arguments) => Maybe<Result>,
  optionsAt?: number | ((first: unknown) => number),
): Verb<Arguments, Result> {
  const begin = run as unknown as Run<Result>;
  // Gathering and spreading the arguments would cost a tenth of an HS256 token.
  const sync = (a?: unknown, b?: unknown, c?: unknown, d?: unknown): Maybe<Result> => {
    try {
      return begin(syncEngine, a, b, c, d);
    } catch (error) {
      throw atCaller(error, sync);
    }
  };
  const promise = async (...args: unknown[]): Promise<Result> => {
    const signal = fromCaller(promise, () => {
      if (optionsAt === undefined) return undefined;
      return takeSignal(args, typeof optionsAt === 'number' ? optionsAt : optionsAt(args[0]));
    });
    const engine = signal === undefined ? promiseEngine : promiseEngineOf(signal);
    const start = (): Maybe<Result> => fromCaller(promise, () => begin(engine, ...args));
    return signal === undefined ? start() : unlessAborted(signal, start);
  };
  // With the synchronous engine no step returns a promise, so neither does the verb.
  const [name, length] = [run.name, run.length - 1];
  const forms: unknown = { sync: named(sync, name, length), promise: named(promise, name, length) };
  return forms as Verb<Arguments, Result>;
}

/** A function with the name of what it runs, `decode` for `decodeWith`, and with its number of arguments. */
export function named<F extends object>(form: F, name: string, length: number): F {
  const properties = { name: name.replace(/With$/, ''), length };
  for (const [property, value] of Object.entries(properties)) {
    Object.defineProperty(form, property, { __proto__: null, value } as PropertyDescriptor);
  }
  return form;
}

/** Both forms of a verb that is the same in both: it needs no engine. */
export function plainVerb<Arguments extends unknown[], Result>(
  run: (...args: Arguments) => Result,
): Verb<Arguments, Awaited<Result>> {
  const begin = run as unknown as (a?: unknown, b?: unknown, c?: unknown, d?: unknown) => Awaited<Result>;
  const withEngine = (_engine: Engine, a?: unknown, b?: unknown, c?: unknown, d?: unknown): Awaited<Result> =>
    begin(a, b, c, d);
  const forms: unknown = verb(named(withEngine, run.name, run.length + 1));
  return forms as Verb<Arguments, Awaited<Result>>;
}

/**
 * Reads an argument of octets. Text stays text, which crosses to the core cheaper than octets. In the promise form
 * octets are copied at once: the caller may change its array while a thread works.
 *
 * @param most - how many octets there may be, checked before they are copied
 * @throws LimitExceededError - there are more
 */
export function readContent(engine: Engine, value: unknown, name: string, most = Infinity): Bytes {
  if (typeof value === 'string') {
    requireRoom(value, most, name);
    return value;
  }
  const octets = toBytes(value, name);
  requireRoom(octets, most, name);
  return engine.promises ? Buffer.from(octets) : octets;
}

/**
 * Does a step with a plaintext to encrypt, read as {@link readContent} does. A copy that is made for the promise form lies
 * in memory of its own and is overwritten when the step has ended.
 */
export function withPlaintext<T>(
  engine: Engine,
  value: unknown,
  most: number,
  step: (plaintext: Bytes) => Maybe<T>,
): Maybe<T> {
  if (typeof value === 'string' || !engine.promises) {
    return step(readContent(engine, value, 'plaintext', most));
  }
  const octets = toBytes(value, 'plaintext');
  requireRoom(octets, most, 'plaintext');
  const copy = ownCopy(octets);
  return overwriting(copy, () => step(copy));
}

/** Does a step with octets that the library has made of a secret, and overwrites them however the step ends. */
export function overwriting<T>(octets: Uint8Array | undefined, step: () => Maybe<T>): Maybe<T> {
  return octets === undefined ? step() : lastly(step, () => octets.fill(0));
}

/** Octets as a Buffer of their own. */
export function ownBuffer(octets: Bytes): Buffer {
  return typeof octets === 'string' ? Buffer.from(octets, 'utf8') : Buffer.from(octets);
}

/** Room for what a base64url text of this length holds, in a Buffer that the core writes into. */
export function roomFor(length: number): Buffer {
  return Buffer.allocUnsafe(Math.floor((length * 3) / 4));
}

/** The same for a secret: in memory that no other Buffer shares. */
export function ownRoomFor(length: number): Buffer {
  return ownMemory(Math.floor((length * 3) / 4));
}

/** From this many characters on a base64url text crosses in pieces; so many are a piece, whole groups of four. */
const pieceLength = 64 * 1024;

/** A character that Latin-1 lacks. */
const beyondLatin1 = /[^\0-\xff]/;

/**
 * The pieces of a long base64url text: each is decoded while it is in the processor's cache, and no second copy of the
 * whole is made. Undefined for a short text, and for one with a character beyond Latin-1, which is no base64url: the
 * core reads pieces as Latin-1 and would take it for another.
 */
export function piecesOf(text: string): readonly string[] | undefined {
  if (text.length < pieceLength || beyondLatin1.test(text)) return undefined;
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieceLength) pieces.push(text.slice(at, at + pieceLength));
  return pieces;
}
