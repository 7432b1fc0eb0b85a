// The reference's keys: JWKs that node:crypto has read, and what each may be used for (RFC 7517 section 4).

import * as crypto from 'node:crypto';
import { Refused } from './strict.mjs';

export class ReferenceKey {
  constructor(jwk) {
    this.jwk = jwk;
    if (jwk.kty === 'oct') {
      this.secret = Buffer.from(jwk.k, 'base64url');
    } else {
      this.private = 'd' in jwk ? crypto.createPrivateKey({ key: jwk, format: 'jwk' }) : undefined;
      this.public = crypto.createPublicKey({ key: jwk, format: 'jwk' });
    }
  }
}

const curves = {
  ES256: ['P-256'],
  ES384: ['P-384'],
  ES512: ['P-521'],
  ES256K: ['secp256k1'],
  EdDSA: ['Ed25519', 'Ed448'],
  Ed25519: ['Ed25519'],
  Ed448: ['Ed448'],
};
const agreement = ['P-256', 'P-384', 'P-521', 'X25519', 'X448'];

/** Whether a key has the type and curve that an algorithm works with. */
function hasType({ jwk: { kty, crv } }, alg) {
  if (/^(HS|A\d{3}|dir$|PBES2)/.test(alg)) return kty === 'oct';
  if (/^(RS|PS)/.test(alg)) return kty === 'RSA';
  if (alg.startsWith('ECDH-ES')) return agreement.includes(crv);
  return curves[alg]?.includes(crv) === true;
}

const operations = [
  [/^(HS|RS\d|PS|ES|Ed)/, ['verify']],
  [/^(RSA)/, ['decrypt', 'unwrapKey']],
  [/^dir$/, ['decrypt']],
  [/^ECDH/, ['deriveKey', 'deriveBits']],
  [/^A\d{3}/, ['unwrapKey']],
  [/^PBES2/, ['unwrapKey', 'decrypt']],
];

/**
 * @param {string} alg
 * @param {string | undefined} enc - of a JWE
 */
export function requireFit(key, alg, enc) {
  const { jwk } = key;
  if (!hasType(key, alg)) throw new Refused('key type');
  if (enc !== undefined && key.secret === undefined && key.private === undefined) throw new Refused('key type');
  if (jwk.use !== undefined && jwk.use !== (enc === undefined ? 'sig' : 'enc')) throw new Refused('key use');
  const [, needing] = operations.find(([pattern]) => pattern.test(alg));
  if (jwk.key_ops?.some((name) => needing.includes(name)) === false) throw new Refused('key use');
  if (jwk.alg !== undefined && jwk.alg !== alg && !(alg === 'dir' && jwk.alg === enc)) throw new Refused('key use');
  if (alg.startsWith('HS') && key.secret.length * 8 < Number(alg.slice(2))) throw new Refused('key size');
}

/** Whether the call allows an algorithm with this key. `algorithms` undefined is the default. */
export function requireAllowed(alg, { jwk }, algorithms, recommended, mustBeNamed) {
  const allowed =
    algorithms === undefined
      ? !mustBeNamed(alg) && (recommended.includes(alg) || jwk.alg === alg)
      : algorithms.includes(alg);
  if (!allowed) throw new Refused('alg', alg);
}
