/**
 * Many compact tokens at once. The tokens of a slice cross into the core together; with promises the slices are spread
 * over the thread pool. A token that is quicker read by itself is, and so is one that is not of the common kind, or for which
 * OpenSSL has no verdict.
 */

import { BatchVerdict, rowLength, type KeyHandle } from '../internal/native';
import { isPromise, then, type Engine, type Maybe } from '../internal/operation';
import { poolSize } from '../internal/pool-gate';
import type { SignatureAlgorithm } from '../jwa';
import { handleOf, isKey, Key, stateOf } from '../jwk/key';
import { failure, success, type Outcome } from '../message/outcome';
import { requireUsable, usableKeys } from '../message/usable-keys';
import { decodePayload } from './payload';
import type { Policy } from './policy';
import type { ProtectedHeader } from './protected-header';
import { hasScheme, schemeOf, type SignatureContext } from './steps';
import { patternFor } from './token-pattern';
import type { JWSMessage } from './types';

/** Most tokens, and most characters of tokens, that cross at once; a longer token crosses alone. */
const maxTokens = 4096;
const maxCharacters = 1024 * 1024;

/** With promises: a slice that takes JavaScript a quarter of a millisecond, so that others get their turn. */
const maxTokensOfThread = 64;

/** A token that can be verified together with others. */
export abstract class BatchRow<R> implements SignatureContext {
  /** The keys that may serve, never none once they were looked for. */
  keys: readonly Key[] = [];
  /** Its place among the tokens. */
  place = 0;

  constructor(
    readonly engine: Engine,
    readonly policy: Policy,
    readonly algorithm: SignatureAlgorithm,
    readonly protectedHeader: ProtectedHeader,
    readonly token: string,
    readonly firstDot: number,
    readonly secondDot: number,
  ) {}

  get header(): ProtectedHeader['header'] {
    return this.protectedHeader.header;
  }

  /** Octets of the payload, if it is base64url at all. */
  get payloadSize(): number {
    return Math.floor(((this.secondDot - this.firstDot - 1) * 3) / 4);
  }

  message(): JWSMessage {
    const payload = decodePayload(this.token.slice(this.firstDot + 1, this.secondDot), true);
    return { protected: this.header, payload };
  }

  /** The result, of octets that hold the payload from some place on. */
  abstract finish(key: Key, verdict: BatchVerdict, octets: Buffer, from: number): R;

  /** The error that another verdict stands for. */
  abstract refusal(verdict: BatchVerdict): Error;
}

/** How the tokens of a batch are read. */
export interface BatchReader<R> {
  /** For claims: how deep they may be nested. */
  readonly maxDepth: number | undefined;
  /** What is verified together with others, or undefined for a token that has to be read by itself. */
  prepare(token: unknown): Maybe<BatchRow<R> | undefined>;
  /** Reads a token by itself. */
  readAlone(token: unknown): Maybe<R>;
}

/** Whether a key was given that remembers such tokens as this may be, so that it is read by itself; see `isAtOnce`. */
export function mayBeOfPattern(engine: Engine, token: unknown, key: unknown, policy: Policy): boolean {
  return isKey(key) && typeof token === 'string' && patternFor(engine, token, key, policy) !== undefined;
}

/**
 * Whether a verification, or the refusal of one that the linked OpenSSL lacks, is done at once. Then what a key remembers
 * of its last token (token-pattern.ts) saves more than crossing with other tokens does: HS256 claims 1.0 instead of 2.4
 * us.
 */
export function isAtOnce(engine: Engine, algorithm: SignatureAlgorithm, token: string): boolean {
  return !hasScheme(algorithm) || engine.isImmediate(schemeOf(algorithm), token.length);
}

/** Finds the keys for a row, as `verify` does for one token. */
export function withKeys<R>(row: BatchRow<R>, input: unknown): Maybe<BatchRow<R>> {
  if (input instanceof Key) {
    requireUsable(row.policy, row.algorithm, input, 'verify');
    row.keys = stateOf(input).alone;
    return row;
  }
  return then(usableKeys(row, input, 'verify'), (keys) => {
    row.keys = keys;
    return row;
  });
}

/** Reads tokens, and gives what became of each in their order. */
export function readBatch<R>(
  engine: Engine,
  tokens: readonly unknown[],
  reader: BatchReader<R>,
): Maybe<readonly Outcome<R>[]> {
  return new Batch(engine, tokens, reader).read();
}

/** What is still to be waited for; in the synchronous form that is nothing. */
class Waiting {
  readonly #promises: Promise<unknown>[] = [];

  add(value: Maybe<unknown>): void {
    if (isPromise(value)) this.#promises.push(value);
  }

  all(): Maybe<unknown> {
    return this.#promises.length === 0 ? undefined : Promise.all(this.#promises);
  }
}

class Batch<R> {
  readonly #outcomes: Outcome<R>[];
  #next = 0;

  constructor(
    readonly engine: Engine,
    readonly tokens: readonly unknown[],
    readonly reader: BatchReader<R>,
  ) {
    this.#outcomes = new Array<Outcome<R>>(tokens.length);
  }

