import { didYouMean } from './near-miss';
import { describeType, quote, quoteAll } from './text';

/**
 * Checks an options object of a hot verb in place: as {@link readOptions}, but without making a new object. Its members
 * are then read with {@link option}, each once.
 *
 * @throws TypeError - not an object, or an unknown name
 */
export function checkOptions(value: unknown, known: readonly string[], where: string): Options {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where}: options must be an object, found ${describeType(value)}`);
  }
  // for-in is faster than Object.keys; what it finds in the prototype is not the caller's and is passed over.
  for (const name in value) {
    if (!known.includes(name) && Object.hasOwn(value, name)) throw unknownOption(name, known, where);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Options that have been checked. */
export type Options = Readonly<Record<string, unknown>> | undefined;

/** An own member of checked options; a member that is `undefined` counts as not given. */
export function option(options: Options, name: string): unknown {
  return options !== undefined && Object.hasOwn(options, name) ? options[name] : undefined;
}

function unknownOption(name: string, known: readonly string[], where: string): TypeError {
  const hint = didYouMean(name, known);
  return new TypeError(`${where}: unknown option ${quote(name)}${hint}; the options are ${quoteAll(known)}`);
}

/**
 * Reads an options object: own members alone, so that neither a polluted `Object.prototype` nor a class can add one,
 * and known names alone, so that a misspelt option is not silently without effect. A member that is `undefined` counts
 * as not given.
 *
 * @param value - what the caller gave; `undefined` gives no options
 * @param known - the option names of the function
 * @param where - the function's name for the message, such as `jws.serializeCompact`
 * @returns the given options, on an object without a prototype
 * @throws TypeError - not an object, or an unknown name
 */
export function readOptions(value: unknown, known: readonly string[], where: string): Record<string, unknown> {
  const options = Object.create(null) as Record<string, unknown>;
  if (value === undefined) {
    return options;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where}: options must be an object, found ${describeType(value)}`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw unknownOption(name, known, where);
    }
  }
  for (const name of known) {
    const member = Object.hasOwn(given, name) ? given[name] : undefined;
    if (member !== undefined) {
      options[name] = member;
    }
  }
  return options;
}

/**
 * Options that stay as they are, whatever becomes of the caller's: as {@link readOptions}, arrays copied. In the caller's
 * order, since claims are checked in that of their options.
 */
export function ownOptions(value: unknown, known: readonly string[], where: string): NonNullable<Options> {
  const given = readOptions(value, known, where);
  const names = Object.keys(value ?? {}).filter((name) => name in given);
  return Object.fromEntries(
    names.map((name) => [name, Array.isArray(given[name]) ? [...(given[name] as unknown[])] : given[name]]),
  );
}
