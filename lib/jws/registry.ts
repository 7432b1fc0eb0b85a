import { LimitExceededError } from '../errors';
import { HeaderRules, type HeaderRule, type StrictHeaders } from '../header';
import { readOptions } from '../internal/options';
import { describeType } from '../internal/text';
import { HeaderCache } from './header-cache';
import type { RegistryOptions } from './types';

/** The limits of a registry, each with its default. */
const defaultLimits = {
  maxTokenLength: 64 * 1024 * 1024,
  maxHeaderLength: 64 * 1024,
  maxSignatureLength: 16 * 1024,
  maxDepth: 64,
  maxSignatures: 16,
  maxKeyCandidates: 16,
} as const;

type Limit = keyof typeof defaultLimits;

const optionNames = ['algorithms', 'headers', 'strictHeaders', 'strict', ...Object.keys(defaultLimits)];

/** Checks a list of algorithm names. By index, so that a hole is found; in place, because it is checked at each call. */
export function checkAlgorithms(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value)) throw notNames(where);
  const names: readonly unknown[] = value;
  for (let index = 0; index < names.length; index++) {
    if (typeof names[index] !== 'string') throw notNames(where);
  }
  return value as readonly string[];
}

function notNames(where: string): TypeError {
  return new TypeError(`${where}: algorithms must be an array of strings, such as ['ES256']`);
}

function readLimit(name: Limit, value: unknown): number {
  if (value === undefined) return defaultLimits[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new TypeError(`jws.Registry: ${name} must be a non-negative integer, found ${describeType(value)}`);
  }
  return value;
}

/**
 * What is allowed and expected of JWS messages: algorithms, header parameters and limits. Immutable; make one at
 * start-up and pass it as `registry` to any verb.
 *
 * Without `algorithms` the default stays: HS256, RS256, ES256 and the `alg` of the key that is used. A list is exact:
 * a key's `alg` does not widen it, and an empty one allows nothing.
 *
 * @throws TypeError - an unknown option, or one of the wrong type
 * @example
 * import { jws } from 'jose-openssl';
 * import assert from 'node:assert';
 *
 * const registry = new jws.Registry({
 *   algorithms: ['HS384'],
 *   headers: { tenant: { description: 'the tenant the token is for', required: true } },
 * });
 * const secret = 'an example secret of at least forty-eight octets';
 * const token = jws.serializeCompact({ alg: 'HS384', tenant: 'a' }, 'payload', secret, { registry });
 * assert.equal(jws.deserializeCompact(token, secret, { registry }).protected.tenant, 'a');
 */
export class Registry {
  /** The allowed algorithms, or undefined for the default. */
  readonly algorithms: readonly string[] | undefined;
  /** Whether a bare secret below RFC 7518's sizes is refused. */
  readonly strict: boolean;
  /** The rules for header parameters. */
  readonly headerRules: HeaderRules;
  /** The limits, all of them. */
  readonly limits: Readonly<Record<Limit, number>>;
  /**
   * Protected headers that were read or written before. None where a rule has a validate function: it is the caller's
   * and may judge each token differently.
   * @internal
   */
  readonly headerCache: HeaderCache | undefined;

  constructor(options: RegistryOptions = {}) {
    const given = readOptions(options, optionNames, 'jws.Registry');
    const { strict = false } = given;
    if (typeof strict !== 'boolean') {
      throw new TypeError(`jws.Registry: strict must be true or false, found ${describeType(strict)}`);
    }
    this.strict = strict;
    this.algorithms =
      given['algorithms'] === undefined
        ? undefined
        : Object.freeze([...checkAlgorithms(given['algorithms'], 'jws.Registry')]);
    // HeaderRules checks both itself.
    this.headerRules = new HeaderRules(
      given['headers'] as Readonly<Record<string, HeaderRule>> | undefined,
      given['strictHeaders'] as StrictHeaders | undefined,
    );
    this.headerCache = this.headerRules.hasValidators ? undefined : new HeaderCache();
    const names = Object.keys(defaultLimits) as Limit[];
    this.limits = Object.freeze(
      Object.fromEntries(names.map((name) => [name, readLimit(name, given[name])])) as Record<Limit, number>,
    );
    Object.freeze(this);
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

/** The registry of every call that names none. */
export const defaultRegistry = new Registry();
