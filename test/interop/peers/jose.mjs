// The peer `jose` from npm.

import * as jose from 'jose';
import { answer } from './answer.mjs';

const bytes = (text) => Buffer.from(text, 'base64url');

/** A secret as bytes, since `jose` takes a password only so; else the JWK as it is. */
function keyOf({ key, alg }) {
  return key.kty === 'oct' ? bytes(key.k) : { ...key, alg };
}

function prepared(encrypter, { header, aad, alg, parameters }) {
  encrypter.setProtectedHeader(header);
  if (aad !== undefined) encrypter.setAdditionalAuthenticatedData(bytes(aad));
  if (parameters !== undefined && alg.startsWith('PBES2')) encrypter.setKeyManagementParameters(parameters);
  return encrypter;
}

/** The same for tokens, whose requests have the algorithm in the header or beside it. */
async function tokenKey({ key, header, alg = header.alg }) {
  return key.kty === 'oct' ? bytes(key.k) : jose.importJWK(key, alg);
}

function opening({ alg, enc }) {
  // Left alone it reads no more than 10000 iterations, which is less than is asked of passwords now.
  return { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc], maxPBES2Count: 1_000_000 };
}

await answer({
  async encrypt(request) {
    const { format, plaintext } = request;
    const octets = bytes(plaintext);
    if (format === 'general') {
      const encrypter = new jose.GeneralEncrypt(octets).setProtectedHeader(request.header);
      if (request.aad !== undefined) encrypter.setAdditionalAuthenticatedData(bytes(request.aad));
      for (const recipient of request.recipients) {
        encrypter.addRecipient(keyOf(recipient)).setUnprotectedHeader({ alg: recipient.alg });
      }
      return { token: await encrypter.encrypt() };
    }
    const encrypter = format === 'compact' ? new jose.CompactEncrypt(octets) : new jose.FlattenedEncrypt(octets);
    return { token: await prepared(encrypter, request).encrypt(keyOf(request)) };
  },
  async decrypt(request) {
    const { token, alg, enc } = request;
    const options = {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
      maxDecompressedLength: 2 ** 21,
    };
    const decrypt =
      typeof token === 'string' ? jose.compactDecrypt : token.recipients ? jose.generalDecrypt : jose.flattenedDecrypt;
    const { plaintext } = await decrypt(token, keyOf(request), options);
    return { plaintext: Buffer.from(plaintext).toString('base64url') };
  },
  async sign({ format, payload, header, key }) {
    const signing = await tokenKey({ key, header });
    const octets = bytes(payload);
    if (format === 'compact') {
      return { token: await new jose.CompactSign(octets).setProtectedHeader(header).sign(signing) };
    }
    if (format === 'flattened') {
      return { token: await new jose.FlattenedSign(octets).setProtectedHeader(header).sign(signing) };
    }
    const made = new jose.GeneralSign(octets);
    for (let index = 0; index < 2; index++) made.addSignature(signing).setProtectedHeader(header);
    return { token: await made.sign() };
  },
  async verify({ token, ...request }) {
    const verify =
      typeof token === 'string' ? jose.compactVerify : token.signatures ? jose.generalVerify : jose.flattenedVerify;
    const { payload } = await verify(token, await tokenKey(request), { algorithms: [request.alg] });
    return { payload: Buffer.from(payload).toString('base64url') };
  },
  async signToken({ claims, ...request }) {
    return { token: await new jose.SignJWT(claims).setProtectedHeader(request.header).sign(await tokenKey(request)) };
  },
  async verifyToken({ token, issuer, audience, ...request }) {
    const options = { algorithms: [request.alg], issuer, audience, requiredClaims: ['exp'], typ: 'JWT' };
    return { claims: (await jose.jwtVerify(token, await tokenKey(request), options)).payload };
  },
  async encryptToken({ claims, ...request }) {
    const made = new jose.EncryptJWT(claims).setProtectedHeader(request.header);
    return { token: await made.encrypt(await tokenKey(request)) };
  },
  async decryptToken({ token, issuer, audience, ...request }) {
    const options = { ...opening(request), issuer, audience, requiredClaims: ['exp'] };
    return { claims: (await jose.jwtDecrypt(token, await tokenKey(request), options)).payload };
  },
  async wrapToken({ token, ...request }) {
    const made = new jose.CompactEncrypt(Buffer.from(token)).setProtectedHeader(request.header);
    return { token: await made.encrypt(await tokenKey(request)) };
  },
  async unwrapToken({ token, ...request }) {
    const { plaintext } = await jose.compactDecrypt(token, await tokenKey(request), opening(request));
    return { token: Buffer.from(plaintext).toString() };
  },
});
