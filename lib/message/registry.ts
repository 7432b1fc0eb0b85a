/** What the registries of JWS and JWE have in common. */

import { LimitExceededError } from '../errors';
import { atCaller, typeError } from '../errors/base';
import { type HeaderRule, HeaderRules, type StrictHeaders } from '../header/rules';
import { readOptions } from '../util/options';
import { ownList } from '../util/own-copy';
import { describeType } from '../util/text';
import { type CachedHeader, HeaderCache } from './header-cache';

/** The limits that every registry has, each with its default. */
export const commonLimits = {
  maxTokenLength: 64 * 1024 * 1024,
  maxHeaderLength: 64 * 1024,
  maxDepth: 64,
  maxKeyCandidates: 16,
} as const;

export type CommonLimit = keyof typeof commonLimits;

/** The options that every registry has, besides its limits. */
export interface CommonRegistryOptions {
  /** Private header parameters, by name. Default: none. */
  readonly headers?: Readonly<Record<string, HeaderRule>>;
  /** When header parameters that are neither registered nor in `headers` are refused. Default: `'write'`. */
  readonly strictHeaders?: StrictHeaders;
  /** Whether a bare secret below RFC 7518's sizes is refused rather than warned of. Default: false. */
  readonly strict?: boolean;
  /** Longest token, in characters. Default: 67108864 (64 Mi). */
  readonly maxTokenLength?: number;
  /** Longest protected header, in characters of base64url. Default: 65536. */
  readonly maxHeaderLength?: number;
  /** Deepest nesting of JSON. Default: 64. */
  readonly maxDepth?: number;
}

const commonOptions = ['algorithms', 'headers', 'strictHeaders', 'strict'];

/** Reads the caller's list of algorithm names: what is checked is a copy, and the copy is what is used. */
export function readAlgorithms(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw notNames();
  const names = ownList(value);
  if (!names.every((name) => typeof name === 'string')) throw notNames();
  return names;
}

function notNames(): TypeError {
  return typeError(`algorithms must be an array of strings, such as ['ES256']`);
}

function readLimit(name: string, value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw typeError(`${name} must be a non-negative integer, found ${describeType(value)}`);
  }
  return value;
}

/** A registry: what is allowed and expected of messages. Immutable. */
export abstract class MessageRegistry<Limit extends string, Parsed extends CachedHeader> {
  /** The allowed algorithms, or undefined for the default. */
  readonly algorithms: readonly string[] | undefined;
  /** Whether a bare secret below RFC 7518's sizes is refused. */
  readonly strict: boolean;
  /** The rules for header parameters. */
  readonly headerRules: HeaderRules;
  /** The limits, all of them. */
  readonly limits: Readonly<Record<Limit, number>>;
  /**
   * The algorithms that are allowed without `algorithms`, apart from a key's own.
   * @internal
   */
  readonly recommended: readonly string[];
  /**
   * Protected headers that were read or written before. None where a rule has a validate function: it is the caller's
   * and may judge each token differently.
   * @internal
   */
  readonly headerCache: HeaderCache<Parsed> | undefined;

  /** Only what this constructor made has it, so that neither an imitation nor a proxy passes for a registry. */
  readonly #isGenuine = true;

  /** @internal */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(#isGenuine in value)) return false;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  protected constructor(options: unknown, defaults: Readonly<Record<Limit, number>>, recommended: readonly string[]) {
    try {
      const names = Object.keys(defaults) as Limit[];
      const given = readOptions(options, [...commonOptions, ...names]);
      const { strict = false } = given;
      if (typeof strict !== 'boolean') {
        throw typeError(`strict must be true or false, found ${describeType(strict)}`);
      }
      this.strict = strict;
      this.recommended = recommended;
      this.algorithms =
        given['algorithms'] === undefined ? undefined : Object.freeze(readAlgorithms(given['algorithms']));
      // HeaderRules checks both itself.
      this.headerRules = new HeaderRules(
        given['headers'] as Readonly<Record<string, HeaderRule>> | undefined,
        given['strictHeaders'] as StrictHeaders | undefined,
      );
      this.headerCache = this.headerRules.hasValidators ? undefined : new HeaderCache();
      const limits = names.map((name) => [name, readLimit(name, given[name], defaults[name])]);
      this.limits = Object.freeze(Object.fromEntries(limits) as Record<Limit, number>);
      Object.freeze(this);
    } catch (error) {
      throw atCaller(error, new.target);
    }
  }

  /**
   * Checks a quantity against a limit.
   * @internal
   */
  require(limit: Limit, found: number, what: string): void {
    const most = this.limits[limit];
    if (found > most) {
      throw new LimitExceededError(
        `${what}: expected at most ${most}, found ${found}; a registry with a larger ${limit} allows more`,
      );
    }
  }
}

/** A registry of either kind, as far as the shared steps look at it. */
export type AnyRegistry<Parsed extends CachedHeader = CachedHeader> = MessageRegistry<CommonLimit, Parsed>;
