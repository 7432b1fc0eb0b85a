import { typeError } from '../errors/base';
import { describeType, quote } from '../util/text';

/** The units of a duration, in seconds, by every name they may have. */
const units: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, ['s', 'second', 'seconds']],
      [60, ['m', 'minute', 'minutes']],
      [3600, ['h', 'hour', 'hours']],
      [86_400, ['d', 'day', 'days']],
      [604_800, ['w', 'week', 'weeks']],
    ] as const
  ).flatMap(([seconds, names]) => names.map((name) => [name, seconds] as const)),
);

const syntax = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{1,7})$/;

/** Months and years have no fixed length, so they are no units; a text without a unit says too little. */
const grammar = "seconds as a number, or a text such as '90s', '15m', '2h', '7d' or '1 week'";

/** The seconds of a text such as `15m`; undefined when it is none. */
function parse(text: string): number | undefined {
  const [, count, unit = ''] = syntax.exec(text) ?? [];
  const seconds = units.get(unit);
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds;
}

/**
 * Reads a duration that the caller gave.
 *
 * @param least - the least number of seconds that is good
 * @throws TypeError - anything else, such as NaN or `'5'`
 */
export function readDuration(value: unknown, name: string, least = 0): number {
  const seconds = typeof value === 'string' ? parse(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < least) {
    const found = typeof value === 'string' ? quote(value) : typeof value === 'number' ? value : describeType(value);
    throw typeError(`${name} must be ${grammar}${least === 0 ? ', not negative' : ''}; found ${found}`);
  }
  return seconds;
}
