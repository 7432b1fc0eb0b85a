// Holds the native core to Wycheproof's vectors of the primitives that it uses and to the messages that the RFCs print:
//
//   node native/test/vectors.mjs path/to/jose_openssl_core_tests
//
// The core's tests have no JSON reader, so this one asks them, in the modes of verify_lines.h and jwe_lines.h.

import { spawnSync } from 'node:child_process';
import { encryption } from './vectors/encryption.mjs';
import { rfc } from './vectors/rfc.mjs';
import { signatures } from './vectors/signatures.mjs';

/** The questions of one mode are asked at once. */
function ask(executable, mode, questions) {
  const result = spawnSync(executable, [mode], {
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

function isGood(expected, answer) {
  if (typeof expected === 'function') return expected(answer);
  return expected instanceof RegExp ? expected.test(answer) : expected === answer;
}

function reportSkipped(questions) {
  const reasons = questions.map(({ skipped }) => skipped).filter((skipped) => skipped !== undefined);
  for (const reason of new Set(reasons)) {
    console.log(`left out, ${reasons.filter((other) => other === reason).length}: ${reason}`);
  }
}

const executable = process.argv[2];
if (executable === undefined) throw new Error('name the executable of the native tests');
const sections = { 'Wycheproof signatures': signatures, 'Wycheproof encryption': encryption, 'RFC messages': rfc };
let passed = 0;
let failed = 0;
for (const [title, questionsIn] of Object.entries(sections)) {
  const all = questionsIn();
  const questions = all.filter(({ skipped }) => skipped === undefined);
  reportSkipped(all);
  const answers = ask(executable, questions[0].mode, questions);
  const failures = questions.filter(({ expected }, index) => !isGood(expected, answers[index]));
  for (const failure of failures) {
    const { name, expected } = failure;
    const wanted = typeof expected === 'function' ? 'the printed octets' : expected;
    console.error(`${name}: ${answers[questions.indexOf(failure)]}, expected ${wanted}`);
  }
  console.log(`${title}: ${questions.length - failures.length} of ${questions.length}`);
  passed += questions.length - failures.length;
  failed += failures.length;
}
console.log(`vectors: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
