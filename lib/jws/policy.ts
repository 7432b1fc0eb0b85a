/** Which algorithms one call of JWS allows. */

import type { Options } from '../internal/options';
import { signatureAlgorithm, type SignatureAlgorithm } from '../jwa';
import { mayAllow, notAllowed, notNamed, readPolicy, type Policy as MessagePolicy } from '../message/policy';
import { defaultRegistry, Registry } from './registry';

export type Policy = MessagePolicy<Registry>;

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options, where: string): Policy {
  return options === undefined ? defaultPolicy : readPolicy(options, defaultPolicy, Registry, 'jws', where);
}

/** The row of an `alg`, where the policy may allow it: before the key is known. */
export function allowedAlgorithm(name: string, policy: Policy): SignatureAlgorithm {
  const algorithm = signatureAlgorithm(name);
  if (algorithm === undefined) throw notAllowed(name, 'is not a registered JWS algorithm');
  if (!mayAllow(algorithm, policy)) throw notNamed(name);
  return algorithm;
}
