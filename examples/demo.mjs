// Signs claims with HS256, RS256, ES256 and Ed25519, and verifies every token that it made.
//
//   npm run demo -- [claims.json] [key file]
//
// The key file is a JWK, a JWK Set or a PEM private key. Algorithms that it has no key for use keys that are generated
// once, into examples/.generated/.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errors, jwk, jws, KeySet, opensslVersion } from 'jose-openssl';

const examples = dirname(fileURLToPath(import.meta.url));
const generatedFile = join(examples, '.generated', 'keys.json');

/** What is shown, with the key that each algorithm takes. */
const algorithms = [
  { alg: 'HS256', kty: 'oct', size: 256 },
  { alg: 'RS256', kty: 'RSA', size: 2048 },
  { alg: 'ES256', kty: 'EC', size: 'P-256' },
  { alg: 'Ed25519', kty: 'OKP', size: 'Ed25519' },
];

/** A mistake of the person who runs the demo: its message is the whole explanation. */
class Mistake extends Error {}

const shown = (file) => relative(process.cwd(), file) || file;

function readText(file, what) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Mistake(`The ${what} file ${shown(file)} cannot be read (${error.code}).`, { cause: error });
  }
}

function parseJson(text, file, what) {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may be a key.
    throw new Mistake(`The ${what} file ${shown(file)} is not JSON.`);
  }
}

function readClaims(file) {
  const claims = parseJson(readText(file, 'claims'), file, 'claims');
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new Mistake(`The claims file ${shown(file)} must hold one JSON object.`);
  }
  // Claims are printed and can be read by whoever has the token: no place for a key.
  if ('kty' in claims || 'keys' in claims) {
    throw new Mistake(`The claims file ${shown(file)} holds a key; the key file is the second argument.`);
  }
  return claims;
}

/** The keys in a file: a JWK Set, a single JWK, or PEM. */
function readKeys(file) {
  const text = readText(file, 'key');
  try {
    if (!text.trimStart().startsWith('{')) return [jwk.importKey(text)];
    const value = parseJson(text, file, 'key');
    return 'keys' in value ? KeySet.importKeySet(value).keys : [jwk.importKey(value)];
  } catch (error) {
    if (!(error instanceof errors.JoseError)) throw error;
    throw new Mistake(`The key file ${shown(file)} holds no usable key: ${error.message} (${error.code})`, {
      cause: error,
    });
  }
}

function generatedKeys() {
  if (!existsSync(generatedFile)) {
    const keys = algorithms.map(({ alg, kty, size }) => jwk.generateKey(kty, size, { alg, use: 'sig', autoKid: true }));
    mkdirSync(dirname(generatedFile), { recursive: true });
    writeFileSync(generatedFile, `${JSON.stringify(new KeySet(keys).toJWKS({ private: true }), null, 2)}\n`, {
      mode: 0o600,
    });
    chmodSync(generatedFile, 0o600);
  }
  return readKeys(generatedFile);
}

/** Whether a key can sign with an algorithm: its type and size, and what it says about itself. */
function serves(key, { alg, kty, size }) {
  return (
    key.kty === kty &&
    key.isPrivate &&
    (typeof size === 'string' ? key.crv === size : key.bits >= size) &&
    (key.alg === undefined || key.alg === alg) &&
    (key.use === undefined || key.use === 'sig') &&
    (key.keyOps === undefined || key.keyOps.includes('sign'))
  );
}

function show(algorithm, key, file, claims) {
  const { alg } = algorithm;
  const header = { alg, typ: 'JWT', ...(key.kid === undefined ? {} : { kid: key.kid }) };
  const token = jws.serializeCompact(header, JSON.stringify(claims), key, { algorithms: [alg] });
  // Verifying needs no more than the public half; for a MAC both sides hold the same secret.
  const verifier = key.kty === 'oct' ? key : key.publicKey();
  const verified = jws.deserializeCompact(token, verifier, { algorithms: [alg] });
  console.log(`\n${alg}, with a key of ${shown(file)}`);
  console.log(`  token     ${token}`);
  console.log(`  header    ${JSON.stringify(verified.protected)}`);
  console.log(`  verified  ${verified.payload.toString()}`);
}

function main([claimsFile = join(examples, 'claims.json'), keyFile]) {
  const claims = readClaims(claimsFile);
  const given = keyFile === undefined ? [] : readKeys(keyFile);
  console.log(`jose-openssl with ${opensslVersion()}`);
  console.log(`claims of ${shown(claimsFile)}`);
  for (const algorithm of algorithms) {
    const own = given.find((key) => serves(key, algorithm));
    const key = own ?? generatedKeys().find((candidate) => serves(candidate, algorithm));
    if (key === undefined)
      throw new Mistake(`${shown(generatedFile)} has no key for ${algorithm.alg}: delete it to make it anew.`);
    show(algorithm, key, own === undefined ? generatedFile : keyFile, claims);
  }
  if (keyFile !== undefined && !algorithms.some((algorithm) => given.some((key) => serves(key, algorithm)))) {
    console.log(
      `\n${shown(keyFile)} has no secret or private key that fits any of these algorithms, so generated keys stood in.`,
    );
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
