/** Which members of a set are tried for a token. */

import { LimitExceededError, NoMatchingKeyError } from '../errors/classes';
import type { Algorithm, KeyOperation } from '../jwa/algorithm';
import { quote } from '../util/text';
import type { Key } from './key';
import { type KeySet, keysWithKid } from './key-set';
import { misfit, slotOf, suitability } from './usable';

/** What is known about the token when its key is looked for. */
export interface Selection {
  /** The JOSE header. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly algorithm: Algorithm;
  readonly operation: KeyOperation;
  /** More fitting members than this are an error, so that a token cannot cost unbounded work. */
  readonly maxKeyCandidates: number;
  /** Whether secrets shorter than RFC 7518 section 3.2 demands are refused in every form. */
  readonly strict: boolean;
}

/** The key ID of a token, if it has one that is a string. */
export function kidOf(header: Readonly<Record<string, unknown>>): string | undefined {
  const kid = Object.hasOwn(header, 'kid') ? header.kid : undefined;
  return typeof kid === 'string' ? kid : undefined;
}

/**
 * The members of a set that may serve, in their order: those with the token's `kid`, or all where it has none, as far
 * as `alg`, `use`, `key_ops` and type fit. A token's `kid` that no member has is not replaced by a guess.
 */
export function selectKeys(set: KeySet, selection: Selection): readonly Key[] {
  const { header, operation, maxKeyCandidates } = selection;
  const kid = kidOf(header);
  const pool: readonly Key[] = kid === undefined ? set.keys : keysWithKid(set, kid);
  const candidates = candidatesOf(pool, selection);
  if (candidates.length === 0) throw noMatch(set, pool, selection, kid);
  // A token is made with one key, the first; only reading one may have to try several.
  if (operation === 'sign' || operation === 'encrypt') return candidates.slice(0, 1);
  // planted: most-candidates
  if (candidates.length > maxKeyCandidates) {
    throw new LimitExceededError(
      `${candidates.length} keys of the set fit the token, more than maxKeyCandidates (${maxKeyCandidates}) allows; ` +
        'give the tokens a kid, or raise the limit in a registry',
    );
  }
  return candidates;
}

/** Sets with no more keys are looked through for each token: to remember the outcome would cost as much. */
const longestUnremembered = 16;

/**
 * The candidates among the keys of a long set, by algorithm and by what is to be done with it. Keys and sets are
 * immutable, so each is looked at but once, however many tokens ask.
 */
const remembered = new WeakMap<readonly Key[], Map<Algorithm, (readonly Key[])[]>>();

function candidatesOf(pool: readonly Key[], selection: Selection): readonly Key[] {
  if (pool.length <= longestUnremembered) return findCandidates(pool, selection);
  const byAlgorithm = remembered.get(pool) ?? new Map<Algorithm, (readonly Key[])[]>();
  const known = byAlgorithm.get(selection.algorithm) ?? [];
  const slot = slotOf(selection.operation, selection.strict);
  const candidates = known[slot] ?? findCandidates(pool, selection);
  known[slot] = candidates;
  byAlgorithm.set(selection.algorithm, known);
  remembered.set(pool, byAlgorithm);
  return candidates;
}

function findCandidates(
  pool: readonly Key[],
  { algorithm, operation, strict }: Omit<Selection, 'header'>,
): readonly Key[] {
  const good: Key[] = [];
  const ofWrongSize: Key[] = [];
  for (const key of pool) {
    const fit = suitability(key, algorithm, operation, strict);
    if (fit === 'good') good.push(key);
    else if (fit === 'wrong size') ofWrongSize.push(key);
  }
  // Secrets that are only of the wrong size come last of all: using them is what says so.
  return good.length > 0 ? good : ofWrongSize;
}

function noMatch(set: KeySet, pool: readonly Key[], selection: Selection, kid: string | undefined): NoMatchingKeyError {
  const { algorithm, operation } = selection;
  const asked = kid === undefined ? `of the set's ${set.keys.length} keys` : `with kid ${quote(kid)} in the set`;
  if (pool.length === 0) {
    const skipped =
      set.skipped.length === 0 ? '' : `; ${set.skipped.length} of its members were skipped: see \`skipped\``;
    return new NoMatchingKeyError(`there is no key ${asked}${skipped}`);
  }
  const [first] = pool;
  const why = first === undefined ? '' : `; the first: ${misfit(first, algorithm, operation)?.message ?? ''}`;
  return new NoMatchingKeyError(`no key ${asked} can ${operation} with ${algorithm.name}${why}`);
}
