/**
 * The base of all errors of this library, and where their stacks begin: at the line of the caller, not inside of the
 * library.
 */

import type { ErrorCode } from './table';

/** Whether a JoseError was made by this library and has been in no function of the caller; set by the class. */
let isOwnJoseError: (error: object) => boolean;

/** Says that it has been. */
let disown: (error: object) => void;

/**
 * The base of every error that this library throws about its input: `error instanceof errors.JoseError`.
 * Wrong argument types and unknown options are plain `TypeError`s instead.
 */
export abstract class JoseError extends Error {
  /** The stable code to match on, such as `ERR_JWS_INVALID`. */
  abstract readonly code: ErrorCode;

  /** A field, since a WeakSet costs more than the error does. */
  #isOwn = true;

  static {
    isOwnJoseError = (error) => #isOwn in error && error.#isOwn;
    disown = (error) => {
      if (#isOwn in error) error.#isOwn = false;
    };
  }
}

/** The same for TypeErrors. */
const ownTypeErrors = new WeakSet();

/** The error for an argument or an option of the wrong type. */
export function typeError(message: string, options?: ErrorOptions): TypeError {
  // eslint-disable-next-line no-restricted-syntax -- the one place
  const error = new TypeError(message, options);
  ownTypeErrors.add(error);
  return error;
}

function isOwn(error: unknown): error is object {
  return typeof error === 'object' && error !== null && (isOwnJoseError(error) || ownTypeErrors.has(error));
}

/** What `Error.captureStackTrace` leaves out, with everything that it called. */
type Called = NonNullable<Parameters<typeof Error.captureStackTrace>[1]>;

/** Lets the stack of an error of this library begin at the line that called a public function: the outermost one. */
export function atCaller(error: unknown, called: Called): unknown {
  if (isOwn(error)) Error.captureStackTrace(error, called);
  return error;
}

/** Does a step of a public function, whose caller's line is where the stack of an error begins. */
export function fromCaller<T>(called: Called, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw atCaller(error, called);
  }
}

/** An error that a function of the caller threw, perhaps one that this library had thrown there: its stack stays as it is. */
export function callersError(error: unknown): unknown {
  if (isOwn(error)) {
    disown(error);
    ownTypeErrors.delete(error);
  }
  return error;
}

type Method = (this: unknown, a?: unknown, b?: unknown, c?: unknown, d?: unknown) => unknown;

/** A method whose errors begin at its caller. */
function methodAtCaller(run: Method, name: string): Method {
  const called: Method = function (a, b, c, d) {
    try {
      return run.call(this, a, b, c, d);
    } catch (error) {
      throw atCaller(error, called);
    }
  };
  return Object.defineProperties(called, { name: { value: name }, length: { value: run.length } });
}

/** Does this for every method of a class, its static ones too. No method has more than four parameters. */
export function methodsAtCaller(ownClass: { readonly prototype: object }): void {
  for (const holder of [ownClass, ownClass.prototype]) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (name === 'constructor' || typeof descriptor.value !== 'function') continue;
      Object.defineProperty(holder, name, { ...descriptor, value: methodAtCaller(descriptor.value as Method, name) });
    }
  }
}
