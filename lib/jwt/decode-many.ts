/** Many JWTs at once. */

import { BatchVerdict, type ClaimsVerdict } from '../internal/native';
import { verb, type Engine, type Form, type Maybe, type OptionsOf, type Result } from '../internal/operation';
import { ownOptions } from '../internal/options';
import { stateOf, type Key } from '../jwk/key';
import { requireKeyInput } from '../jwk/key-input';
import { BatchRow, isAtOnce, mayBeOfPattern, readBatch, withKeys, type BatchReader } from '../jws/batch';
import { payloadAmong, rememberLayout } from '../jws/payload-layout';
import { allowedAlgorithm } from '../jws/policy';
import { jwsHeader } from '../jws/protected-header';
import { refused } from '../jws/steps';
import { rememberRead, type TokenPattern } from '../jws/token-pattern';
import { readTokens } from '../message/batch-arguments';
import type { Outcome } from '../message/outcome';
import { ownPolicy } from '../message/policy';
import { readProtected } from '../message/protected-header';
import { claimsOf, requireEncodedPayload, requireReadableClaims } from './claims-text';
import { decodeAs, decodeOptionNames, readerOf, requireToken, type Reader } from './decode';
import { checkClaims, type Expectations } from './expectations';
import type { DecodeOptions, DecodeResult, JWTClaims } from './types';
import type { JWTKey } from './verbs';

/** The verb, documented. */
export interface JWTMany<F extends Form> {
  /**
   * Verifies many JWTs and checks the claims of each, as `decode` does (RFC 7519 section 7.2). With promises the
   * signatures are spread over the thread pool, up to 64 tokens for each thread at a time, of which at most 1 Mi characters, or
   * one longer token, are copied at once for each thread. What is verified at once, synchronously or because it takes less
   * than a hop to the pool, is read in turn. There is no limit on the number. Encrypted tokens are decrypted one by one.
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

class ClaimsRow extends BatchRow<DecodeResult> {
  expected: Expectations | undefined;

  finish(key: Key, verdict: BatchVerdict, octets: Buffer, from: number): DecodeResult {
    const claims = this.#claims(key, verdict, octets, from);
    if (this.expected !== undefined) checkClaims(claims, this.header, this.expected);
    return Object.freeze({ header: this.header, claims, key });
  }

  /** The claims, copied from the last of the key but for what has changed, or parsed. */
  #claims(key: Key, verdict: BatchVerdict, octets: Buffer, from: number): JWTClaims {
    const { policy, protectedHeader, algorithm, token, secondDot, payloadSize } = this;
    rememberRead(key, policy, protectedHeader, algorithm, token.length - secondDot - 1);
    const pattern = stateOf(key).read as TokenPattern | undefined;
    const known = pattern && payloadAmong(pattern, octets, from, payloadSize);
    if (known !== undefined) return known;
    const text = octets.toString(verdict === BatchVerdict.good ? 'latin1' : 'utf8', from, from + payloadSize);
    const claims = claimsOf(text);
    // Another registry's pattern stands for its maxDepth, which these claims need not keep.
    if (pattern?.registry === policy.registry) rememberLayout(pattern, text);
    return claims;
  }

  refusal(verdict: BatchVerdict): Error {
    return refused(requireReadableClaims(verdict as ClaimsVerdict) as ClaimsVerdict & (0 | 2 | 3));
  }
}

/** Reads signed tokens together, and all others by themselves. In the order of `decode`. */
function batchReader(engine: Engine, key: unknown, reader: Reader): BatchReader<DecodeResult> {
  const { policy, expected, where } = reader;
  return {
    maxDepth: policy?.registry.limits.maxDepth ?? 0,
    prepare(value) {
      const token = requireToken(value, where);
      if (policy !== undefined && mayBeOfPattern(engine, token, key, policy)) return undefined;
      const firstDot = token.indexOf('.');
      const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
      if (policy === undefined || secondDot < 0 || token.includes('.', secondDot + 1)) return undefined;
      const { registry } = policy;
      registry.require('maxTokenLength', token.length, 'the length of the token');
      registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
      const protectedHeader = readProtected(token, firstDot, registry, jwsHeader);
      requireEncodedPayload(protectedHeader.encodesPayload);
      const algorithm = allowedAlgorithm(protectedHeader.alg, policy);
      if (algorithm.kty === null || isAtOnce(engine, algorithm, token)) return undefined;
      const row = new ClaimsRow(engine, policy, algorithm, protectedHeader, token, firstDot, secondDot);
      row.expected = expected;
      return withKeys(row, key);
    },
    readAlone: (token) => decodeAs(engine, requireToken(token, where), key, reader),
  };
}

function decodeManyWith(
  engine: Engine,
  tokens: unknown,
  key: unknown,
  options?: unknown,
): Maybe<readonly Outcome<DecodeResult>[]> {
  const where = 'jwt.decodeMany';
  const list = readTokens(tokens, where);
  const { policy, ...rest } = readerOf(ownOptions(options, decodeOptionNames, where), where);
  const reader = { ...rest, policy: policy === undefined ? undefined : ownPolicy(policy) };
  requireKeyInput(engine, key);
  return readBatch(engine, list, batchReader(engine, key, reader));
}

export const decodeMany = verb(decodeManyWith, 2);
