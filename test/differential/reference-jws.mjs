// A strict verifier of JWS over node:crypto.

import * as crypto from 'node:crypto';
import { joseHeader } from './reference-header.mjs';
import { requireAllowed, requireFit } from './reference-keys.mjs';
import { base64url, isObject, jsonObject, Refused, utf8 } from './strict.mjs';

export const signatureNames = 'HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448'.split(' '); // prettier-ignore
const recommended = ['HS256', 'RS256', 'ES256'];
const longest = { header: 64 * 1024, signature: 16 * 1024, signatures: 16 };
const lengths = { ES256: 64, ES384: 96, ES512: 132, ES256K: 64 };

/** A signature by `alg` over the octets: for what the tests sign anew. */
export function signOctets(alg, key, octets) {
  const hash = `sha${alg.slice(2, 5)}`;
  if (alg.startsWith('HS')) return crypto.createHmac(hash, key.secret).update(octets).digest();
  if (alg.startsWith('Ed')) return crypto.sign(null, octets, key.private);
  return crypto.sign(hash, octets, options(alg, key.private));
}

function options(alg, key) {
  const { RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST } = crypto.constants;
  if (alg.startsWith('PS')) return { key, padding: RSA_PKCS1_PSS_PADDING, saltLength: RSA_PSS_SALTLEN_DIGEST };
  return alg.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : { key };
}

function isGood(alg, key, octets, signature) {
  if (alg.startsWith('HS')) {
    const right = signOctets(alg, key, octets);
    return right.length === signature.length && crypto.timingSafeEqual(right, signature);
  }
  if (alg.startsWith('ES')) {
    if (signature.length !== lengths[alg]) return false;
    return crypto.verify(`sha${alg.slice(2, 5)}`, octets, options(alg, key.public), signature);
  }
  if (alg.startsWith('Ed')) return crypto.verify(null, octets, key.public, signature);
  return crypto.verify(`sha${alg.slice(2, 5)}`, octets, options(alg, key.public), signature);
}

export function readProtected(text) {
  if (text.length > longest.header) throw new Refused('limit', 'header');
  const octets = base64url(text, 'header');
  if (octets.length === 0) throw new Refused('base64url', 'header');
  return jsonObject(utf8(octets, 'header'), 'header');
}

/** One signature: throws unless it is good. */
function verifyOne(header, protectedText, signed, signature, key, algorithms) {
  const { alg } = header;
  if (!signatureNames.includes(alg)) throw new Refused('alg', alg);
  requireAllowed(alg, key, algorithms, recommended, () => false);
  requireFit(key, alg);
  if (signature.length > longest.signature) throw new Refused('limit', 'signature');
  const octets = Buffer.concat([Buffer.from(`${protectedText}.`, 'ascii'), signed]);
  if (!isGood(alg, key, octets, base64url(signature, 'signature'))) throw new Refused('signature');
}

/** The payload as it is signed, and as it is. */
function payloadOf(text, detached, isEncoded, compact) {
  if (detached !== undefined) {
    if (text !== undefined && text !== '') throw new Refused('shape', 'two payloads');
    return { signed: isEncoded ? Buffer.from(detached.toString('base64url')) : detached, payload: detached };
  }
  if (text === undefined) throw new Refused('shape', 'detached');
  if (isEncoded) return { signed: Buffer.from(text, 'utf8'), payload: base64url(text, 'payload') };
  if (compact && !/^[\x20-\x7e]*$/.test(text)) throw new Refused('shape', 'unencoded payload');
  return { signed: Buffer.from(text, 'utf8'), payload: Buffer.from(text, 'utf8') };
}

export function verifyCompact(token, key, { algorithms, payload: detached }) {
  const parts = token.split('.');
  if (parts.length !== 3) throw new Refused('shape', 'parts');
  const [protectedText, payloadText, signature] = parts;
  const header = readProtected(protectedText);
  joseHeader('jws', header);
  const { signed, payload } = payloadOf(payloadText, detached, header.b64 !== false, true);
  verifyOne(header, protectedText, signed, signature, key, algorithms);
  return { payload, headers: [header] };
}

const optional = (object, name, test) => {
  if (name in object && !test(object[name])) throw new Refused('shape', name);
  return object[name];
};
const isText = (value) => typeof value === 'string';

function readMember(object) {
  if (!isObject(object) || !isText(object.signature)) throw new Refused('shape', 'signature');
  const protectedText = optional(object, 'protected', isText);
  const unprotected = optional(object, 'header', isObject) ?? Object.create(null);
  return { protectedText, unprotected, signature: object.signature };
}

function readMembers(message) {
  if (!('signatures' in message)) return [readMember(message)];
  if (['signature', 'protected', 'header'].some((name) => name in message)) throw new Refused('shape', 'both forms');
  const { signatures } = message;
  if (!Array.isArray(signatures) || signatures.length === 0) throw new Refused('shape', 'signatures');
  if (signatures.length > longest.signatures) throw new Refused('limit', 'signatures');
  return signatures.map(readMember);
}

// What concerns one signature alone: with `any`, another may still verify.
const ofOneMember = new Set(['alg', 'key type', 'key use', 'key size', 'signature', 'crit unknown']);

export function verifyJson(text, key, { algorithms, payload: detached, verify = 'all' }) {
  const message = jsonObject(text, 'message');
  const payloadText = optional(message, 'payload', isText);
  let first;
  const forgive = (error) => {
    if (verify === 'all' || !(error instanceof Refused && ofOneMember.has(error.reason))) throw error;
    first ??= error;
  };
  const raw = readMembers(message);
  const members = raw.flatMap(({ protectedText, unprotected, signature }) => {
    if (signature.length > longest.signature) throw new Refused('limit', 'signature');
    const own = protectedText === undefined ? Object.create(null) : readProtected(protectedText);
    try {
      return [{ protectedText: protectedText ?? '', signature, own, header: joseHeader('jws', own, unprotected) }];
    } catch (error) {
      forgive(error);
      return [];
    }
  });
  const encoded = new Set(members.map(({ own }) => own.b64 !== false));
  if (encoded.size > 1) throw new Refused('crit', 'b64 differs');
  if (raw.length > 1 && members.some(({ header }) => header.alg === 'none')) throw new Refused('alg', 'none');
  const { signed, payload } = payloadOf(payloadText, detached, !encoded.has(false), false);
  const headers = [];
  for (const { protectedText, signature, header } of members) {
    try {
      verifyOne(header, protectedText, signed, signature, key, algorithms);
      headers.push(header);
    } catch (error) {
      forgive(error);
    }
  }
  if (headers.length === 0) throw first;
  return { payload, headers };
}
