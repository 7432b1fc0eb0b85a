// The fuzz targets, and what libFuzzer is to know about each: the longest input, words that inputs are made of, and whether
// much of the work is OpenSSL's own decoding, so that an OpenSSL built for fuzzing (openssl.mjs) shows more of it.

export const targets = [
  { name: 'base64url', maxLength: 130 },
  { name: 'ecdsa', maxLength: 150 },
  { name: 'json', maxLength: 512, dictionary: 'native/test/fuzz/json.dict' },
  { name: 'compact', maxLength: 1024, dictionary: 'native/test/fuzz/json.dict' },
  { name: 'jwk', maxLength: 2048 },
  { name: 'der', maxLength: 2500, openssl: true },
  { name: 'encrypted', maxLength: 2500, openssl: true },
  { name: 'pkcs12', maxLength: 4096, openssl: true },
  { name: 'decrypt', maxLength: 1200, openssl: true },
  { name: 'unwrap', maxLength: 1200, openssl: true },
];
