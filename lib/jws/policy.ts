/** Which algorithms one call of JWS allows. */

import type { Options } from '../internal/options';
import { keyManagementAlgorithm, signatureAlgorithm, signatureAlgorithms, type SignatureAlgorithm } from '../jwa';
import {
  mayAllow,
  notAllowed,
  notNamed,
  notRegistered,
  readPolicy,
  type Policy as MessagePolicy,
} from '../message/policy';
import { defaultRegistry, Registry } from './registry';

export type Policy = MessagePolicy<Registry>;

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options, where: string): Policy {
  return options === undefined ? defaultPolicy : readPolicy(options, defaultPolicy, Registry, 'jws', where);
}

function unknownAlgorithm(name: string): Error {
  if (keyManagementAlgorithm(name) === undefined) return notRegistered(name, 'JWS algorithm', signatureAlgorithms);
  return notAllowed(name, 'is not a registered JWS algorithm but one of JWE, whose header has an "enc" beside it');
}

/** The row of an `alg`, where the policy may allow it: before the key is known. */
export function allowedAlgorithm(name: string, policy: Policy): SignatureAlgorithm {
  const algorithm = signatureAlgorithm(name);
  if (algorithm === undefined) throw unknownAlgorithm(name);
  if (!mayAllow(algorithm, policy)) throw notNamed(name, policy);
  return algorithm;
}
