// A strict reader of signed and encrypted JWTs: RFC 7519, RFC 7797 section 7.

import { isDeepStrictEqual } from 'node:util';
import { contentSizes, decryptCompact, managementNames } from './reference-jwe.mjs';
import { verifyCompact } from './reference-jws.mjs';
import { jsonObject, Refused, utf8 } from './strict.mjs';

const claimError = (name) => new Refused('claim', name);

function checkClaims(claims, { now, leeway, issuer, audience }) {
  for (const name of ['exp', 'nbf', 'iat']) {
    if (name in claims && !Number.isFinite(claims[name])) throw claimError(name);
  }
  if ('exp' in claims && now >= claims.exp + leeway) throw claimError('exp');
  if ('nbf' in claims && now + leeway < claims.nbf) throw claimError('nbf');
  if (claims.iss !== issuer) throw claimError('iss');
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.every((value) => typeof value === 'string') || !audiences.includes(audience)) throw claimError('aud');
}

/** A JWE proves no sender, so whoever takes one must have said so: by an algorithm's name, or of the key. */
function expectsEncryption({ jwk }, algorithms) {
  if (algorithms !== undefined) return algorithms.some((name) => managementNames.includes(name));
  return jwk.use === 'enc' || managementNames.includes(jwk.alg) || jwk.alg in contentSizes;
}

export function decodeJwt(token, key, options) {
  const isSigned = token.split('.').length === 3;
  const read = isSigned ? verifyCompact : decryptCompact;
  if (!isSigned && !expectsEncryption(key, options.algorithms)) throw new Refused('alg', 'encrypted');
  const { payload, headers } = read(token, key, { algorithms: options.algorithms });
  const [header] = headers;
  if (isSigned && header.b64 === false) throw new Refused('crit', 'b64');
  // RFC 7519 section 5.2: with this content type it is a nested token, whose claims are inside of it.
  if (!isSigned && /^(application\/)?jwt$/i.test(header.cty)) throw new Refused('nested');
  const claims = jsonObject(utf8(payload, 'claims'), 'claims');
  // RFC 7519 section 5.3 is about encrypted tokens, whose header is read before they are decrypted.
  for (const name of isSigned ? [] : ['iss', 'sub', 'aud']) {
    if (!(name in header)) continue;
    if (!(name in claims) || !isDeepStrictEqual(header[name], claims[name])) throw claimError(name);
  }
  checkClaims(claims, options);
  return { payload: Buffer.from(JSON.stringify(claims)), headers: [header] };
}
