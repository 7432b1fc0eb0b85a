// Wycheproof's vectors of the primitives that JWE encrypts and agrees on keys with. A content cipher is asked through
// `dir`, ECDH through a message forged under the secret that the vector gives.
//
// Not here: pbkdf2_hmacsha256_test.json, because the PBKDF2 of PBES2 always puts the algorithm's name before the salt (RFC
// 7518 section 4.8.1.1); that of encrypted private keys takes them, in test/conformance/wycheproof-pbkdf2.test.ts.

import { wycheproof } from './files.mjs';
import { fromHex, keyFields, lineOf } from './lines.mjs';

const contentFiles = [
  { file: 'aes_gcm_test.json', encOf: ({ keySize }) => `A${keySize}GCM`, ivSize: 96, tagSize: 128 },
  { file: 'a128cbc_hs256_test.json', encOf: () => 'A128CBC-HS256', ivSize: 128, tagSize: 128 },
  { file: 'a192cbc_hs384_test.json', encOf: () => 'A192CBC-HS384', ivSize: 128, tagSize: 192 },
  { file: 'a256cbc_hs512_test.json', encOf: () => 'A256CBC-HS512', ivSize: 128, tagSize: 256 },
];

/** JWE has one size of initialization vector and tag for each cipher; what is good with another one must be refused. */
function content({ file, encOf, ivSize, tagSize }) {
  return wycheproof(file, (group, test) => {
    const fits = group.ivSize === ivSize && group.tagSize === tagSize;
    const verdict = fits && test.result === 'valid' ? 'valid' : 'invalid';
    const plaintext = fromHex(test.msg);
    const line = lineOf('decrypt', {
      alg: 'dir',
      enc: encOf(group),
      ...keyFields({ kty: 'oct', k: fromHex(test.key) }),
      iv: fromHex(test.iv),
      aad: fromHex(test.aad),
      ciphertext: fromHex(test.ct),
      tag: fromHex(test.tag),
    });
    return { mode: '--jwe', line, verdict, expected: verdict === 'valid' ? `plaintext ${plaintext}` : 'refused' };
  });
}

const oaepFiles = [
  { file: 'rsa_oaep_2048_sha1_mgf1sha1_test.json', alg: 'RSA-OAEP' },
  { file: 'rsa_oaep_2048_sha256_mgf1sha256_test.json', alg: 'RSA-OAEP-256' },
];

/** The core unwraps into a content key: at most 64 octets, and JWE knows no label, so that one must be refused. */
const oaep = ({ file, alg }) =>
  wycheproof(file, (group, test) => {
    const size = test.msg.length / 2;
    if (size > 64) return { skipped: 'the message is longer than any content encryption key' };
    const verdict = test.label === '' ? test.result : 'invalid';
    const key = keyFields(group.privateKeyJwk);
    const line = lineOf('unwrap', { alg, enc: 'A128GCM', ...key, encrypted_key: fromHex(test.ct), size });
    return { mode: '--jwe', line, verdict, expected: verdict === 'valid' ? `cek ${fromHex(test.msg)}` : 'refused' };
  });

/** RFC 7748 section 6.1 lets a party refuse an all-zero secret, and RFC 8037 section 3.2.1 "SHOULD"; the core does. */
function agreementVerdict({ result, flags }) {
  if (result !== 'acceptable') return result;
  return flags.includes('ZeroSharedSecret') ? 'invalid' : 'valid';
}

const agreement = (file) =>
  wycheproof(file, (_group, test) => {
    const { crv, x = '', y = '' } = test.public;
    const line = lineOf('agree', {
      ...keyFields(test.private),
      'epk.type': crv,
      'epk.x': x,
      'epk.y': y,
      shared: fromHex(test.shared),
    });
    const verdict = agreementVerdict(test);
    return { mode: '--jwe', line, verdict, expected: verdict === 'valid' ? 'agreed' : 'refused' };
  });

export const encryption = () => [
  ...contentFiles.flatMap(content),
  ...oaepFiles.flatMap(oaep),
  ...['ecdh_secp256r1_webcrypto_test.json', 'x25519_jwk_test.json'].flatMap(agreement),
];
