/** X.509 certificates as the members of a JWK: what they hold is read, whether to trust them is not decided here. */

import { X509Certificate } from 'node:crypto';

import { LimitExceededError } from '../errors/classes';
import { type KeyHandle, native } from '../native/load';
import type { Members } from './json-copy';
import { keyShape, ktyOfNativeType } from './key-shapes';

/** Most certificates of one key, in whatever form; the core has the same for PKCS#12 (core/key/bounds.h). Chains have a few. */
export const MAX_CERTIFICATES = 100;

/** Checks the number of certificates before any is looked at. Throws LimitExceededError. */
export function requireFewCertificates(count: number): void {
  if (count <= MAX_CERTIFICATES) return;
  throw new LimitExceededError(`a key may have at most ${MAX_CERTIFICATES} certificates, found ${count}`);
}

/** The members of RFC 7517 sections 4.7 to 4.9 for a chain in DER, the key's own certificate first. */
export function certificateMembers(chain: readonly Uint8Array[]): Members {
  const [leaf] = chain;
  requireFewCertificates(chain.length);
  if (leaf === undefined) return {};
  return {
    x5c: chain.map((der) => Buffer.from(der).toString('base64')),
    x5t: native.digest('sha1', leaf),
    'x5t#S256': native.digest('sha256', leaf),
  };
}

/** Whether a certificate is for this key, or for its public half. Throws InvalidJWKError where it is none. */
export function holdsKey(der: Uint8Array, handle: KeyHandle): boolean {
  const certified = native.importDer(der, 'x509');
  const { type } = native.describe(certified);
  if (type !== native.describe(handle).type) return false;
  const [ours, theirs] = [handle, certified].map((one) => native.exportParts(one, false));
  return keyShape(ktyOfNativeType(type).kty).public.every((name) => ours?.[name] === theirs?.[name]);
}

/**
 * Certificates in any order, as a chain that begins with the first of them. RFC 7517 section 4.7: "each subsequent
 * certificate being the one used to certify the previous one"; those that certify none of them are left out.
 */
export function inChainOrder(certificates: readonly Uint8Array[]): Uint8Array[] {
  const [leaf, ...others] = certificates.map((der) => ({ der, certificate: new X509Certificate(der) }));
  const chain: Uint8Array[] = [];
  for (let current = leaf; current !== undefined;) {
    const { der, certificate } = current;
    chain.push(der);
    const issuer = others.findIndex((other) => certificate.checkIssued(other.certificate));
    [current] = issuer === -1 ? [] : others.splice(issuer, 1);
  }
  return chain;
}
