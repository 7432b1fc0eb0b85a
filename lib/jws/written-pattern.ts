/** What the last compact token of a key was like that it made; as token-pattern.ts for those that are read. */

import type { Bytes } from '../internal/bytes';
import { isLong } from '../internal/long-text';
import { addon, translate } from '../internal/native';
import type { Engine } from '../internal/operation';
import type { SignatureAlgorithm } from '../jwa';
import { handleOf, stateOf, type Key } from '../jwk/key';
import type { Policy } from './policy';
import type { ProtectedHeader } from './protected-header';
import { schemeOf } from './steps';
import { endures, isAllowed, maxRemembered, type Pattern } from './token-pattern';

interface WrittenPattern extends Pattern {
  /** That of the registry's cache, so that it stands for the registry as well. */
  readonly header: ProtectedHeader;
}

/** The token of a payload, where its header is that of the key's last and it is made at once; otherwise undefined. */
export function signOfPattern(
  engine: Engine,
  key: Key,
  policy: Policy,
  header: ProtectedHeader,
  payload: Bytes,
): string | undefined {
  const pattern = stateOf(key).written as WrittenPattern | undefined;
  if (pattern?.header !== header || isLong(payload.length) || !isAllowed(pattern, key, policy)) return undefined;
  if (!engine.isImmediate(pattern.scheme, payload.length)) return undefined;
  // As isStill of token-pattern.ts: a program's own `includes` may have signed something else meanwhile.
  if (pattern.state.written !== pattern) return undefined;
  pattern.misses = 0;
  try {
    return addon.signOfPattern(pattern.handle, payload);
  } catch (error) {
    throw translate(error);
  }
}

/** Remembers what a token is like that was made with a key. */
export function rememberWritten(
  key: Key,
  policy: Policy,
  header: ProtectedHeader,
  algorithm: SignatureAlgorithm,
): void {
  if (policy.registry.headerCache === undefined || header.text.length > maxRemembered) return;
  const state = stateOf(key);
  if (endures(state.written as WrittenPattern | undefined)) return;
  const handle = handleOf(key);
  const scheme = schemeOf(algorithm);
  addon.rememberWritten(handle, scheme, header.text);
  const pattern: WrittenPattern = { state, handle, policy, header, algorithm, scheme, misses: 0 };
  state.written = pattern;
}
