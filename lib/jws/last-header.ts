/**
 * The protected header of the last token that a key verified. The tokens of one sender differ in payload and signature
 * alone. So a token that begins with the same text, and has its periods where such a token has them, needs no second
 * look at what was found good before: the header, its algorithm, the key. Nothing of a payload or of claims is kept, and
 * the record is replaced whole.
 */

import type { SignatureAlgorithm } from '../jwa';
import { type Key, stateOf } from '../jwk/key';
import { allowsWith, mayAllow } from '../message/policy';
import type { ProtectedHeader } from './header';
import type { Policy, Registry } from './registry';
import { schemeOf } from './signature';

export interface LastHeader {
  /** Whose rules the header and the key were found to satisfy. */
  readonly registry: Registry;
  readonly protectedHeader: ProtectedHeader;
  readonly algorithm: SignatureAlgorithm;
  /** The core's row of the algorithm. */
  readonly scheme: number;
  /** In characters of base64url. */
  readonly signatureLength: number;
}

const period = 0x2e;

/** What is known of a token by its header, where the policy allows that with this key; undefined for all other tokens. */
export function lastHeaderOf(key: Key, token: string, policy: Policy): LastHeader | undefined {
  const last = stateOf(key).lastHeader as LastHeader | undefined;
  if (last?.registry !== policy.registry || token.length > policy.registry.limits.maxTokenLength) return undefined;
  if (!mayAllow(last.algorithm, policy) || !allowsWith(key, last.algorithm, policy)) return undefined;
  const { text } = last.protectedHeader;
  const { length } = text;
  const secondDot = token.length - last.signatureLength - 1;
  // The places of both periods, and that there is no third one.
  if (token.charCodeAt(length) !== period || token.indexOf('.', length + 1) !== secondDot) return undefined;
  if (token.includes('.', secondDot + 1)) return undefined;
  // A slice is compared sooner than startsWith does it.
  return token.slice(0, length) === text ? last : undefined;
}

/** Keeps the header of a token that the key verified, if the registry's cache of headers has it. */
export function keepHeader(
  key: Key,
  { registry }: Policy,
  protectedHeader: ProtectedHeader,
  algorithm: SignatureAlgorithm,
  signatureLength: number,
): void {
  const state = stateOf(key);
  const last = state.lastHeader as LastHeader | undefined;
  if (last?.protectedHeader === protectedHeader && last.registry === registry) return;
  // A registry without a cache has rules of the caller's own, which see every token.
  if (!protectedHeader.encodesPayload || registry.headerCache?.holds(protectedHeader) !== true) return;
  state.lastHeader = Object.freeze({
    registry,
    protectedHeader,
    algorithm,
    scheme: schemeOf(algorithm),
    signatureLength,
  });
}
