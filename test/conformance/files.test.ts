/**
 * The published vectors: every file is used, by a test here or by the core's (native/test/vectors), with as many cases as it
 * is known to hold, so that neither an unused file nor an empty one passes.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { features } from '../../lib';
import { readVector, vectorPath } from '../support/vectors';

const root = resolve(__dirname, '..', '..');

interface Use {
  /** The number of cases in a file of Wycheproof. */
  readonly count?: number;
  /** The files that read it, from `test` or `native/test`. */
  readonly by: readonly string[];
  /** How they name it, where it is not by its own name: a whole folder. */
  readonly as?: string;
}

const jwsTests = 'test/conformance/wycheproof-jws.test.ts';
const jweTests = 'test/conformance/wycheproof-jwe.test.ts';
const signatures = 'native/test/vectors/signatures.mjs';
const encryption = 'native/test/vectors/encryption.mjs';

const wycheproof: Readonly<Record<string, Use>> = {
  'a128cbc_hs256_test.json': { count: 94, by: [encryption] },
  'a192cbc_hs384_test.json': { count: 94, by: [encryption] },
  'a256cbc_hs512_test.json': { count: 94, by: [encryption] },
  'aes_gcm_test.json': { count: 316, by: [encryption] },
  'ecdh_secp256r1_webcrypto_test.json': { count: 353, by: [encryption] },
  'ecdsa_secp256k1_sha256_p1363_test.json': { count: 252, by: [signatures] },
  'ecdsa_secp256r1_sha256_p1363_test.json': { count: 262, by: [signatures] },
  'ecdsa_secp384r1_sha384_p1363_test.json': { count: 280, by: [signatures] },
  'ecdsa_secp521r1_sha512_p1363_test.json': { count: 318, by: [signatures] },
  'ed25519_test.json': { count: 151, by: [signatures] },
  'ed448_test.json': { count: 87, by: [signatures] },
  'hmac_sha256_test.json': { count: 174, by: [signatures] },
  'hmac_sha384_test.json': { count: 174, by: [signatures] },
  'hmac_sha512_test.json': { count: 174, by: [signatures] },
  'json_web_crypto_test.json': { count: 83, by: [jwsTests, jweTests] },
  'json_web_encryption_test.json': { count: 139, by: [jweTests] },
  'json_web_key_test.json': { count: 26, by: [jwsTests, 'test/jwk/wycheproof.test.ts'] },
  'json_web_signature_test.json': { count: 401, by: [jwsTests] },
  'pbkdf2_hmacsha256_test.json': { count: 60, by: ['test/conformance/wycheproof-pbkdf2.test.ts'] },
  'rsa_oaep_2048_sha1_mgf1sha1_test.json': { count: 36, by: [encryption] },
  'rsa_oaep_2048_sha256_mgf1sha256_test.json': { count: 37, by: [encryption] },
  'rsa_signature_2048_sha256_test.json': { count: 259, by: [signatures] },
  'x25519_jwk_test.json': { count: 531, by: [encryption, 'test/jwk/wycheproof.test.ts'] },
  'errata.json': { by: ['test/support/vectors.ts'] },
};

const cookbookJws = { by: ['test/conformance/rfc7520.test.ts'], as: "('rfc7520', 'jws')" };
const cookbookJwe = {
  by: ['test/conformance/rfc7520-jwe.test.ts'],
  as: "('rfc7520', 'jwe')",
};
const cookbookJwk = { by: ['test/jwk/rfc-vectors.test.ts'], as: "('rfc7520', 'jwk')" };

const others: Readonly<Record<string, Use>> = {
  'rfc/rfc-appendix.json': { by: ['test/conformance/rfc-appendix.test.ts', 'native/test/vectors/rfc.mjs'] },
  'rfc7520/6.nesting_signatures_and_encryption.json': {
    by: ['test/conformance/rfc7520.test.ts', 'test/conformance/rfc7520-jwe.test.ts'],
  },
  'rfc7520/curve25519/ecdh-es.json': { by: ['test/conformance/rfc7520-jwe.test.ts', 'native/test/vectors/rfc.mjs'] },
  'rfc7520/curve25519/jws.json': { by: ['test/conformance/rfc8037.test.ts'] },
  'rfc7520/rfc7797/4.2.hmac-sha2_b64_false.json': { by: ['test/conformance/rfc7797.test.ts'] },
  'rfc7520/rfc7797/hmac-sha2_b64_false.json': { by: ['test/conformance/rfc7797.test.ts'] },
};

/** Folders of the cookbook that are read whole, and how many files each holds. */
const folders: readonly { readonly folder: string; readonly count: number; readonly use: Use }[] = [
  { folder: 'rfc7520/jws', count: 8, use: cookbookJws },
  { folder: 'rfc7520/jwe', count: 13, use: cookbookJwe },
  { folder: 'rfc7520/jwk', count: 6, use: cookbookJwk },
];

/** What nothing reads yet, by the first of the algorithms that the library would need for it. */
const unread: Readonly<Record<string, string>> = {
  'hpke/jose-hpke-encrypt.json': 'HPKE-0',
  'hpke/jose-hpke-pq-pqt.json': 'HPKE-8',
};

const given = readdirSync(vectorPath(), { recursive: true })
  .map((name) => String(name).replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.json'))
  .sort();

const inFolders = folders.flatMap(({ folder, use }) =>
  given.filter((name) => name.startsWith(`${folder}/`)).map((name) => [name, use] as const),
);
const uses = new Map<string, Use>([
  ...Object.entries(wycheproof).map(([name, use]) => [`wycheproof/${name}`, use] as const),
  ...Object.entries(others),
  ...inFolders,
]);

test('every file is used, and every one that is used is there', () => {
  expect([...uses.keys(), ...Object.keys(unread)].sort()).toEqual(given);
  expect(given.length).toBeGreaterThanOrEqual(57);
});

test.each(Object.entries(unread))('%s is not read while %s is not supported', (_, algorithm) => {
  expect(features().keyManagement).not.toContain(algorithm);
});

test.each(folders)('$folder holds $count files', ({ folder, count }) => {
  expect(given.filter((name) => name.startsWith(`${folder}/`))).toHaveLength(count);
});

test.each([...uses])('%s is not empty', (name) => {
  expect(statSync(vectorPath(...name.split('/'))).size).toBeGreaterThan(100);
});

test.each([...uses].flatMap(([name, { by, as }]) => by.map((reader) => ({ name, reader, as }))))(
  '$name is read by $reader',
  ({ name, reader, as }) => {
    const text = readFileSync(join(root, reader), 'utf8');
    expect(text).toContain(as ?? name.split('/').at(-1));
  },
);

interface Counted {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly tests: readonly unknown[] }[];
}

test.each(Object.entries(wycheproof).filter(([, { count }]) => count !== undefined))(
  'wycheproof/%s',
  (name, { count }) => {
    const { numberOfTests, testGroups } = readVector<Counted>('wycheproof', name);
    const held = testGroups.reduce((sum, { tests }) => sum + tests.length, 0);
    expect([numberOfTests, held]).toEqual([count, count]);
  },
);
