/** Many JWS Compact Serializations at once. */

import type { BatchVerdict, Verdict } from '../internal/native';
import { verb, type Engine, type Form, type Maybe, type OptionsOf, type Result } from '../internal/operation';
import { option, ownOptions, type Options } from '../internal/options';
import { isKey, type Key } from '../jwk/key';
import { requireKeyInput } from '../jwk/key-input';
import { readTokens } from '../message/batch-arguments';
import { readContent } from '../message/content';
import type { Outcome } from '../message/outcome';
import { ownPolicy } from '../message/policy';
import { readProtected } from '../message/protected-header';
import { BatchRow, isAtOnce, mayBeOfPattern, readBatch, withKeys, type BatchReader } from './batch';
import { deserializeCompactWith, deserializeOptions, splitCompact } from './compact';
import { allowedAlgorithm, policyOf, type Policy } from './policy';
import { jwsHeader } from './protected-header';
import { refused } from './steps';
import type { CompactResult, DeserializeOptions } from './types';
import type { JWSKey } from './verbs';

/** The verb, documented. */
export interface JWSMany<F extends Form> {
  /**
   * Verifies many compact tokens, each as `deserializeCompact` does (RFC 7515 section 5.2): the signatures in one
   * crossing into the core, or with promises spread over the thread pool, up to 64 tokens for each thread at a time. Where a
   * `Key` is given that verifies at once, as a secret always does, the tokens are read in turn: that is quicker. At most 1 Mi
   * characters of tokens, or one longer token, are copied at once for each thread; there is no limit on the number.
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

class CompactRow extends BatchRow<CompactResult> {
  finish(key: Key, _: BatchVerdict, octets: Buffer, from: number): CompactResult {
    // A copy, so that no payload keeps those of all others alive.
    const payload = Buffer.allocUnsafe(this.payloadSize);
    octets.copy(payload, 0, from, from + payload.length);
    return Object.freeze({ protected: this.header, payload, key });
  }

  refusal(verdict: BatchVerdict): Error {
    return refused(verdict as Verdict, this.secondDot === this.firstDot + 1);
  }
}

/** Reads the common kind, a token with its payload; all others by themselves. In the order of `deserializeCompact`. */
function readerOf(
  engine: Engine,
  key: unknown,
  options: Options,
  policy: Policy,
  where: string,
): BatchReader<CompactResult> {
  const isDetached = option(options, 'payload') !== undefined;
  return {
    maxDepth: undefined,
    prepare(token) {
      if (isDetached || mayBeOfPattern(engine, token, key, policy)) return undefined;
      const { token: text, firstDot, secondDot } = splitCompact(token, policy.registry, where);
      const protectedHeader = readProtected(text, firstDot, policy.registry, jwsHeader);
      const algorithm = allowedAlgorithm(protectedHeader.alg, policy);
      if (algorithm.kty === null || !protectedHeader.encodesPayload) return undefined;
      if (isKey(key) && isAtOnce(engine, algorithm, text)) return undefined;
      return withKeys(new CompactRow(engine, policy, algorithm, protectedHeader, text, firstDot, secondDot), key);
    },
    readAlone: (token) => deserializeCompactWith(engine, token, key, options),
  };
}

function deserializeCompactManyWith(
  engine: Engine,
  tokens: unknown,
  key: unknown,
  options?: unknown,
): Maybe<readonly Outcome<CompactResult>[]> {
  const where = 'jws.deserializeCompactMany';
  const list = readTokens(tokens, where);
  const given = ownOptions(options, deserializeOptions, where);
  const policy = ownPolicy(policyOf(given, where));
  const payload = option(given, 'payload');
  const own = payload === undefined ? given : { ...given, payload: readContent(engine, payload, where, 'payload') };
  requireKeyInput(engine, key);
  return readBatch(engine, list, readerOf(engine, key, own, policy, where));
}

export const deserializeCompactMany = verb(deserializeCompactManyWith, 2);
