/**
 * One source for the synchronous and the promise form of every verb.
 *
 * A verb is written once, in continuation style, against an {@link Engine}. With the synchronous engine every step
 * returns its value and the verb runs straight through, without a promise; with a promise engine the native
 * steps that are worth it run on the thread pool, and key functions may be asynchronous.
 */

import { takeSignal, unlessAborted, type Abortable } from './abort';
import { synchronousNative, type NativeSteps } from './native-steps';
import { PooledSteps } from './pooled-steps';
import { asynchronousZip, synchronousZip, type ZipSteps } from './zip';

/** A value, or the promise of one: which of the two is decided by the engine, never by the data. */
export type Maybe<T> = T | Promise<T>;

export interface Engine extends NativeSteps, ZipSteps {
  /** Whether steps return promises. Key functions may be asynchronous only then. */
  readonly promises: boolean;
  /** Whose abortion keeps back what is not begun. */
  readonly signal: AbortSignal | undefined;
}

export const syncEngine: Engine = { promises: false, signal: undefined, ...synchronousNative, ...synchronousZip };

class PromiseEngine extends PooledSteps implements Engine {
  readonly promises = true;
  readonly deflate = asynchronousZip.deflate;
  readonly inflate = asynchronousZip.inflate;
}

export const promiseEngine: Engine = new PromiseEngine(undefined);

export function isPromise<T>(value: Maybe<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Continues with a value now, or with a promised one when it is there. */
export function then<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return isPromise(value) ? value.then(next) : next(value);
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

/**
 * Makes both forms of a verb from one function; in the promise form every failure is a rejection.
 *
 * @param optionsAt - the place of the options among the arguments, where the promise form may find a `signal`: the same
 * for every call, or dependent on the first argument
 */
export function verb<Arguments extends unknown[], Result>(
  run: (engine: Engine, ...args: Arguments) => Maybe<Result>,
  optionsAt?: number | ((first: unknown) => number),
): Verb<Arguments, Result> {
  return {
    // With the synchronous engine no step returns a promise, so neither does the verb. Bound, because gathering and
    // spreading the arguments would cost 50 ns a call.
    sync: run.bind(undefined, syncEngine) as (...args: Arguments) => Result,
    promise: async (...args) => {
      if (optionsAt === undefined) return run(promiseEngine, ...args);
      const signal = takeSignal(args, typeof optionsAt === 'number' ? optionsAt : optionsAt(args[0]));
      if (signal === undefined) return run(promiseEngine, ...args);
      return unlessAborted(signal, () => run(new PromiseEngine(signal), ...args));
    },
  };
}
