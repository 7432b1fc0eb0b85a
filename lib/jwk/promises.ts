/**
 * Keys: the `jwk` namespace of `jose-openssl/promises`. The same functions as in `jose-openssl`, with promises for
 * results and rejections for errors; keys are generated and decrypted on the thread pool.
 *
 * @module
 */

import type { AkpParameterSetName, CurveOf } from '../jwa/key-types';
import type { SizeGiven } from '../jwa/names';
import type { Abortable } from '../native/pool';
import { generateVerb } from './generate';
import { type AnyKey, importVerb, type KeyOfType } from './import';
import type { Key } from './key';
import type { AKPKey, ECKey, OctKey, OKPKey, RSAKey } from './key-classes';
import * as sync from './thumbprint-of';
import type { JWK, KeyParameters, KeySource, ThumbprintDigest } from './types';

export * from './exports';

/** The promise of what takes no time worth a thread; an error becomes a rejection. */
function promised<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(run());
  });
}

/**
 * As {@link importKey} of `jose-openssl`, with a promise of the key; encrypted keys are decrypted on the thread pool.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * await assert.rejects(jwk.importKey('no key'), { code: 'ERR_JWK_INVALID' });
 */
export async function importKey(value: KeySource, parameters?: KeyParameters & Abortable): Promise<AnyKey> {
  return importVerb.promise(value, parameters);
}

/**
 * As {@link generateKey} of `jose-openssl`, on the thread pool, with a promise of the key.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = await jwk.generateKey('RSA', 2048, { alg: 'RS256' });
 * assert.equal(key.bits, 2048);
 */
export async function generateKey(
  kty: 'RSA',
  crvOrBits?: number,
  parameters?: KeyParameters & Abortable,
): Promise<RSAKey>;
export async function generateKey(
  kty: 'EC',
  crvOrBits?: CurveOf<'EC'>,
  parameters?: KeyParameters & Abortable,
): Promise<ECKey>;
export async function generateKey(
  kty: 'OKP',
  crvOrBits?: CurveOf<'OKP'>,
  parameters?: KeyParameters & Abortable,
): Promise<OKPKey>;
export async function generateKey(
  kty: 'oct',
  crvOrBits?: number,
  parameters?: KeyParameters & Abortable,
): Promise<OctKey>;
export async function generateKey(
  kty: 'AKP',
  crvOrBits?: AkpParameterSetName,
  parameters?: KeyParameters & Abortable,
): Promise<AKPKey>;
export async function generateKey<K extends string>(
  kty: string extends K ? K : never,
  crvOrBits?: string | number,
  parameters?: KeyParameters & Abortable,
): Promise<AnyKey>;
export async function generateKey<K extends string, S extends string | number>(
  kty: K,
  crvOrBits?: SizeGiven<K, S>,
  parameters?: KeyParameters & Abortable,
): Promise<KeyOfType<K>>;
export async function generateKey(
  kty: string,
  crvOrBits?: string | number,
  parameters?: KeyParameters & Abortable,
): Promise<AnyKey> {
  return generateVerb.promise(kty, crvOrBits, parameters);
}

/**
 * As {@link thumbprint} of `jose-openssl`, with a promise of the text.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
 * assert.equal(await jwk.thumbprint(key), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
 */
export function thumbprint(jwkOrKey: JWK | Key, digest?: ThumbprintDigest): Promise<string> {
  return promised(() => sync.thumbprint(jwkOrKey, digest));
}

/**
 * As {@link thumbprintUri} of `jose-openssl`, with a promise of the text.
 *
 * @example
 * import { jwk } from 'jose-openssl/promises';
 * import assert from 'node:assert';
 *
 * const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
 * assert.match(await jwk.thumbprintUri(key), /^urn:ietf:params:oauth:jwk-thumbprint:sha-256:/);
 */
export function thumbprintUri(jwkOrKey: JWK | Key, digest?: ThumbprintDigest): Promise<string> {
  return promised(() => sync.thumbprintUri(jwkOrKey, digest));
}
