/** The two clocks of a process, as a test moves them; timers and the network stay real. */

import { performance } from 'node:perf_hooks';

const realNow = performance.now.bind(performance);
const realDate = Date.now.bind(Date);

const offsets = { monotonic: 0, wall: 0 };

function move(monotonic: number, wall: number): void {
  offsets.monotonic += monotonic;
  offsets.wall += wall;
  jest.spyOn(performance, 'now').mockImplementation(() => realNow() + offsets.monotonic);
  jest.spyOn(Date, 'now').mockImplementation(() => realDate() + offsets.wall);
}

/** Time passes: both clocks go on. In milliseconds. */
export function pass(milliseconds: number): void {
  move(milliseconds, milliseconds);
}

/** Somebody sets the time of the day, which the other clock knows nothing of. In milliseconds. */
export function setWallClock(by: number): void {
  move(0, by);
}

/** Both show the real time again. */
export function restoreClocks(): void {
  offsets.monotonic = 0;
  offsets.wall = 0;
  jest.restoreAllMocks();
}
