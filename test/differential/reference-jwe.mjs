// A strict decrypter of JWE over node:crypto.

import * as crypto from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { joseHeader } from './reference-header.mjs';
import { readProtected } from './reference-jws.mjs';
import { requireAllowed, requireFit } from './reference-keys.mjs';
import { base64url, isObject, jsonObject, Refused } from './strict.mjs';

const aesSizes = { A128: 16, A192: 24, A256: 32 };
export const managementNames = [
  'dir',
  ...['A128KW', 'A192KW', 'A256KW', 'A128GCMKW', 'A192GCMKW', 'A256GCMKW'],
  ...['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'RSA1_5'],
  ...['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'],
  ...['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW'],
];
const recommended = 'dir A128KW A256KW RSA-OAEP RSA-OAEP-256 ECDH-ES ECDH-ES+A128KW ECDH-ES+A256KW'.split(' ');
const mustBeNamed = (alg) => alg === 'RSA1_5' || alg.startsWith('PBES2');
export const contentSizes = {
  A128GCM: 16,
  A192GCM: 24,
  A256GCM: 32,
  'A128CBC-HS256': 32,
  'A192CBC-HS384': 48,
  'A256CBC-HS512': 64,
};
const limits = { rounds: 1_000_000, inflated: 250_000, recipients: 16 };

const failed = (detail) => new Refused('decryption', detail);

// Content ------------------------------------------------------------------------------------------------------------

function cbcTag(enc, macKey, iv, aad, ciphertext) {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(aad.length) * 8n);
  const input = Buffer.concat([aad, iv, ciphertext, length]);
  return crypto
    .createHmac(`sha${enc.slice(-3)}`, macKey)
    .update(input)
    .digest()
    .subarray(0, macKey.length);
}

/** Encrypts: for what the tests seal anew. */
export function sealContent(enc, cek, aad, iv, plaintext) {
  if (enc.endsWith('GCM')) {
    const cipher = crypto.createCipheriv(`aes-${cek.length * 8}-gcm`, cek, iv).setAAD(aad);
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return { ciphertext, tag: cipher.getAuthTag() };
  }
  const half = cek.length / 2;
  const cipher = crypto.createCipheriv(`aes-${half * 8}-cbc`, cek.subarray(half), iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, tag: cbcTag(enc, cek.subarray(0, half), iv, aad, ciphertext) };
}

