/** Random damage, but the same at every run: what a stranger may send. */

/** Mulberry32: a small generator whose sequence a seed decides. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export type Random = ReturnType<typeof random>;

export function pick<T>(next: Random, values: readonly T[]): T {
  return values[next(values.length)] as T;
}

const characters = ['.', '=', ' ', '\n', '\0', '-', '_', 'A', '{', '}', '"', '[', '\u0141', '\ud800', '\ufeff', 'é'];

export const edits: readonly ((text: string, next: Random) => string)[] = [
  (text, next) => splice(text, next(text.length + 1), 1, ''),
  (text, next) => splice(text, next(text.length + 1), 0, pick(next, characters)),
  (text, next) => splice(text, next(text.length + 1), 1, pick(next, characters)),
  (text, next) => text.slice(0, next(text.length + 1)),
  (text, next) => text.slice(next(text.length + 1)),
  (text, next) => splice(text, next(text.length + 1), 0, text.slice(next(text.length), next(text.length))),
  (text) => text.split('.').reverse().join('.'),
];

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  [],
  {},
  [[]],
  { alg: 'none' },
  ['HS256'],
  'HS256',
];
const names = [
  'alg',
  'enc',
  'zip',
  'epk',
  'p2c',
  'recipients',
  'encrypted_key',
  'iv',
  'tag',
  'kid',
  'crit',
  'b64',
  'jwk',
  'typ',
  'x5c',
  'aud',
  '__proto__',
  'payload',
  'protected',
  'header',
  'signature',
  'signatures',
  'x',
];

/** A copy of a JSON value with some of its members replaced, removed or added. */
export function distort(value: unknown, next: Random): unknown {
  if (next(6) === 0) return pick(next, oddities);
  if (Array.isArray(value))
    return value.flatMap((entry: unknown) => Array<unknown>(next(3)).fill(distort(entry, next)));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(() => next(8) !== 0);
  const entries = kept.map(([name, member]): [string, unknown] => [name, distort(member, next)]);
  if (next(3) === 0) entries.push([pick(next, names), pick(next, oddities)]);
  return Object.fromEntries(entries);
}
