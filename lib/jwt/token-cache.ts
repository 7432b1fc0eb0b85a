/** Tokens that were verified before, for a verifier that is asked to remember them. */

import { performance } from 'node:perf_hooks';

import { readOptions } from '../internal/options';
import { describeType } from '../internal/text';
import { readDuration } from './duration';
import type { DecodeResult } from './types';

interface Entry {
  readonly result: DecodeResult;
  /** When it is to be forgotten, in milliseconds of the clock that nobody sets. */
  readonly until: number;
}

/** Longer tokens are not remembered, so that the memory is bounded and not only the number. */
const maxTokenLength = 8192;

const defaultMax = 1000;
const defaultTtl = '10m';

/** A copy of a string that does not keep the larger string alive that it may be a slice of; a good token is ASCII. */
function ownCopy(token: string): string {
  return Buffer.from(token, 'latin1').toString('latin1');
}

/**
 * Results by the whole token: nothing shorter stands for it, so that no two tokens can be taken for one another. It
 * belongs to one verifier, and so to one key and one set of options. Of too many the least recently used goes.
 */
export class TokenCache {
  readonly #entries = new Map<string, Entry>();
  readonly #max: number;
  readonly #ttl: number;

  /** Reads the option `cache`; throws TypeError. */
  constructor(value: unknown, where: string) {
    const { max = defaultMax, ttl = defaultTtl } = readOptions(value, ['max', 'ttl'], `${where}: cache`);
    if (typeof max !== 'number' || !Number.isSafeInteger(max) || max < 1) {
      const found = typeof max === 'number' ? max : describeType(max);
      throw new TypeError(`${where}: cache.max must be a positive integer, found ${found}`);
    }
    this.#max = max;
    this.#ttl = readDuration(ttl, where, 'cache.ttl') * 1000;
  }

  /** The result for a token that is remembered. */
  get(token: string): DecodeResult | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    if (performance.now() >= entry.until) return undefined;
    // Behind all others, as the one used last.
    this.#entries.set(token, entry);
    return entry.result;
  }

  set(token: string, result: DecodeResult): void {
    if (token.length > maxTokenLength) return;
    if (this.#entries.size >= this.#max) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(ownCopy(token), { result, until: performance.now() + this.#ttl });
  }

  delete(token: string): void {
    this.#entries.delete(token);
  }
}
