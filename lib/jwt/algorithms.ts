/**
 * Which algorithms a call allows, for a JWT that is signed and for one that is encrypted. The names of the two kinds are
 * distinct, so that one list serves both: each kind asks for its own names.
 */

import { InvalidJWTError } from '../errors';
import { contentEncryption, keyManagementAlgorithm } from '../jwa';
import { Registry as JWERegistry } from '../jwe/registry';
import { cachedObject } from '../jwk/cache';
import { isKey, type Key } from '../jwk/key';
import { isKeySet, KeySet } from '../jwk/key-set';
import { isRemoteKeySet } from '../jwk/remote-key-set';
import { defaultRegistry, type Policy, policyOf, Registry as JWSRegistry } from '../jws/registry';
import { option, type Options } from '../util/options';
import { isThenable } from '../util/own-copy';

/** The options of every verb that say which algorithms are allowed. */
export const algorithmOptionNames: readonly string[] = ['algorithms', 'registry'];

/** What a call allows of signed tokens; undefined when it is given a registry of JWE. */
export function signaturePolicy(options: Options): Policy | undefined {
  const isForJwe = options !== undefined && option(options, 'registry') instanceof JWERegistry;
  return isForJwe ? undefined : policyOf(options);
}

/** The options for the verbs of JWE. */
export function encryptionOptions(options: Options): Options {
  const registry = option(options, 'registry');
  if (registry instanceof JWERegistry) return { registry, algorithms: option(options, 'algorithms') };
  // Checks both; what a registry of JWS allows is its list, where it has one.
  const { allowed } = policyOf(options);
  return allowed === undefined ? undefined : { algorithms: allowed };
}

/** The limits for what is parsed after decryption. */
export function limitsOf(options: Options): { readonly maxDepth: number } {
  const registry = option(options, 'registry');
  const isRegistry = registry instanceof JWERegistry || registry instanceof JWSRegistry;
  return (isRegistry ? registry : defaultRegistry).limits;
}

/** Whether a registry has functions that must see every token. */
export function hasHeaderValidators(options: Options): boolean {
  const registry = option(options, 'registry');
  const isRegistry = registry instanceof JWERegistry || registry instanceof JWSRegistry;
  return isRegistry && registry.headerRules.hasValidators;
}

function isEncryptionName(name: unknown): boolean {
  return typeof name === 'string' && keyManagementAlgorithm(name) !== undefined;
}

/** Whether the options name an algorithm of JWE, so that an encrypted token is expected whatever the key. */
export function expectsEncryption(options: Options): boolean {
  const given = encryptionOptions(options);
  const registry = option(given, 'registry');
  const names = registry instanceof JWERegistry ? registry.algorithms : option(given, 'algorithms');
  // planted: encrypted-for-signed
  return Array.isArray(names) && names.some(isEncryptionName);
}

/** A key that says of itself that it is for encryption. A dir key may name the content encryption as its "alg". */
function isMarked({ use, alg }: { readonly use?: unknown; readonly alg?: unknown }): boolean {
  return use === 'enc' || (typeof alg === 'string' && (isEncryptionName(alg) || contentEncryption(alg) !== undefined));
}

function notMarked(): InvalidJWTError {
  return new InvalidJWTError(
    'expected a signed JWT, of three parts, found an encrypted one, of five, which proves no sender; to accept those, ' +
      'name the algorithms, as in { algorithms: ["ECDH-ES", "A128GCM"] }, or mark the key with use "enc" or its "alg"',
  );
}

/**
 * Lets only keys that are marked for encryption decrypt, where nothing else says that an encrypted token is expected.
 *
 * @throws InvalidJWTError - there is none
 */
export function markedKeys(input: unknown): unknown {
  if (isKey(input)) return isMarked(input) ? input : refuse();
  if (isKeySet(input)) {
    const keys = input.keys.filter((key: Key) => isMarked(key));
    return keys.length > 0 ? new KeySet(keys) : refuse();
  }
  if (typeof input === 'function') {
    const keyFunction = input as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => {
      const found = keyFunction(...args);
      return isThenable(found) ? found.then(markedKeys) : markedKeys(found);
    };
  }
  // What the function of a lookup gives for an unknown kid is for the verb itself to refuse.
  if (input === null || input === undefined) return input;
  if (typeof input !== 'object' || Array.isArray(input) || ArrayBuffer.isView(input)) return refuse();
  if (isRemoteKeySet(input)) return refuse();
  // The key that is made of it is looked at, since a getter might tell the import another thing.
  const key = cachedObject(input);
  return isMarked(key) ? key : refuse();
}

function refuse(): never {
  throw notMarked();
}
