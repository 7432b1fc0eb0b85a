// Interleaved measurement: all candidates in turn, round by round, so that a drift of the machine's speed meets all of them.

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Operations per second of CPU over `slice` milliseconds. */
async function measure(operation, slice) {
  const first = performance.now();
  const probe = operation();
  const isAsync = probe instanceof Promise;
  await probe;
  // The clock is read once for several of the short ones.
  const batch = performance.now() - first > 1 ? 1 : 8;
  const start = process.cpuUsage();
  const end = performance.now() + slice;
  let count = 0;
  while (performance.now() < end) {
    for (let i = 0; i < batch; i++) isAsync ? await operation() : operation();
    count += batch;
  }
  const { user, system } = process.cpuUsage(start);
  return (count * 1e6) / (user + system);
}

/** A function that measures named operations and gives the median of each. */
export const comparison = (rounds, slice) => async (operations) => {
  const results = new Map(operations.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, operation } of operations) {
      const figure = await measure(operation, slice);
      if (round >= 0) results.get(name).push(figure); // the first round warms up
    }
  }
  return new Map([...results].map(([name, figures]) => [name, median(figures)]));
};
