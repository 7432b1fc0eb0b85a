/**
 * What the last good compact token of a key was like. The tokens of one sender differ in payload and signature alone:
 * the header stays, and with it the algorithm and the length of the signature. So a key remembers the last, the core
 * compares a new token's start with it, and nothing is searched or looked up. Where a token is not of the pattern, the
 * ordinary way reads it, and says what is wrong with it.
 */

import { isLong, roomFor } from '../internal/long-text';
import { addon, translate, Verdict, type ClaimsVerdict, type KeyHandle } from '../internal/native';
import { synchronousNative } from '../internal/native-steps';
import type { Engine } from '../internal/operation';
import type { SignatureAlgorithm } from '../jwa';
import { stateOf, type Key, type KeyState } from '../jwk/key';
import { ownCopy } from '../message/header-cache';
import { allowsWith, mayAllow } from '../message/policy';
import { payloadChanges, type LayoutMemory } from './payload-layout';
import type { Policy } from './policy';
import type { ProtectedHeader } from './protected-header';
import type { Registry } from './registry';
import { refused, schemeOf } from './steps';

/** What the patterns of tokens that are read and of those that are written have in common. */
export interface Pattern {
  /** Of the key that it is of. */
  readonly state: KeyState;
  readonly handle: KeyHandle;
  /** Under which the algorithm was allowed. */
  readonly policy: Policy;
  readonly algorithm: SignatureAlgorithm;
  readonly scheme: number;
  /** Good tokens in a row that were not of the pattern. */
  misses: number;
}

export interface TokenPattern extends Pattern, LayoutMemory {
  /** Whose rules the header and the key were found to satisfy. */
  readonly registry: Registry;
  readonly header: ProtectedHeader['header'];
  /** The header in base64url. */
  readonly text: string;
  /** The characters that are not the payload: header, signature and both periods. */
  readonly around: number;
  /** Of the registry. */
  readonly maxDepth: number;
}

const patience = 4;

/** Whether a pattern stays although a good token was not of it: a few in a row do not replace it. */
export function endures(pattern: Pattern | undefined): boolean {
  return pattern !== undefined && ++pattern.misses < patience;
}

/** Whether the policy of a call allows what is of a pattern, as that did under which it was found. */
export function isAllowed({ algorithm, policy: known }: Pattern, key: Key, policy: Policy): boolean {
  return known === policy || (mayAllow(algorithm, policy) && allowsWith(key, algorithm, policy));
}

/** The pattern of a key's tokens, where the policy allows what is of it and a token is read at once; otherwise undefined. */
export function patternFor(engine: Engine, token: string, key: Key, policy: Policy): TokenPattern | undefined {
  const pattern = stateOf(key).read as TokenPattern | undefined;
  if (pattern === undefined) return undefined;
  const { registry } = policy;
  if (pattern.registry !== registry || token.length > registry.limits.maxTokenLength) return undefined;
  if (token.length < pattern.around) return undefined;
  if (!engine.isImmediate(pattern.scheme, token.length)) return undefined;
  return isAllowed(pattern, key, policy) ? pattern : undefined;
}

/** Remembers what a token is like that was found good with a key. */
export function rememberRead(
  key: Key,
  policy: Policy,
  { header, text, encodesPayload }: ProtectedHeader,
  algorithm: SignatureAlgorithm,
  signatureLength: number,
): void {
  const { registry } = policy;
  // A registry without a cache has rules of the caller's own, which see every token.
  if (registry.headerCache === undefined || !encodesPayload || text.length > maxRemembered) return;
  const state = stateOf(key);
  const last = state.read as TokenPattern | undefined;
  if (last?.header === header) {
    // Another way led to this key, and it knew such tokens already.
    last.misses = 0;
    return;
  }
  if (endures(last)) return;
  // Before the core's half is written, since a proxy of a registry, or a program's own Buffer.from, may read tokens with
  // the key.
  const ownText = ownCopy(text);
  const { maxDepth } = registry.limits;
  const scheme = schemeOf(algorithm);
  const { handle } = state;
  // A check of the claims may have disposed of the key that verified them.
  if (handle === undefined) return;
  addon.rememberRead(handle, scheme, text, signatureLength);
  const around = text.length + signatureLength + 2;
  const pattern: TokenPattern = {
    state,
    handle,
    registry,
    policy,
    header,
    text: ownText,
    algorithm,
    scheme,
    around,
    maxDepth,
    misses: 0,
    layout: undefined,
    strangers: 0,
    patience: 1,
  };
  state.read = pattern;
}

/** The longest header that is remembered, in characters. */
export const maxRemembered = 1024;

/**
 * Whether a pattern is still the key's, as the core has it: since it was found, a program's own `includes`, or a proxy of a
 * registry, may have read other tokens with the key, or disposed of it. Asked where no such code runs any more.
 */
function isStill(pattern: TokenPattern): boolean {
  return pattern.state.read === pattern;
}

/**
 * The payload of a token of the pattern; undefined where it is not of the pattern, or malformed.
 *
 * @throws BadSignatureError - the signature is not the key's
 */
export function verifyOfPattern(pattern: TokenPattern, token: string): Buffer | undefined {
  if (!isStill(pattern)) return undefined;
  const found = isLong(token.length) ? verifyLong(pattern, token) : verifyShort(pattern, token);
  if (found === Verdict.bad) throw refused(found, token.length === pattern.around);
  if (typeof found === 'number') return undefined;
  pattern.misses = 0;
  return found;
}

function verifyShort({ handle, around }: TokenPattern, token: string): Buffer | Verdict {
  // A Buffer that JavaScript allocates from its pool costs a tenth of one that the core creates.
  const output = roomFor(token.length - around);
  try {
    const verdict = addon.verifyOfPattern(handle, token, output);
    return verdict === Verdict.good ? output : verdict;
  } catch (error) {
    throw translate(error);
  }
}

/** A megabyte is not searched for periods: a good one has none but these two, since a period is no base64url. */
function verifyLong({ handle, scheme, text, around }: TokenPattern, token: string): Buffer | Verdict {
  const firstDot = text.length;
  const secondDot = token.length - (around - firstDot - 1);
  const isOfPattern = token.startsWith(text) && token[firstDot] === '.' && token[secondDot] === '.';
  if (!isOfPattern) return Verdict.malformedPayload;
  return synchronousNative.verifyCompact(handle, scheme, token, firstDot, secondDot) as Buffer | Verdict;
}

/**
 * The same for a payload that is JSON: what has changed against the layout, if it is of one, otherwise its text, or what
 * is wrong with it although well signed; and whether the signature is bad is a verdict.
 */
export function verifyClaimsOfPattern(pattern: TokenPattern, token: string): ClaimsVerdict | string | undefined {
  if (isLong(token.length) || !isStill(pattern)) return undefined;
  const { handle, maxDepth } = pattern;
  let found: ClaimsVerdict | string;
  try {
    found = addon.verifyClaimsOfPattern(handle, token, maxDepth, payloadChanges);
  } catch (error) {
    throw translate(error);
  }
  if (found === Verdict.malformedPayload || found === Verdict.malformedSignature) return undefined;
  pattern.misses = 0;
  return found;
}
