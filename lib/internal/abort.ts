/** The option `signal` of promise verbs. */

import { describeType } from './text';

/** An option that every promise verb with options takes beside its own. */
export interface Abortable {
  /**
   * Rejects the promise with the signal's reason when it is aborted. What waits for its turn is not begun then; what a
   * thread has begun runs to its end, and the result is dropped.
   */
  readonly signal?: AbortSignal;
}

/**
 * Takes the signal out of the options among a verb's arguments, which are left with options that have none.
 *
 * @throws TypeError - it is no AbortSignal
 */
export function takeSignal(args: unknown[], at: number): AbortSignal | undefined {
  const options = args[at];
  if (typeof options !== 'object' || options === null || !Object.hasOwn(options, 'signal')) return undefined;
  const { signal, ...others } = options as Readonly<Record<string, unknown>>;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`the option signal must be an AbortSignal, found ${describeType(signal)}`);
  }
  args[at] = others;
  return signal;
}

/** Those who wait under a signal. It has one listener for all of them: Node.js warns of more than ten. */
class Audience {
  static readonly #all = new WeakMap<AbortSignal, Audience>();
  readonly #rejections = new Set<(reason: Error) => void>();

  private constructor(readonly signal: AbortSignal) {}

  static of(signal: AbortSignal): Audience {
    const known = Audience.#all.get(signal);
    if (known !== undefined) return known;
    const audience = new Audience(signal);
    Audience.#all.set(signal, audience);
    return audience;
  }

  readonly #tell = (): void => {
    for (const reject of this.#rejections) reject(this.signal.reason as Error);
  };

  enter(reject: (reason: Error) => void): void {
    if (this.#rejections.size === 0) this.signal.addEventListener('abort', this.#tell);
    this.#rejections.add(reject);
  }

  leave(reject: (reason: Error) => void): void {
    this.#rejections.delete(reject);
    if (this.#rejections.size === 0) this.signal.removeEventListener('abort', this.#tell);
  }
}

/** What is started now, or the signal's reason where that comes first. */
export async function unlessAborted<T>(signal: AbortSignal, start: () => T | Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const audience = Audience.of(signal);
  let abort: (reason: Error) => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = reject;
  });
  audience.enter(abort);
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    audience.leave(abort);
  }
}
