/** What is allowed and expected of JWE messages: the registry, and the policy of one call. */

import {
  contentEncryption,
  type ContentEncryption,
  contentEncryptionAlgorithms,
  type KeyManagement,
  keyManagementAlgorithms,
  recommendedKeyManagement,
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
import type { NamedAlgorithms, ProtectedHeader } from './header';
import type { RegistryOptions } from './types';

/** The limits of a registry, each with its default. */
const defaultLimits = {
  ...commonLimits,
  maxPBES2Count: 1_000_000,
  maxDecompressedLength: 250_000,
  maxRecipients: 16,
} as const;

type Limit = keyof typeof defaultLimits;

/**
 * What is allowed and expected of JWE messages: algorithms, header parameters and limits. Immutable; make one at
 * start-up and pass it as `registry` to any verb.
 *
 * `algorithms` holds the names of "alg" and "enc" together; a list that names no "enc" allows all six. Without it the
 * default stays: dir, A128KW, A256KW, RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW and the `alg` of
 * the key that is used; RSA1_5 and PBES2 must always be named. A list is exact: a key's `alg` does not widen it, and an
 * empty one allows nothing.
 *
 * @throws TypeError - an unknown option, or one of the wrong type
 * @example
 * import { jwe, jwk } from 'jose-openssl';
 * import assert from 'node:assert';
 *
 * const registry = new jwe.Registry({ algorithms: ['A192KW', 'A256GCM'], maxDecompressedLength: 1_000_000 });
 * const key = jwk.generateKey('oct', 192);
 * const token = jwe.encryptCompact({ alg: 'A192KW', enc: 'A256GCM', zip: 'DEF' }, 'a'.repeat(500_000), key, { registry });
 * assert.equal(jwe.decryptCompact(token, key, { registry }).plaintext.length, 500_000);
 * assert.throws(() => jwe.decryptCompact(token, key), { code: 'ERR_JOSE_ALG_NOT_ALLOWED' });
 */
export class Registry extends MessageRegistry<Limit, ProtectedHeader> {
  constructor(options: RegistryOptions = {}) {
    super(options, defaultLimits, recommendedKeyManagement);
  }
}

/** The registry of every call that names none. */
export const defaultRegistry = new Registry();

export type Policy = MessagePolicy<Registry>;

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options): Policy {
  return options === undefined ? defaultPolicy : readPolicy(options, defaultPolicy, Registry, 'jwe');
}

/** The row of an "alg", where the policy may allow it: before the key is known. */
export function allowedManagement({ alg, management }: NamedAlgorithms, policy: Policy): KeyManagement {
  if (management === undefined) throw notRegistered(alg, 'key management algorithm of JWE', keyManagementAlgorithms);
  if (!mayAllow(management, policy)) throw notNamed(alg, policy);
  return management;
}

/** The row of an "enc", where the policy allows it. */
export function allowedContent({ enc, content }: NamedAlgorithms, policy: Policy): ContentEncryption {
  const { allowed } = policy;
  if (content === undefined) throw unknownContent(enc);
  if (allowed !== undefined && !allowed.includes(enc) && allowed.some(isContentEncryption)) throw notNamed(enc, policy);
  return content;
}

/** One of the names stands in another library's documentation, of a combination that never existed. */
function unknownContent(enc: string): Error {
  const what = 'content encryption algorithm';
  if (enc === 'A192CBC-HS256') return notAllowed(enc, `is not a registered ${what} (did you mean "A192CBC-HS384"?)`);
  return notRegistered(enc, what, contentEncryptionAlgorithms);
}

function isContentEncryption(name: string): boolean {
  return contentEncryption(name) !== undefined;
}
