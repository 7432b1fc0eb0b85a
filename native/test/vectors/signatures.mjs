// Wycheproof's vectors of the primitives that JWS signs and verifies with.

import { wycheproof } from './files.mjs';

/** How many octets a whole tag has: JWS knows no truncated ones, so those must be refused. */
const macBits = { HS256: 256, HS384: 384, HS512: 512 };

const files = [
  { file: 'hmac_sha256_test.json', scheme: 'HS256' },
  { file: 'hmac_sha384_test.json', scheme: 'HS384' },
  { file: 'hmac_sha512_test.json', scheme: 'HS512' },
  { file: 'rsa_signature_2048_sha256_test.json', scheme: 'RS256' },
  { file: 'ecdsa_secp256r1_sha256_p1363_test.json', scheme: 'ES256' },
  { file: 'ecdsa_secp384r1_sha384_p1363_test.json', scheme: 'ES384' },
  { file: 'ecdsa_secp521r1_sha512_p1363_test.json', scheme: 'ES512' },
  { file: 'ecdsa_secp256k1_sha256_p1363_test.json', scheme: 'ES256K' },
  { file: 'ed25519_test.json', scheme: 'Ed25519' },
  { file: 'ed448_test.json', scheme: 'Ed448' },
];

/** Vectors marked "acceptable", by flag: what this core says to them, and why. */
const acceptable = {
  // DigestInfo without its NULL parameters: RFC 8017 section 9.2 note 1 has them, and a verifier compares whole encodings.
  MissingNull: 'invalid',
};

function verdictOf(scheme, group, test) {
  if (scheme in macBits && group.tagSize !== macBits[scheme]) return 'invalid';
  if (test.result !== 'acceptable') return test.result;
  const [flag] = test.flags;
  if (!(flag in acceptable)) throw new Error(`tcId ${test.tcId} is acceptable for a new reason: ${flag}`);
  return acceptable[flag];
}

export const signatures = () =>
  files.flatMap(({ file, scheme }) =>
    wycheproof(file, (group, test) => {
      const verdict = verdictOf(scheme, group, test);
      const line = [scheme, test.key ?? group.publicKeyDer, test.msg, test.tag ?? test.sig].join(' ');
      return { mode: '--verify', line, verdict, expected: verdict };
    }),
  );
