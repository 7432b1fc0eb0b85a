/** Which algorithms one call allows. */

import { UnsupportedAlgorithmError } from '../errors';
import { option, type Options } from '../internal/options';
import { describeType, quote } from '../internal/text';
import { signatureAlgorithm, type SignatureAlgorithm } from '../jwa';
import type { Key } from '../jwk';
import { defaultRegistry, checkAlgorithms, Registry } from './registry';

export interface Policy {
  readonly registry: Registry;
  /**
   * The exact list, or undefined for the recommended algorithms and the `alg` of the key that is used. It may be the
   * caller's own array: it is asked before any function of the caller's can run.
   */
  readonly allowed: readonly string[] | undefined;
}

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options, where: string): Policy {
  if (options === undefined) return defaultPolicy;
  const algorithms = option(options, 'algorithms');
  const registry = option(options, 'registry');
  if (registry === undefined) {
    if (algorithms === undefined) return defaultPolicy;
    return { registry: defaultRegistry, allowed: checkAlgorithms(algorithms, where) };
  }
  if (algorithms !== undefined) {
    throw new TypeError(`${where}: give algorithms or registry, not both; a registry has its own algorithms`);
  }
  if (!(registry instanceof Registry)) {
    throw new TypeError(`${where}: registry must be a jws.Registry, found ${describeType(registry)}`);
  }
  return { registry, allowed: registry.algorithms };
}

/** A policy that stays as it is while the caller's functions run: between the signatures of one message they do. */
export function ownPolicy({ registry, allowed }: Policy): Policy {
  return { registry, allowed: allowed === undefined ? undefined : [...allowed] };
}

function notAllowed(name: string, why: string): UnsupportedAlgorithmError {
  return new UnsupportedAlgorithmError(`the algorithm ${quote(name)} ${why}`);
}

/** The row of an `alg`, where the policy may allow it: before the key is known. */
export function allowedAlgorithm(name: string, policy: Policy): SignatureAlgorithm {
  const algorithm = signatureAlgorithm(name);
  if (algorithm === undefined) throw notAllowed(name, 'is not a registered JWS algorithm');
  const { allowed } = policy;
  if (allowed === undefined ? algorithm.kty === null : !allowed.includes(name)) {
    throw notAllowed(name, `is not allowed here; to allow it, name it: { algorithms: [${quote(name)}] }`);
  }
  return algorithm;
}

/** Whether the policy allows the algorithm with this key: a key's own `alg` adds to the default and to nothing else. */
export function allowsWith(key: Key, algorithm: SignatureAlgorithm, policy: Policy): boolean {
  return policy.allowed !== undefined || algorithm.recommended || key.alg === algorithm.name;
}

/** The error where `allowsWith` is false. */
export function notByDefault(algorithm: SignatureAlgorithm): UnsupportedAlgorithmError {
  return notAllowed(
    algorithm.name,
    `is not allowed by default; name it, { algorithms: ["${algorithm.name}"] }, or give the key this "alg"`,
  );
}
