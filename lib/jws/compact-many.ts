/** Many JWS Compact Serializations at once. */

import { requireKeyInput } from '../jwk/key-input';
import { type Outcome, readMany } from '../message/many';
import { ownPolicy } from '../message/policy';
import { type Engine, type Form, type Maybe, type OptionsOf, readContent, type Result, verb } from '../native/engine';
import { option, ownOptions } from '../util/options';
import { deserializeAs, deserializeOptions } from './compact';
import { policyOf } from './registry';
import type { CompactResult, DeserializeOptions } from './types';
import type { JWSKey } from './verbs';

/** The verb, documented. */
export interface JWSMany<F extends Form> {
  /**
   * Verifies many compact tokens, each as `deserializeCompact` does (RFC 7515 section 5.2). With promises the signatures
   * are spread over the thread pool. There is no limit on the number of tokens.
   *
   * @param tokens - the tokens
   * @param key - as for `deserializeCompact`; asked for each token
   * @param options - those of `deserializeCompact`
   * @returns for each token, in their order, `{ ok: true, value }`, or `{ ok: false, error }` with what
   * `deserializeCompact` throws for it, also where it is no string
   * @throws TypeError - `tokens` is no array, the key is nothing that a key can be made of, an option is not of its type
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const tokens = ['a', 'b'].map((payload) => jws.serializeCompact({ alg: 'HS256' }, payload, secret));
   * const [first, , third] = jws.deserializeCompactMany([...tokens, 'no token'], secret);
   * assert.equal(first?.value?.payload.toString(), 'a');
   * assert.equal(third?.ok, false);
   */
  deserializeCompactMany(
    tokens: readonly string[],
    key: JWSKey<F>,
    options?: OptionsOf<F, DeserializeOptions>,
  ): Result<F, readonly Outcome<CompactResult>[]>;
}

function deserializeCompactManyWith(
  engine: Engine,
  tokens: unknown,
  key: unknown,
  options?: unknown,
): Maybe<readonly Outcome<CompactResult>[]> {
  const given = ownOptions(options, deserializeOptions);
  const policy = ownPolicy(policyOf(given));
  const payload = option(given, 'payload');
  const detached = payload === undefined ? undefined : readContent(engine, payload, 'payload');
  requireKeyInput(engine, key);
  return readMany(engine, tokens, (token) => deserializeAs(engine, token, key, policy, detached));
}

export const deserializeCompactMany = verb(deserializeCompactManyWith, 2);
