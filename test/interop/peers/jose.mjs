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
});