  read(): Maybe<readonly Outcome<R>[]> {
    if (this.engine.promises) return this.#readOnThreads();
    while (this.#next < this.tokens.length) void this.#readSlice(this.#next, this.#endOfSlice(maxTokens));
    return this.#outcomes;
  }

  /** As many slices at a time as there are threads; not all at once, so that the memory does not grow with the batch. */
  async #readOnThreads(): Promise<readonly Outcome<R>[]> {
    const lanes = poolSize();
    const most = Math.min(Math.ceil(this.tokens.length / lanes), maxTokensOfThread);
    const lane = async (): Promise<void> => {
      while (this.#next < this.tokens.length) {
        this.engine.signal?.throwIfAborted();
        const reading = this.#readSlice(this.#next, this.#endOfSlice(most));
        // Where no thread was needed, others get their turn too.
        await (isPromise(reading) ? reading : new Promise(setImmediate));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return this.#outcomes;
  }

  /** Where the slice ends that starts at the next token, which is then the next one. */
  #endOfSlice(most: number): number {
    const limit = Math.min(this.#next + most, this.tokens.length);
    let characters = 0;
    for (let end = this.#next; end < limit; end++) {
      const token = this.tokens[end];
      characters += typeof token === 'string' ? token.length : 0;
      if (characters > maxCharacters && end > this.#next) return (this.#next = end);
    }
    return (this.#next = limit);
  }

  #readSlice(from: number, to: number): Maybe<unknown> {
    const rows: BatchRow<R>[] = [];
    const waiting = new Waiting();
    const put = (row: BatchRow<R> | undefined, place: number): Maybe<void> => {
      if (row === undefined) return this.#readAlone(place);
      row.place = place;
      rows.push(row);
    };
    for (let place = from; place < to; place++) {
      waiting.add(this.#settle(place, () => then(this.reader.prepare(this.tokens[place]), (row) => put(row, place))));
    }
    return then(waiting.all(), () => this.#verify(rows, 0));
  }

  /** Runs a step for a token, whose error is what becomes of the token. */
  #settle(place: number, step: () => Maybe<void>): Maybe<void> {
    try {
      const value = step();
      return isPromise(value) ? value.catch((error: unknown) => this.#fail(place, error)) : value;
    } catch (error) {
      this.#fail(place, error);
    }
  }

  #fail(place: number, error: unknown): void {
    this.#outcomes[place] = failure(error);
  }

  #readAlone(place: number): Maybe<void> {
    return this.#settle(place, () =>
      then(this.reader.readAlone(this.tokens[place]), (result) => {
        this.#outcomes[place] = success(result);
      }),
    );
  }

  /** Verifies rows with their key of this index; those that have another one, and need it, come again. */
  #verify(all: readonly BatchRow<R>[], index: number): Maybe<unknown> {
    const { handles, rows, table } = this.#tableOf(all, index);
    if (rows.length === 0) return undefined;
    const tokens = rows.map(({ token }) => token);
    const octets = this.engine.verifyMany(handles, table, tokens, this.reader.maxDepth);
    return then(octets, (found) => this.#judge(rows, index, found));
  }

  /** The rows as the core reads them. */
  #tableOf(
    all: readonly BatchRow<R>[],
    index: number,
  ): { handles: KeyHandle[]; rows: BatchRow<R>[]; table: Uint32Array } {
    const places = new Map<Key, number>();
    const handles: KeyHandle[] = [];
    const rows: BatchRow<R>[] = [];
    const table = new Uint32Array(all.length * rowLength);
    let at = 0;
    for (const row of all) {
      try {
        const key = row.keys[index] as Key;
        const handle = handleOf(key);
        const scheme = schemeOf(row.algorithm);
        let place = places.get(key);
        if (place === undefined) {
          place = handles.push(handle) - 1;
          places.set(key, place);
        }
        table[at++] = place;
        table[at++] = scheme;
        table[at++] = row.firstDot;
        table[at++] = row.secondDot;
        table[at++] = row.token.length;
        rows.push(row);
      } catch (error) {
        this.#fail(row.place, error);
      }
    }
    return { handles, rows, table: table.subarray(0, at) };
  }

  #judge(rows: readonly BatchRow<R>[], index: number, octets: Buffer): Maybe<unknown> {
    const again: BatchRow<R>[] = [];
    const waiting = new Waiting();
    let from = rows.length;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as BatchRow<R>;
      const verdict = octets[at] as BatchVerdict;
      try {
        if (verdict === BatchVerdict.good || verdict === BatchVerdict.goodBeyondAscii) {
          this.#outcomes[row.place] = success(row.finish(row.keys[index] as Key, verdict, octets, from));
        } else if (verdict === BatchVerdict.bad && index + 1 < row.keys.length) {
          again.push(row);
        } else if (verdict === BatchVerdict.failed) {
          waiting.add(this.#readAlone(row.place));
        } else {
          throw row.refusal(verdict);
        }
      } catch (error) {
        this.#fail(row.place, error);
      }
      from += row.payloadSize;
    }
    if (again.length > 0) waiting.add(this.#verify(again, index + 1));
    return waiting.all();
  }
}
