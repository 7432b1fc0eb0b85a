/** What the addon can do: its OpenSSL's version, and the tables of this library as far as that OpenSSL goes along. */

import {
  akpParameterSets,
  contentEncryptionAlgorithms,
  curves,
  keyManagementAlgorithms,
  signatureAlgorithms,
} from './jwa';
import { native } from './native/load';

/** What {@link features} reports. */
export interface Features {
  /** The OpenSSL inside the addon. */
  readonly openssl: {
    /** Its number, such as `3.5.7`. */
    readonly version: string;
    /** `static`: the addon's own; `shared`: the system's, which was asked for when the addon was built. */
    readonly linkage: 'static' | 'shared';
  };
  /** The `alg` values that JWS and JWT can sign and verify with. */
  readonly signature: readonly string[];
  /** The `alg` values that JWE can encrypt and decrypt with. */
  readonly keyManagement: readonly string[];
  /** The `enc` values. */
  readonly contentEncryption: readonly string[];
  /** The key types, each with what `generateKey` takes as its second argument: curves or algorithms; none where it is a size. */
  readonly keyTypes: {
    readonly oct: readonly string[];
    readonly RSA: readonly string[];
    readonly EC: readonly string[];
    readonly OKP: readonly string[];
    readonly AKP: readonly string[];
  };
  /** Whether there is ML-DSA (RFC 9964), which OpenSSL has from 3.5 on. */
  readonly mlDsa: boolean;
}

function available(rows: readonly { readonly name: string }[], inCore: readonly string[]): readonly string[] {
  return Object.freeze(rows.map(({ name }) => name).filter((name) => inCore.includes(name)));
}

function read(): Features {
  const { version, linkage } = native.opensslBuild();
  const types = native.keyTypes();
  const onCurves = (kty: string): readonly string[] =>
    available(
      curves.filter((curve) => curve.kty === kty),
      types,
    );
  const sized = Object.freeze([]);
  const parameterSets = available(akpParameterSets, types);
  return Object.freeze({
    openssl: Object.freeze({ version, linkage: linkage === 'shared' ? 'shared' : 'static' }),
    signature: available(signatureAlgorithms, native.schemes()),
    keyManagement: available(keyManagementAlgorithms, native.keyManagement()),
    contentEncryption: available(contentEncryptionAlgorithms, native.contentCiphers()),
    keyTypes: Object.freeze({ oct: sized, RSA: sized, EC: onCurves('EC'), OKP: onCurves('OKP'), AKP: parameterSets }),
    mlDsa: parameterSets.length > 0,
  });
}

let known: Features | undefined;

/**
 * What this build of the library can do, which depends on the OpenSSL inside the addon: its version, and the algorithms and
 * key types that are there. What is missing raises NotSupportedError (ERR_JOSE_NOT_SUPPORTED) when it is used. The unsecured
 * algorithm `none` needs no OpenSSL and is not listed.
 *
 * @returns the same frozen object each time
 * @example
 * import { features } from 'jose-openssl';
 * import assert from 'node:assert';
 *
 * const { openssl, signature, keyTypes, mlDsa } = features();
 * assert.match(openssl.version, /^3\./);
 * assert.ok(signature.includes('ES256') && keyTypes.EC.includes('P-256'));
 * assert.equal(signature.includes('ML-DSA-65'), mlDsa);
 */
export function features(): Features {
  known ??= read();
  return known;
}

/**
 * The version text of the OpenSSL inside the addon, such as `OpenSSL 3.5.4 30 Sep 2025`. It is the addon's own,
 * whatever OpenSSL the host program carries.
 *
 * @example
 * import { opensslVersion } from 'jose-openssl';
 * import assert from 'node:assert';
 *
 * assert.match(opensslVersion(), /^OpenSSL 3\./);
 */
export function opensslVersion(): string {
  return native.opensslVersion();
}
