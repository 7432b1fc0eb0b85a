/** The way to the thread pool: how much may be under way there at once, and who is next. */

import { native, translate } from './native';

/** The threads of the pool: not asked before it is needed, since a program may set `UV_THREADPOOL_SIZE` when it starts. */
export function poolSize(): number {
  return native.threadCount();
}

/**
 * The most operations that the core holds at once; each has its octets and some kilobytes of working memory. With 16 for
 * each thread a hop has come down to what it costs with any number (`node bench/hop.mjs`).
 */
const mostOfThread = 16;
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
 * Calls a function of the core whose work is done on the thread pool; what fails is thrown as a public error. More
 * calls than may be under way wait here, in order, with nothing but their arguments. One whose signal was aborted
 * meanwhile is never begun.
 */
export async function pooled<Arguments extends unknown[], Result>(
  signal: AbortSignal | undefined,
  call: (...args: Arguments) => Promise<Result>,
  ...args: Arguments
): Promise<Result> {
  most ??= mostOfThread * poolSize();
  if (underWay < most) underWay++;
  else await turn();
  try {
    signal?.throwIfAborted();
    return await call(...args);
  } catch (error) {
    throw translate(error);
  } finally {
    leave();
  }
}
