/** The keys that may serve one operation: what the input gives, as far as the policy and the keys themselves allow. */

import type { Algorithm, KeyOperation } from '../jwa';
import type { Key } from '../jwk/key';
import { type KeyContext, type KeyMessage, resolveKey } from '../jwk/key-input';
import { assertFits } from '../jwk/usable';
import { type Engine, isPromise, type Maybe } from '../native/engine';
import { allowsWith, notByDefault, type Policy } from './policy';

/** What is known when a key is looked for. */
export interface KeyUse {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly algorithm: Algorithm;
  /** The JOSE header: the union of protected and unprotected. */
  readonly header: Readonly<Record<string, unknown>>;
  /** For a key function; made only when there is one. */
  message(): KeyMessage;
}

/** The same as a key is asked for. A class, because an object literal with a getter would cost every token 300 ns. */
class KeyQuestion implements KeyContext {
  constructor(
    readonly use: KeyUse,
    readonly header: KeyUse['header'],
    readonly algorithm: Algorithm,
    readonly operation: KeyOperation,
    readonly maxKeyCandidates: number,
    readonly strict: boolean,
  ) {}

  get message(): KeyMessage {
    return this.use.message();
  }
}

/** The keys that may serve, in the order in which they are to be tried: never none. */
export function usableKeys(use: KeyUse, input: unknown, operation: KeyOperation): Maybe<readonly Key[]> {
  const { engine, policy, algorithm, header } = use;
  const { limits, strict } = policy.registry;
  const question = new KeyQuestion(use, header, algorithm, operation, limits.maxKeyCandidates, strict);
  const candidates = resolveKey(engine, input, question);
  return isPromise(candidates)
    ? candidates.then((keys) => usableOf(keys, use, operation))
    : usableOf(candidates, use, operation);
}

function usableOf(keys: readonly Key[], { policy, algorithm }: KeyUse, operation: KeyOperation): readonly Key[] {
  const [first] = keys;
  if (keys.length === 1 && first !== undefined) {
    requireUsable(policy, algorithm, first, operation);
    return keys;
  }
  let refusal: unknown;
  const usable = keys.filter((key) => {
    try {
      requireUsable(policy, algorithm, key, operation);
      return true;
    } catch (error) {
      refusal ??= error;
      return false;
    }
  });
  if (usable.length === 0) throw refusal;
  return usable;
}

/** Checks that the policy allows the algorithm with this key, and that the key fits it. */
export function requireUsable(policy: Policy, algorithm: Algorithm, key: Key, operation: KeyOperation): void {
  if (!allowsWith(key, algorithm, policy)) throw notByDefault(algorithm, policy);
  assertFits(key, algorithm, operation, policy.registry.strict);
}
