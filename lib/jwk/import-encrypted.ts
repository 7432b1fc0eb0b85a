/** Private keys that need a password: PKCS#8, the legacy PEM of OpenSSL, PKCS#12. */

import { InvalidJWKError, KeyPasswordError } from '../errors/classes';
import { type Engine, type Maybe, then } from '../native/engine';
import { core, type KeyHandle, type LegacyFormat } from '../native/load';
import type { Bytes } from '../util/bytes';
import { quote } from '../util/text';
import { certificateMembers, holdsKey, inChainOrder } from './certificates';
import type { PemBlock } from './import-pem';
import type { Members } from './json-copy';

/** A key out of its encoding, with the JWK members that the encoding gave. */
export interface EncodedKey {
  readonly handle: KeyHandle;
  readonly members: Members;
}

function required(password: Bytes | undefined, what = 'this private key is encrypted'): Bytes {
  if (password !== undefined) return password;
  throw new KeyPasswordError(`${what}; give its password to importKey, in parameters.password`);
}

const alone = (handle: KeyHandle): EncodedKey => ({ handle, members: {} });

/** EncryptedPrivateKeyInfo (RFC 5958 section 3). */
export function importEncryptedPkcs8(engine: Engine, der: Uint8Array, password: Bytes | undefined): Maybe<EncodedKey> {
  return then(engine.call(false, core.decryptPkcs8, der, required(password)), alone);
}

const legacyFormats: ReadonlyMap<string, LegacyFormat> = new Map<string, LegacyFormat>([
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['EC PRIVATE KEY', 'sec1'],
]);

/** A PEM block with an encryption header: only OpenSSL's traditional formats are ever written so. */
export function importEncryptedPem(
  engine: Engine,
  { label, der }: PemBlock,
  encryption: string,
  password: Bytes | undefined,
): Maybe<EncodedKey> {
  const format = legacyFormats.get(label);
  if (format === undefined) {
    throw new InvalidJWKError(
      `a PEM block labelled ${quote(label)} cannot have a Proc-Type header; expected one of ` +
        [...legacyFormats.keys()].join(', '),
    );
  }
  return then(engine.call(false, core.decryptLegacyPem, der, encryption, format, required(password)), alone);
}

/** PKCS#12 (RFC 7292): the private key, and the certificates that belong to it. */
export function importPkcs12(engine: Engine, der: Uint8Array, password: Bytes | undefined): Maybe<EncodedKey> {
  const given = required(password, "this PKCS#12 file is locked, if only with the password ''");
  return then(engine.call(false, core.readPkcs12, der, given), ({ key, certificates }) => {
    if (key === undefined) {
      throw new InvalidJWKError('this PKCS#12 file holds no private key; import its certificates by themselves');
    }
    return {
      handle: key,
      members: isCertified(key, certificates) ? certificateMembers(inChainOrder(certificates)) : {},
    };
  });
}

/** A file may hold certificates of others alone, even of keys that JOSE has no use for: no reason to refuse its key. */
function isCertified(key: KeyHandle, [first]: readonly Uint8Array[]): boolean {
  try {
    return first !== undefined && holdsKey(first, key);
  } catch {
    return false;
  }
}
