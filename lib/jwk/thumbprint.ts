/** JWK thumbprints (RFC 7638, RFC 8037 section 2, RFC 9964 section 6) and their URIs (RFC 9278), over members already validated. */

import { typeError } from '../errors/base';
import { keyTypeOf, type Kty } from '../jwa/key-types';
import { native } from '../native/load';
import { toJson } from '../util/json';
import { quote } from '../util/text';
import type { ThumbprintDigest } from './types';

/** Each digest with its name in the IANA registry of named information hashes, which RFC 9278 section 3 uses. */
const uriNames: ReadonlyMap<string, string> = new Map<ThumbprintDigest, string>([
  ['sha256', 'sha-256'],
  ['sha384', 'sha-384'],
  ['sha512', 'sha-512'],
]);

function checkDigest(digest: unknown): asserts digest is ThumbprintDigest {
  if (typeof digest !== 'string' || !uriNames.has(digest)) {
    throw typeError(`a thumbprint's digest must be 'sha256', 'sha384' or 'sha512', found ${quote(digest)}`);
  }
}

/** The key's material as a JWK has it; more members than the required ones do no harm. */
export interface ThumbprintSource {
  readonly kty: Kty;
  readonly crv: string | undefined;
  /** Part of what a key of type AKP is; of others it does not count. */
  readonly alg: string | undefined;
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * RFC 7638 section 3: hash "a JSON object containing only the required members of a JWK representing the key and with
 * no whitespace or line breaks before or after any syntactic elements and with the required members ordered
 * lexicographically by the Unicode code points of the member names".
 */
export function computeThumbprint({ kty, crv, alg, parts }: ThumbprintSource, digest: unknown): string {
  checkDigest(digest);
  const members: Readonly<Record<string, string | undefined>> = { ...parts, kty, crv, alg };
  // The table has the names in their order.
  const required = keyTypeOf(kty)?.thumbprint.map((name) => [name, members[name]]) ?? [];
  return native.digest(digest, toJson(Object.fromEntries(required)) ?? '');
}

/** RFC 9278 section 3: "urn:ietf:params:oauth:jwk-thumbprint:" hash algorithm ":" thumbprint. */
export function computeThumbprintUri(source: ThumbprintSource, digest: unknown): string {
  checkDigest(digest);
  const thumbprint = computeThumbprint(source, digest);
  return `urn:ietf:params:oauth:jwk-thumbprint:${uriNames.get(digest) ?? digest}:${thumbprint}`;
}
