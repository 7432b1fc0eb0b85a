/** Many JWTs at once. */

import { requireKeyInput } from '../jwk/key-input';
import { type Outcome, readMany } from '../message/many';
import { ownPolicy } from '../message/policy';
import { type Engine, type Form, type Maybe, type OptionsOf, type Result, verb } from '../native/engine';
import { ownOptions } from '../util/options';
import { decodeAs, decodeOptionNames, readerOf, requireToken } from './decode';
import type { DecodeOptions, DecodeResult, JWTClaims } from './types';
import type { JWTKey } from './verbs';

/** The verb, documented. */
export interface JWTMany<F extends Form> {
  /**
   * Verifies many JWTs and checks the claims of each, as `decode` does (RFC 7519 section 7.2). With promises the
   * signatures are spread over the thread pool. There is no limit on the number of tokens.
   *
   * @param tokens - the tokens
   * @param key - as for `decode`; asked for each token
   * @param options - those of `decode`
   * @returns for each token, in their order, `{ ok: true, value }`, or `{ ok: false, error }` with what `decode` throws for
   * it, also where it is no string
   * @throws TypeError - `tokens` is no array, the key is nothing that a key can be made of, an option is not of its type
   * @example
   * import { errors, jwt } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const tokens = ['alice', 'bob'].map((sub) => jwt.encode({ alg: 'HS256' }, { sub }, secret, { audience: 'api' }));
   * const outcomes = jwt.decodeMany([...tokens, 'no token'], secret, { audience: 'api' });
   * assert.deepEqual(outcomes.map(({ value }) => value?.claims.sub), ['alice', 'bob', undefined]);
   * for (const { ok, error } of outcomes) assert.ok(ok || errors.isJoseError(error));
   */
  decodeMany<C extends object = JWTClaims>(
    tokens: readonly string[],
    key: JWTKey<F>,
    options?: OptionsOf<F, DecodeOptions>,
  ): Result<F, readonly Outcome<DecodeResult<C>>[]>;
}

function decodeManyWith(
  engine: Engine,
  tokens: unknown,
  key: unknown,
  options?: unknown,
): Maybe<readonly Outcome<DecodeResult>[]> {
  const { policy, ...rest } = readerOf(ownOptions(options, decodeOptionNames));
  const reader = { ...rest, policy: policy === undefined ? undefined : ownPolicy(policy) };
  requireKeyInput(engine, key);
  return readMany(engine, tokens, (token) => decodeAs(engine, requireToken(token), key, reader));
}

export const decodeMany = verb(decodeManyWith, 2);
