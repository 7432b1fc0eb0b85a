/** What is allowed and expected of JWS messages: the registry, and the policy of one call. */

import {
  keyManagementAlgorithm,
  recommendedSignatureAlgorithms,
  signatureAlgorithm,
  type SignatureAlgorithm,
  signatureAlgorithms,
} from '../jwa';
import {
  mayAllow,
  notAllowed,
  notNamed,
  notRegistered,
  type Policy as MessagePolicy,
  readPolicy,
} from '../message/policy';
import { commonLimits, MessageRegistry } from '../message/registry';
import type { Options } from '../util/options';
import type { ProtectedHeader } from './header';
import type { RegistryOptions } from './types';

/** The limits of a registry, each with its default. */
const defaultLimits = {
  ...commonLimits,
  maxSignatureLength: 16 * 1024,
  maxSignatures: 16,
} as const;

type Limit = keyof typeof defaultLimits;

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
export class Registry extends MessageRegistry<Limit, ProtectedHeader> {
  constructor(options: RegistryOptions = {}) {
    super(options, defaultLimits, recommendedSignatureAlgorithms);
  }
}

/** The registry of every call that names none. */
export const defaultRegistry = new Registry();

export type Policy = MessagePolicy<Registry>;

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options): Policy {
  return options === undefined ? defaultPolicy : readPolicy(options, defaultPolicy, Registry, 'jws');
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
