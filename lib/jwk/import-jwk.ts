/** A JWK's key material into native memory. */

import { InvalidJWKError, KeyTypeMismatchError, NotSupportedError } from '../errors/classes';
import type { Kty } from '../jwa/key-types';
import { type KeyHandle, native } from '../native/load';
import { decodeBase64url } from '../util/base64url';
import { quote } from '../util/text';
import { importDecodedSecret } from './import-secret';
import type { Members } from './json-copy';
import { isKty, keyShape, type KeyShape, knownKtys, OTHER_PRIMES } from './key-shapes';

/** Imports the members that make up a JWK's key: here they must be there, and be texts; the core validates them. */
export function importJwk(jwk: Members, wanted: Kty | undefined): KeyHandle {
  const kty = readKty(jwk);
  if (wanted !== undefined && kty !== wanted) {
    throw new KeyTypeMismatchError(
      `expected a JWK with kty ${quote(wanted)}, found ${quote(kty)}; jwk.importKey takes every type`,
    );
  }
  const shape = keyShape(kty);
  if (kty === 'oct') return importOct(jwk, shape);
  const type = shape.kind === undefined ? kty : readKind(jwk, kty, shape.kind, shape.kinds);
  const names = [...shape.public, ...privateNames(jwk, shape)];
  const parts = Object.fromEntries(names.map((name) => [name, readPart(jwk, name, kty, shape)]));
  return native.importParts(type, parts);
}

function readKty(jwk: Members): Kty {
  const kty = jwk.kty;
  if (isKty(kty)) return kty;
  const isSet = kty === undefined && Array.isArray(jwk.keys);
  const hint = isSet ? '; this looks like a JWK Set, which KeySet.importKeySet takes' : '';
  const found = kty === undefined ? 'it is missing' : `found ${quote(kty)}`;
  throw new InvalidJWKError(`a JWK's "kty" must be one of ${knownKtys.join(', ')}; ${found}${hint}`);
}

/** RFC 9964 section 3: "The "alg" JSON Web Key Parameter [...] is REQUIRED for all AKP keys." It says what their octets are. */
function readKind(jwk: Members, kty: string, kind: string, kinds: readonly string[]): string {
  const value = jwk[kind];
  if (typeof value === 'string' && kinds.includes(value)) return value;
  const found = value === undefined ? 'it is missing' : `found ${quote(value)}`;
  throw new InvalidJWKError(`the "${kind}" of a JWK with kty "${kty}" must be one of ${kinds.join(', ')}; ${found}`);
}

/** The names of the private members that are there. */
function privateNames(jwk: Members, { private: main, privateExtras }: KeyShape): readonly string[] {
  if (privateExtras.length === 0) return jwk[main] === undefined ? [] : [main];
  if (jwk[OTHER_PRIMES] !== undefined) {
    // RFC 7518 section 6.3.2.7: "If the consumer of a JWK that includes the "oth" parameter does not support private
    // keys with more than two primes, then it MUST NOT use the key."
    throw new NotSupportedError(
      'RSA keys with more than two primes ("oth") are not supported; use a key of two primes',
    );
  }
  const present = privateExtras.filter((name) => jwk[name] !== undefined);
  const missing = [main, ...privateExtras].filter((name) => jwk[name] === undefined);
  if (present.length === 0) return missing.includes(main) ? [] : [main];
  // RFC 7518 section 6.3.2: "if the producer includes any of the other private key parameters, then all of the others
  // MUST be present".
  if (missing.length > 0) {
    throw new InvalidJWKError(`this RSA JWK has "${present[0] ?? ''}", so it must have ${missing.join(', ')} as well`);
  }
  return [main, ...privateExtras];
}

function readPart(jwk: Members, name: string, kty: string, { rfc }: KeyShape): string {
  const value = jwk[name];
  if (typeof value === 'string') return value;
  const found = value === undefined ? 'it is missing' : `found ${quote(value)}`;
  throw new InvalidJWKError(`a JWK with kty "${kty}" must have "${name}", a base64url string (${rfc}); ${found}`);
}

function importOct(jwk: Members, shape: KeyShape): KeyHandle {
  const text = readPart(jwk, 'k', 'oct', shape);
  const bytes = decodeBase64url(text);
  if (bytes === undefined) {
    throw new InvalidJWKError(
      'the JWK member "k" must be base64url without padding; a secret in plain text goes to OctKey.importKey',
    );
  }
  try {
    return importDecodedSecret(bytes, text);
  } finally {
    bytes.fill(0);
  }
}
