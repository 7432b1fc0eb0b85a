/** Which algorithms one call of JWE allows. */

import type { Options } from '../internal/options';
import { contentEncryption, type ContentEncryption, type KeyManagement } from '../jwa';
import { mayAllow, notAllowed, notNamed, readPolicy, type Policy as MessagePolicy } from '../message/policy';
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
  if (management === undefined) throw notAllowed(alg, 'is not a registered key management algorithm of JWE');
  if (!mayAllow(management, policy)) throw notNamed(alg);
  return management;
}

/** The row of an "enc", where the policy allows it. */
export function allowedContent({ enc, content }: NamedAlgorithms, { allowed }: Policy): ContentEncryption {
  if (content === undefined) throw notAllowed(enc, `is not a registered content encryption algorithm${hintAt(enc)}`);
  if (allowed !== undefined && !allowed.includes(enc) && allowed.some(isContentEncryption)) throw notNamed(enc);
  return content;
}

function isContentEncryption(name: string): boolean {
  return contentEncryption(name) !== undefined;
}

/** A name that stands in another library's documentation, of a combination that never existed. */
function hintAt(enc: string): string {
  return enc === 'A192CBC-HS256' ? '; A192CBC-HS384 is' : '';
}