function openContent(enc, cek, aad, iv, ciphertext, tag) {
  if (cek.length !== contentSizes[enc]) throw failed('cek');
  if (enc.endsWith('GCM')) {
    if (iv.length !== 12 || tag.length !== 16) throw failed('lengths');
    const decipher = crypto
      .createDecipheriv(`aes-${cek.length * 8}-gcm`, cek, iv)
      .setAAD(aad)
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  }
  const half = cek.length / 2;
  if (iv.length !== 16 || tag.length !== half) throw failed('lengths');
  if (!crypto.timingSafeEqual(cbcTag(enc, cek.subarray(0, half), iv, aad, ciphertext), tag)) throw failed('tag');
  const decipher = crypto.createDecipheriv(`aes-${half * 8}-cbc`, cek.subarray(half), iv);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

function inflated(octets) {
  let result;
  try {
    result = inflateRawSync(octets, { maxOutputLength: limits.inflated, info: true });
  } catch (error) {
    throw error.code === 'ERR_BUFFER_TOO_LARGE' ? new Refused('limit', 'inflate') : failed('inflate');
  }
  if (result.engine.bytesWritten !== octets.length) throw failed('after the stream');
  return result.buffer;
}

// Key management -----------------------------------------------------------------------------------------------------

function unwrap(kek, wrapped) {
  const decipher = crypto.createDecipheriv(`id-aes${kek.length * 8}-wrap`, kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}

function concatKdf(secret, name, length, apu, apv) {
  const number = (value) => {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(value);
    return octets;
  };
  const field = (octets) => Buffer.concat([number(octets.length), octets]);
  const info = Buffer.concat([field(Buffer.from(name)), field(apu), field(apv), number(length * 8)]);
  const rounds = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    crypto
      .createHash('sha256')
      .update(number(index + 1))
      .update(secret)
      .update(info)
      .digest(),
  );
  return Buffer.concat(rounds).subarray(0, length);
}

const coordinateSizes = { 'P-256': 32, 'P-384': 48, 'P-521': 66, X25519: 32, X448: 56 };

/** The shape of an ephemeral key; whether it is a good point is found out when it is used. */
function readEphemeral({ epk }) {
  const names = epk.kty === 'EC' ? ['x', 'y'] : ['x'];
  if (typeof epk.crv !== 'string') throw new Refused('header', 'epk');
  const isCurve = Object.hasOwn(coordinateSizes, epk.crv) && (epk.kty === 'EC') === epk.crv.startsWith('P-');
  if (!isCurve || !['EC', 'OKP'].includes(epk.kty)) throw new Refused('header', 'epk');
  for (const name of names) {
    if (typeof epk[name] !== 'string') throw new Refused('header', 'epk');
    try {
      base64url(epk[name], 'epk');
    } catch {
      throw new Refused('header', 'epk');
    }
  }
  return { ...Object.fromEntries(names.map((name) => [name, epk[name]])), kty: epk.kty, crv: epk.crv };
}

function agreed(header, alg, enc, key) {
  const epk = readEphemeral(header);
  if (epk.crv !== key.jwk.crv) throw failed('curve');
  const size = coordinateSizes[epk.crv];
  for (const name of ['x', 'y']) {
    if (name in epk && Buffer.from(epk[name], 'base64url').length !== size) throw failed('coordinate');
  }
  const publicKey = crypto.createPublicKey({ key: epk, format: 'jwk' });
  const secret = crypto.diffieHellman({ privateKey: key.private, publicKey });
  if (secret.every((octet) => octet === 0)) throw failed('zero');
  const party = (name) => base64url(header[name] ?? '', name);
  const isDirect = alg === 'ECDH-ES';
  const length = isDirect ? contentSizes[enc] : aesSizes[alg.slice(8, 12)];
  return concatKdf(secret, isDirect ? enc : alg, length, party('apu'), party('apv'));
}

const oaepHashes = { 'RSA-OAEP': 'sha1', 'RSA-OAEP-256': 'sha256', 'RSA-OAEP-384': 'sha384', 'RSA-OAEP-512': 'sha512' };

function rsaDecrypt(alg, key, encrypted) {
  const { RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING } = crypto.constants;
  if (alg !== 'RSA1_5') {
    const options = { key, padding: RSA_PKCS1_OAEP_PADDING, oaepHash: oaepHashes[alg] };
    return crypto.privateDecrypt(options, encrypted);
  }
  const block = crypto.privateDecrypt({ key, padding: RSA_NO_PADDING }, encrypted);
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw failed('padding');
  return block.subarray(end + 1);
}

/** The content key; header has been validated. */
function contentKey(header, alg, enc, key, encrypted) {
  if (alg === 'dir') return key.secret;
  if (alg.startsWith('RSA')) {
    if (encrypted.length !== key.private.asymmetricKeyDetails.modulusLength / 8) throw failed('length');
    return rsaDecrypt(alg, key.private, encrypted);
  }
  if (alg === 'ECDH-ES') return agreed(header, alg, enc, key);
  if (alg.startsWith('ECDH')) return unwrap(agreed(header, alg, enc, key), encrypted);
  if (alg.startsWith('PBES2')) {
    const salt = Buffer.concat([Buffer.from(`${alg}\0`), base64url(header.p2s, 'p2s')]);
    const kek = crypto.pbkdf2Sync(key.secret, salt, header.p2c, aesSizes[alg.slice(12, 16)], `sha${alg.slice(8, 11)}`);
    return unwrap(kek, encrypted);
  }
  if (key.secret.length !== aesSizes[alg.slice(0, 4)]) throw failed('key size');
  if (!alg.endsWith('GCMKW')) return unwrap(key.secret, encrypted);
  const enc128 = `A${key.secret.length * 8}GCM`;
  return openGcmKey(enc128, key.secret, base64url(header.iv, 'iv'), encrypted, base64url(header.tag, 'tag'));
}

function openGcmKey(enc, kek, iv, encrypted, tag) {
  return openContent(enc, kek, Buffer.alloc(0), iv, encrypted, tag);
}

const needed = [
  [/^ECDH/, ['epk']],
  [/GCMKW$/, ['iv', 'tag']],
  [/^PBES2/, ['p2s', 'p2c']],
];

function requireParameters(alg, header) {
  for (const name of needed.find(([pattern]) => pattern.test(alg))?.[1] ?? []) {
    if (!(name in header)) throw new Refused('header', name);
  }
  if (alg.startsWith('ECDH')) readEphemeral(header);
}

// Messages -----------------------------------------------------------------------------------------------------------

function requireKnown({ enc }, algorithms) {
  if (!Object.hasOwn(contentSizes, enc)) throw new Refused('alg', enc);
  const encs = algorithms?.filter((name) => name in contentSizes) ?? [];
  if (encs.length > 0 && !encs.includes(enc)) throw new Refused('alg', enc);
}

/** Whether this key may serve this recipient. */
function requireRecipient(header, key, algorithms) {
  const { alg, enc } = header;
  if (!managementNames.includes(alg)) throw new Refused('alg', alg);
  requireAllowed(alg, key, algorithms, recommended, mustBeNamed);
  requireFit(key, alg, enc);
}

function zipOf(header) {
  if (header.zip !== undefined && header.zip !== 'DEF') throw new Refused('header', 'zip');
  return header.zip === 'DEF';
}

/** The content key of one recipient and what it decrypts; undefined where it does not. */
function attempt(header, key, encryptedKey, aad, { iv, ciphertext, tag }) {
  const { alg, enc } = header;
  // Outside the try: what is no base64url is malformed, not undecipherable.
  const encrypted = base64url(encryptedKey, 'encrypted_key');
  const parts = [iv, ciphertext, tag].map((part) => base64url(part, 'part'));
  try {
    const cek = contentKey(header, alg, enc, key, encrypted);
    return { cek, plaintext: openContent(enc, cek, aad, ...parts) };
  } catch {
    // node:crypto's errors are as good as ours: it is one refusal.
    return undefined;
  }
}

function requireCount(recipients) {
  const count = recipients.reduce((sum, { header }) => sum + (header.alg.startsWith('PBES2') ? header.p2c : 0), 0);
  if (count > limits.rounds) throw new Refused('limit', 'p2c');
}

function requireEncryptedKey({ alg }, encryptedKey) {
  if ((alg === 'dir' || alg === 'ECDH-ES') && encryptedKey !== '') throw new Refused('shape', 'encrypted_key');
}

export function decryptCompact(token, key, { algorithms }) {
  const parts = token.split('.');
  if (parts.length !== 5) throw new Refused('shape', 'parts');
  const [protectedText, encryptedKey, iv, ciphertext, tag] = parts;
  const header = readProtected(protectedText);
  joseHeader('jwe', header);
  const zip = zipOf(header);
  requireKnown(header, algorithms);
  requireEncryptedKey(header, encryptedKey);
  requireRecipient(header, key, algorithms);
  requireParameters(header.alg, header);
  requireCount([{ header }]);
  const aad = Buffer.from(protectedText, 'ascii');
  const found = attempt(header, key, encryptedKey, aad, { iv, ciphertext, tag });
  if (found === undefined) throw failed();
  return { payload: zip ? inflated(found.plaintext) : found.plaintext, headers: [header], cek: found.cek };
}

const optional = (object, name, test) => {
  if (name in object && !test(object[name])) throw new Refused('shape', name);
  return object[name];
};
const isText = (value) => typeof value === 'string';

function readRecipient(object) {
  if (!isObject(object)) throw new Refused('shape', 'recipient');
  const header = optional(object, 'header', isObject) ?? Object.create(null);
  return { header, encryptedKey: optional(object, 'encrypted_key', isText) ?? '' };
}

function readRecipients(message) {
  if (!('recipients' in message)) return [readRecipient(message)];
  if ('header' in message || 'encrypted_key' in message) throw new Refused('shape', 'both forms');
  const { recipients } = message;
  if (!Array.isArray(recipients) || recipients.length === 0) throw new Refused('shape', 'recipients');
  if (recipients.length > limits.recipients) throw new Refused('limit', 'recipients');
  return recipients.map(readRecipient);
}

const ofOneRecipient = new Set(['alg', 'key type', 'key use', 'key size']);

export function decryptJson(text, key, { algorithms }) {
  const message = jsonObject(text, 'message');
  if (!isText(message.ciphertext)) throw new Refused('shape', 'ciphertext');
  const protectedText = optional(message, 'protected', isText) ?? '';
  const own = 'protected' in message ? readProtected(protectedText) : Object.create(null);
  const shared = optional(message, 'unprotected', isObject) ?? Object.create(null);
  const recipients = readRecipients(message).map(({ header, encryptedKey }) => ({
    header: joseHeader('jwe', own, shared, header),
    encryptedKey,
  }));
  const [iv, tag] = ['iv', 'tag'].map((name) => optional(message, name, isText) ?? '');
  if (new Set(recipients.map(({ header }) => header.enc)).size > 1) throw new Refused('shape', 'enc differs');
  for (const { header, encryptedKey } of recipients) {
    if (recipients.length > 1 && ['dir', 'ECDH-ES'].includes(header.alg)) throw new Refused('shape', 'direct');
    requireEncryptedKey(header, encryptedKey);
  }
  const zip = zipOf(own);
  const aadText = optional(message, 'aad', isText);
  if (aadText !== undefined) base64url(aadText, 'aad');
  const { enc } = recipients[0].header;
  requireKnown({ enc }, algorithms);

  let refusal;
  const candidates = recipients.filter(({ header }) => {
    try {
      requireRecipient(header, key, algorithms);
    } catch (error) {
      if (!(error instanceof Refused && ofOneRecipient.has(error.reason))) throw error;
      refusal ??= error;
      return false;
    }
    requireParameters(header.alg, header);
    return true;
  });
  if (candidates.length === 0) throw refusal;
  requireCount(candidates);
  const aad = Buffer.from(aadText === undefined ? protectedText : `${protectedText}.${aadText}`, 'ascii');
  for (const { header, encryptedKey } of candidates) {
    if (header.alg.startsWith('ECDH') && header.epk.crv !== key.jwk.crv) continue;
    const found = attempt(header, key, encryptedKey, aad, { iv, ciphertext: message.ciphertext, tag });
    if (found !== undefined) {
      return { payload: zip ? inflated(found.plaintext) : found.plaintext, headers: [header], cek: found.cek };
    }
  }
  throw failed();
}
