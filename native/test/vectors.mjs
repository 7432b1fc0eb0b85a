// Holds the native core to Wycheproof's vectors of the primitives that it signs and verifies with:
//
//   node native/test/vectors.mjs path/to/jose_openssl_core_tests
//
// The core's tests have no JSON reader, so this one asks them: `jose_openssl_core_tests --verify`, see verify_lines.h. The
// vectors are too large to ship; JOSE_VECTORS names the folder that holds wycheproof/, else ../shared/vectors beside the
// repository.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(process.env.JOSE_VECTORS ?? join(repository, '..', 'shared', 'vectors'), 'wycheproof');

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

function expectedOf(scheme, group, test) {
  if (scheme in macBits && group.tagSize !== macBits[scheme]) return 'invalid';
  if (test.result !== 'acceptable') return test.result;
  const [flag] = test.flags;
  if (!(flag in acceptable)) throw new Error(`tcId ${test.tcId} is acceptable for a new reason: ${flag}`);
  return acceptable[flag];
}

function read(file) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    throw new Error(`Test vectors not found: ${path}. Set JOSE_VECTORS to the folder that holds wycheproof/.`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

function questionsIn({ file, scheme }) {
  const { numberOfTests, testGroups } = read(file);
  const questions = testGroups.flatMap((group) =>
    group.tests.map((test) => ({
      name: `${file} tcId ${test.tcId} (${test.comment})`,
      line: [scheme, test.key ?? group.publicKeyDer, test.msg, test.tag ?? test.sig].join(' '),
      expected: expectedOf(scheme, group, test),
    })),
  );
  // Neither an empty file nor a cut one may pass for a good one.
  if (questions.length === 0 || questions.length !== numberOfTests) {
    throw new Error(`${file} says ${numberOfTests} tests and holds ${questions.length}`);
  }
  for (const verdict of ['valid', 'invalid']) {
    if (!questions.some(({ expected }) => expected === verdict)) throw new Error(`${file} has nothing ${verdict}`);
  }
  return questions;
}

function ask(executable, questions) {
  const result = spawnSync(executable, ['--verify'], {
    input: questions.map(({ line }) => `${line}\n`).join(''),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) throw new Error(`${executable} failed (${result.error ?? result.status ?? result.signal})`);
  const answers = result.stdout.split('\n').slice(0, -1);
  if (answers.length !== questions.length) {
    throw new Error(`${questions.length} questions, ${answers.length} answers`);
  }
  return answers;
}

const executable = process.argv[2];
if (executable === undefined) throw new Error('name the executable of the native tests');
const questions = files.flatMap(questionsIn);
const answers = ask(executable, questions);
const failures = questions.filter(({ expected }, index) => answers[index] !== expected);
for (const failure of failures) {
  console.error(`${failure.name}: ${answers[questions.indexOf(failure)]}, expected ${failure.expected}`);
}
console.log(`Wycheproof primitives: ${questions.length - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
