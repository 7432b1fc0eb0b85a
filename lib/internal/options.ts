import { describeType, quote, quoteAll } from './text';

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
      throw new TypeError(`${where}: unknown option ${quote(name)}; the options are ${quoteAll(known)}`);
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
