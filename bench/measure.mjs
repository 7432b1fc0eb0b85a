// Interleaved measurement. A slice of this library's operation and a slice of another's lie next to each other, round by
// round. Time is the process's own processor time, in which a thread that waits for a processor does not count; `clock:
// 'wall'` is for what several processors are to share. What else runs on the machine can only take speed away, by
// emptying caches if by nothing else, so a subject's figure is the ninth decile of its slices, and a ratio is that of two
// such figures. On a machine with fifteen busy processes for each processor the ratios of HS256 verify varied by 4 % from run to run,
// where the medians of the slices' ratios varied by 10.
//
// A subject is { name, operation, own?, count?, clock?, slice? }: `own` marks this library's, which every other one is
// paired with; `count` is how many callers are in flight; `slice(ms)` replaces `operation` where another process measures, and
// `stride` is how many milliseconds go by before this one is measured again, which has waited for the other: a processor
// that slept has cold caches.

/** The quantile of numbers, by the nearest rank. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** A subject's speed, from those of its slices. */
const speed = (figures) => quantile(figures, 0.9);

/** How many times as fast the one is, and what it was in each third of the rounds at the least and the most. */
function ratioOf(own, other) {
  const ratio = (from, to) => speed(own.slice(from, to)) / speed(other.slice(from, to));
  const third = Math.max(1, Math.floor(own.length / 3));
  const thirds = [0, 1, 2].map((i) => ratio(i * third, (i + 1) * third)).filter((value) => !Number.isNaN(value));
  return { ratio: ratio(), low: Math.min(...thirds), high: Math.max(...thirds) };
}

/** Microseconds of processor time so far, all threads together. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
const wallTime = () => performance.now() * 1e3;

/**
 * Measures one slice: operations per second. A library that gives promises is asked for 16 at a time, unless they are long
 * ones: so its work on other threads costs least, and costs the same whether or not the machine is busy.
 */
async function measure(subject, milliseconds) {
  const { operation, slice, count, clock, batch = 1, callers = count ?? 1, stride = 0 } = subject;
  if (slice !== undefined) return slice(milliseconds);
  for (const end = performance.now() + stride; performance.now() < end;) await operation();
  const time = clock === 'wall' ? wallTime : processorTime;
  const start = time();
  const end = start + milliseconds * 1e3;
  let done = 0;
  const caller = async () => {
    do {
      // The clock is read once for several of the short ones.
      for (let i = 0; i < batch; i++) {
        const result = operation();
        if (result instanceof Promise) await result;
      }
      done += batch;
    } while (time() < end);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (done * 1e6) / (time() - start);
}

/** Runs a subject until it is warm, and finds out how it is to be measured. */
async function warmUp(subject, milliseconds) {
  if (subject.slice !== undefined) return void (await subject.slice(milliseconds));
  const result = subject.operation();
  const isAsync = result instanceof Promise;
  await result;
  const perSecond = await measure(subject, milliseconds);
  if (isAsync && subject.count === undefined && perSecond > 100) subject.callers = 16;
  const callers = subject.callers ?? subject.count ?? 1;
  subject.batch = Math.max(1, Math.min(64, Math.floor(perSecond / 2000 / callers)));
}

/** Whether more rounds would hardly change it. */
const isSettled = ({ ratio, low, high }) => (high - low) / ratio < 0.08;

/** An item that takes longer than it may, as those of 16 MB do, is content with so many rounds. */
const leastRounds = 5;

/**
 * Measures subjects and pairs each with each of this library's.
 *
 * @returns {Promise<{ name: string, perSecond: object, ratios: Record<string, object> }[]>} operations per second, and
 * for a subject of another library how many times as fast each of this library's is
 */
export async function compare(subjects, { rounds, most, slice, longest }) {
  const own = subjects.filter((subject) => subject.own);
  const others = subjects.filter((subject) => !subject.own);
  const figures = new Map(subjects.map((subject) => [subject, []]));
  const pairs = others.flatMap((other) => own.map((mine) => ({ mine, other, ours: [], theirs: [] })));
  const ratios = (other) => pairs.filter((pair) => pair.other === other).map(({ mine, ours, theirs }) => [mine.name, ratioOf(ours, theirs)]); // prettier-ignore
  for (const subject of subjects) await warmUp(subject, 6 * slice);

  const start = performance.now();
  for (let round = 0; round < most; round++) {
    for (const other of others.length === 0 ? [undefined] : others) {
      // Now the one first, now the other.
      const order = other === undefined ? own : round % 2 === 0 ? [...own, other] : [other, ...own];
      const measured = new Map();
      for (const subject of order) measured.set(subject, await measure(subject, subject.milliseconds ?? slice));
      for (const [subject, figure] of measured) figures.get(subject).push(figure);
      for (const pair of pairs.filter((candidate) => candidate.other === other)) {
        pair.ours.push(measured.get(pair.mine));
        pair.theirs.push(measured.get(other));
      }
    }
    const settled = round + 1 >= rounds && others.flatMap(ratios).every(([, ratio]) => isSettled(ratio));
    if (settled || (round + 1 >= leastRounds && performance.now() - start > longest)) break;
  }
  return subjects.map((subject) => {
    const [all, name] = [figures.get(subject), subject.name];
    const perSecond = { median: quantile(all, 0.5), best: speed(all) };
    return { name, rounds: all.length, perSecond, ratios: Object.fromEntries(ratios(subject)) };
  });
}
