/** The way to the thread pool: what is worth a thread, how much may be under way there at once, and the option `signal`. */

import { typeError } from '../errors/base';
import { describeType } from '../util/text';
import { addon, translate } from './load';

/**
 * HMAC and AES take less time than the way to the pool and back for fewer octets than this, so the promise form does
 * them at once. What has a key pair, or derives a key from a password, is always worth a thread.
 */
export const pooledFrom = 8 * 1024;

/**
 * The most operations that the core holds at once for each thread; each has its octets and some kilobytes of working
 * memory. More would not make the pool quicker.
 */
const mostOfThread = 16;
/** Of all threads. Asked for at the first use, since a program may set `UV_THREADPOOL_SIZE` when it starts. */
let most: number | undefined;

let underWay = 0;

/** A caller that waits, in a list of all that do: its turn comes when one that is under way has ended. */
interface Waiting {
  readonly begin: () => void;
  next: Waiting | undefined;
}
let first: Waiting | undefined;
let last: Waiting | undefined;

function turn(): Promise<void> {
  return new Promise((begin) => {
    const waiting: Waiting = { begin, next: undefined };
    if (last === undefined) first = waiting;
    else last.next = waiting;
    last = waiting;
  });
}

/** Ends one that was under way: the next takes its place. */
function leave(): void {
  if (first === undefined) {
    underWay--;
    return;
  }
  const { begin, next } = first;
  first = next;
  if (next === undefined) last = undefined;
  begin();
}

/**
 * Begins a call of the core whose work is done on the thread pool. What fails is thrown as a public error. More calls
 * than may be under way wait here, in order, with nothing but their arguments. One whose signal was aborted meanwhile is
 * never begun.
 *
 * @param mayWait - false for what takes a password: while it waited, the caller might cleanse it
 */
export async function pooled<Result>(
  signal: AbortSignal | undefined,
  begin: () => Promise<Result>,
  mayWait = true,
): Promise<Result> {
  most ??= mostOfThread * addon.threadCount();
  if (underWay < most || !mayWait) underWay++;
  else await turn();
  try {
    signal?.throwIfAborted();
    return await begin();
  } catch (error) {
    throw translate(error);
  } finally {
    leave();
  }
}

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
    throw typeError(`the option signal must be an AbortSignal, found ${describeType(signal)}`);
  }
  args[at] = others;
  return signal;
}

/** All that wait under one signal. It has one listener for all of them: Node.js warns of more than ten. */
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
