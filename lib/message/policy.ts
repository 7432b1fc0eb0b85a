/** Which algorithms one call allows. */

import { UnsupportedAlgorithmError } from '../errors';
import { typeError } from '../errors/base';
import type { Algorithm } from '../jwa';
import type { Key } from '../jwk';
import { option, type Options } from '../util/options';
import { describeType, didYouMean, quote, quoteAll } from '../util/text';
import { type AnyRegistry, readAlgorithms } from './registry';

export interface Policy<R extends AnyRegistry = AnyRegistry> {
  readonly registry: R;
  /** The exact list, this library's own copy; or undefined for the recommended algorithms and the `alg` of the key. */
  readonly allowed: readonly string[] | undefined;
}

/** The kind of registry that a verb takes. */
export interface RegistryClass<R extends AnyRegistry> {
  readonly prototype: R;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** The policy of options that have been checked and may name one. */
export function readPolicy<R extends AnyRegistry>(
  options: Options,
  defaultPolicy: Policy<R>,
  registryClass: RegistryClass<R>,
  namespace: string,
): Policy<R> {
  const algorithms = option(options, 'algorithms');
  const registry = option(options, 'registry');
  if (registry === undefined) {
    if (algorithms === undefined) return defaultPolicy;
    return { registry: defaultPolicy.registry, allowed: readAlgorithms(algorithms) };
  }
  if (algorithms !== undefined) {
    throw typeError('give algorithms or registry, not both; a registry has its own algorithms');
  }
  if (!isRegistry(registry, registryClass)) {
    throw typeError(`registry must be a ${namespace}.Registry, found ${describeType(registry)}`);
  }
  return { registry, allowed: registry.algorithms };
}

function isRegistry<R extends AnyRegistry>(value: unknown, registryClass: RegistryClass<R>): value is R {
  return value instanceof registryClass;
}

/** A policy that stays as it is while the caller's functions run: between the parts of one message they do. */
export function ownPolicy<R extends AnyRegistry>(policy: Policy<R>): Policy<R> {
  const { registry, allowed } = policy;
  return allowed === undefined ? policy : { registry, allowed: [...allowed] };
}

/** The error for an algorithm that is not allowed. */
export function notAllowed(name: string, why: string): UnsupportedAlgorithmError {
  return new UnsupportedAlgorithmError(`the algorithm ${quote(name)} ${why}`);
}

/** A row of a table of algorithms, as far as its name is concerned. */
interface Named {
  readonly name: string;
  readonly mustBeNamed?: boolean;
}

/** The error for an algorithm that nobody registered. What has to be named is no hint: nobody means "none" by "None". */
export function notRegistered(name: string, what: string, known: readonly Named[]): UnsupportedAlgorithmError {
  const meant = known
    .filter((row) => !(Object.hasOwn(row, 'mustBeNamed') && row.mustBeNamed === true))
    .map((row) => row.name);
  return notAllowed(name, `is not a registered ${what}${didYouMean(name, meant)}`);
}

/** What is allowed instead: `only …`. */
function onlyThese({ allowed, registry }: Policy): string {
  if (allowed === undefined) return `only ${quoteAll(registry.recommended)} and the key's own "alg"`;
  return allowed.length === 0 ? 'where the list of algorithms is empty' : `only ${quoteAll(allowed)}`;
}

/** The error for an algorithm that has to be named and is not. */
export function notNamed(name: string, policy: Policy): UnsupportedAlgorithmError {
  const why = `is not allowed here, ${onlyThese(policy)}`;
  if (name === 'none') return notAllowed(name, `${why}: such a token has no signature, anybody can make it`);
  return notAllowed(name, `${why}; to allow it, name it: { algorithms: [${quote(name)}] }`);
}

/** Whether the policy may allow the algorithm: before the key is known. */
export function mayAllow(algorithm: Algorithm, { allowed }: Policy): boolean {
  // planted: allow-list
  return allowed === undefined ? !algorithm.mustBeNamed : allowed.includes(algorithm.name);
}

/** Whether the policy allows the algorithm with this key: a key's own `alg` adds to the default and to nothing else. */
export function allowsWith(key: Key, algorithm: Algorithm, policy: Policy): boolean {
  // planted: recommended
  return policy.allowed !== undefined || algorithm.recommended || key.alg === algorithm.name;
}

/** The error where `allowsWith` is false. */
export function notByDefault({ name }: Algorithm, policy: Policy): UnsupportedAlgorithmError {
  return notAllowed(
    name,
    `is not allowed by default, ${onlyThese(policy)}; name it, { algorithms: ["${name}"] }, or give the key this "alg"`,
  );
}
