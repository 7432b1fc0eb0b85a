/** Many compact tokens at once: each goes through the verb for one token. */

import { typeError } from '../errors/base';
import { type Engine, isPromise, type Maybe } from '../native/engine';
import { ownList } from '../util/own-copy';
import { describeType } from '../util/text';

/** The result for one token, or the error that the verb for one token throws. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly error?: undefined }
  | { readonly ok: false; readonly value?: undefined; readonly error: unknown };

/** The most tokens that the promise form reads at a time, so that memory does not grow with their number. */
const atATime = 256;

function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

function failure(error: unknown): Outcome<never> {
  return { ok: false, error };
}

function settle<T>(read: () => Maybe<T>): Maybe<Outcome<T>> {
  try {
    const value = read();
    return isPromise(value) ? value.then(success, failure) : success(value);
  } catch (error) {
    return failure(error);
  }
}

/**
 * Reads each token of a list with `read` and gives the outcomes in order.
 *
 * @throws TypeError - the list is no array
 */
export function readMany<T>(
  engine: Engine,
  tokens: unknown,
  read: (token: unknown) => Maybe<T>,
): Maybe<readonly Outcome<T>[]> {
  if (!Array.isArray(tokens)) {
    throw typeError(`tokens must be an array of strings, found ${describeType(tokens)}`);
  }
  // A copy, because the caller's array may change meanwhile. A hole becomes undefined, which is no token.
  const given = ownList(tokens);
  const outcome = (token: unknown): Maybe<Outcome<T>> => settle(() => read(token));
  return engine.promises ? inSlices(engine, given, outcome) : (given.map(outcome) as Outcome<T>[]);
}

async function inSlices<T>(
  { signal }: Engine,
  tokens: readonly unknown[],
  outcome: (token: unknown) => Maybe<Outcome<T>>,
): Promise<readonly Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  for (let at = 0; at < tokens.length; at += atATime) {
    signal?.throwIfAborted();
    outcomes.push(...(await Promise.all(tokens.slice(at, at + atATime).map(async (token) => outcome(token)))));
    // What is verified at once leaves no time to others, nor to an AbortSignal.
    await new Promise(setImmediate);
  }
  return outcomes;
}
