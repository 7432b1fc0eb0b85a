/** Where the stack of this library's errors begins: at the line of the caller, not inside of the library. */

/** What `Error.captureStackTrace` leaves out, with everything that it called. */
type Called = NonNullable<Parameters<typeof Error.captureStackTrace>[1]>;

/** This library's errors whose stacks still begin where they were made. */
const fresh = new WeakSet();

/** Marks an error that this library makes. */
export function markFresh<E extends Error>(error: E): E {
  fresh.add(error);
  return error;
}

/** Lets the stack begin at the line that called a public function: once, and only of an error of this library. */
export function atCaller(error: unknown, called: Called): unknown {
  if (fresh.delete(error as object)) Error.captureStackTrace(error as object, called);
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

/** An error that a function of the caller threw, perhaps of a class of this library: its stack stays as it is. */
export function callersError(error: unknown): unknown {
  fresh.delete(error as object);
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
