/** Which algorithms one call of JWE allows. */

import type { Options } from '../internal/options';
import {
  contentEncryption,
  contentEncryptionAlgorithms,
  keyManagementAlgorithms,
  type ContentEncryption,
  type KeyManagement,
} from '../jwa';
import {
  mayAllow,
  notAllowed,
  notNamed,
  notRegistered,
  readPolicy,
  type Policy as MessagePolicy,
} from '../message/policy';
import type { NamedAlgorithms } from './protected-header';
import { defaultRegistry, Registry } from './registry';

export type Policy = MessagePolicy<Registry>;

const defaultPolicy: Policy = Object.freeze({ registry: defaultRegistry, allowed: undefined });

/** The policy of options that have been checked. */
export function policyOf(options: Options, where: string): Policy {
  return options === undefined ? defaultPolicy : readPolicy(options, defaultPolicy, Registry, 'jwe', where);
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
