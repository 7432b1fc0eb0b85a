import { typeError } from '../errors/base';
import { ownList } from './own-copy';
import { describeType, didYouMean, quote, quoteAll } from './text';

/**
 * Reads an options object of a hot verb: its own enumerable members, each read once, and lists copied, so that what was
 * checked is what is used, whatever getters, proxies or the caller's later changes would say. In the caller's order,
 * since claims are checked in that of their options. Members are then taken with {@link option}.
 *
 * @throws TypeError - not an object, or an unknown name
 */
export function checkOptions(value: unknown, known: readonly string[]): Options {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw typeError(`options must be an object, found ${describeType(value)}`);
  }
  // To spread is the fastest way to copy.
  const own: Record<string, unknown> = { ...value };
  // for-in is faster than Object.keys; what it finds in the prototype is not the caller's and is passed over.
  for (const name in own) {
    if (!known.includes(name)) {
      if (Object.hasOwn(own, name)) throw unknownOption(name, known);
    } else {
      // First of all whether it is the caller's: an inherited member may be a getter.
      const member = Object.hasOwn(own, name) ? own[name] : undefined;
      if (Array.isArray(member)) own[name] = ownList(member);
    }
  }
  return own;
}

/** Options that have been checked. */
export type Options = Readonly<Record<string, unknown>> | undefined;

/** An own member of checked options; a member that is `undefined` counts as not given. */
export function option(options: Options, name: string): unknown {
  return options !== undefined && Object.hasOwn(options, name) ? options[name] : undefined;
}

/** Options for the platform, without a prototype, in which it would look for those that are not given. */
export function bare<T extends object>(options: T): T {
  return Object.setPrototypeOf(options, null) as T;
}

function unknownOption(name: string, known: readonly string[]): TypeError {
  const hint = didYouMean(name, known);
  return typeError(`unknown option ${quote(name)}${hint}; the options are ${quoteAll(known)}`);
}

/** The same for an object that is one of several in the call, or lies deeper in it. */
function unknownMember(object: string, name: string, known: readonly string[]): TypeError {
  const hint = didYouMean(name, known);
  return typeError(`${object} has the unknown member ${quote(name)}${hint}; its members are ${quoteAll(known)}`);
}

/**
 * Reads an options object: own members alone, so that neither a polluted `Object.prototype` nor a class can add one,
 * and known names alone, so that a misspelt option is not silently without effect. A member that is `undefined` counts
 * as not given.
 *
 * @param value - what the caller gave; `undefined` gives no options
 * @param known - the option names of the function
 * @param object - the name of the object in messages, unless it holds the options of a call
 * @returns the given options, on an object without a prototype
 * @throws TypeError - not an object, or an unknown name
 */
export function readOptions(value: unknown, known: readonly string[], object?: string): Record<string, unknown> {
  const options = Object.create(null) as Record<string, unknown>;
  if (value === undefined) {
    return options;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw typeError(`${object ?? 'options'} must be an object, found ${describeType(value)}`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw object === undefined ? unknownOption(name, known) : unknownMember(object, name, known);
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

/** {@link checkOptions}, with no options for none. */
export function ownOptions(value: unknown, known: readonly string[]): NonNullable<Options> {
  return checkOptions(value, known) ?? {};
}
