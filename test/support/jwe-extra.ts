/** What the tests of encryption have in common beside keys and forgeries. */

import { errors } from '../../lib';
import { failureOf } from './both';
import { algorithmCases } from './jwe-keys';

/** Every key management algorithm: for cases in which only the key and the cryptography may decide. */
export const everyManagement: readonly string[] = [...new Set(algorithmCases.map(({ alg }) => alg))];

/** All that a caller, or whoever reads a log, can see of an error, but for where it was thrown. */
export function facesOf(error: Error): unknown {
  return {
    class: error.constructor.name,
    name: error.name,
    code: Reflect.get(error, 'code') as unknown,
    message: error.message,
    hasCause: 'cause' in error,
    hasOpenssl: 'openssl' in error,
    own: Reflect.ownKeys(error).map(String).sort(),
    json: JSON.stringify(error),
    isDecryptionError: error instanceof errors.DecryptionError,
  };
}

/** Asserts that every run fails, and that no two failures can be told apart. */
export async function expectOneFailure(runs: readonly (() => unknown)[]): Promise<void> {
  expect(runs.length).toBeGreaterThan(1);
  const faces: unknown[] = [];
  for (const run of runs) faces.push(facesOf(await failureOf(run)));
  for (const face of faces) expect(face).toEqual(decryptionFailed);
}

const decryptionFailed = {
  class: 'DecryptionError',
  name: 'DecryptionError',
  code: 'ERR_JWE_DECRYPTION_FAILED',
  message: 'the JWE could not be decrypted: it is meant for another key, or it was changed',
  hasCause: false,
  hasOpenssl: false,
  own: ['code', 'message', 'stack'],
  json: '{"code":"ERR_JWE_DECRYPTION_FAILED"}',
  isDecryptionError: true,
};

/** Asserts the one failure of all decryptions that fail. */
export async function expectDecryptionFailed(run: () => unknown): Promise<void> {
  expect(facesOf(await failureOf(run))).toEqual(decryptionFailed);
}
