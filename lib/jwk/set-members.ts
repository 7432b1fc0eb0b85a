/** The members of a JWK Set: counted, then imported one by one, at once or with pauses for others. */

import { setImmediate } from 'node:timers/promises';

import {
  type AnyJoseError,
  InvalidJWKError,
  InvalidJWKSError,
  isJoseError,
  LimitExceededError,
} from '../errors/classes';
import { typeError } from '../errors/base';
import { privateMemberNames } from '../jwa/key-types';
import { ownList } from '../util/own-copy';
import { describeType } from '../util/text';
import { type AnyKey, importNow } from './import';
import type { JWK } from './types';

/** The most members that a set may have where the caller says nothing. */
export const DEFAULT_MAX_KEYS = 1000;

/** A member of a JWK Set that was left out, and why. */
export interface SkippedKey {
  /** Its place in the set it came from. */
  readonly index: number;
  /** Its key ID, if it had one. */
  readonly kid: string | undefined;
  /** The code of the error that importing it raised. */
  readonly code: AnyJoseError['code'];
  /** The message of that error. */
  readonly reason: string;
}

/** What became of all members. */
export interface ImportedMembers {
  readonly keys: readonly AnyKey[];
  readonly skipped: readonly SkippedKey[];
}

/** An import that stops after each member. */
type Import = Generator<undefined, ImportedMembers>;

/** Imports the members of a set that is found to be one, of at most `maxKeys` members: that is said before any work. */
export function* importMembers(value: unknown, maxKeys: number, importMember: (member: JWK) => AnyKey): Import {
  const keys: AnyKey[] = [];
  const skipped: SkippedKey[] = [];
  for (const [index, member] of readMembers(value, maxKeys).entries()) {
    try {
      keys.push(importMember(member));
    } catch (error) {
      if (!isJoseError(error)) throw error;
      const kid = Object.hasOwn(member, 'kid') && typeof member.kid === 'string' ? member.kid : undefined;
      skipped.push(Object.freeze({ index, kid, code: error.code, reason: error.message }));
    }
    yield;
  }
  return { keys, skipped: Object.freeze(skipped) };
}

/** Imports without a pause. */
export function atOnce(members: Import): ImportedMembers {
  for (;;) {
    const step = members.next();
    if (step.done === true) return step.value;
  }
}

/** Members that are imported before others have their turn: a millisecond or two of RSA keys. */
const membersOfSlice = 16;

/** Imports a few members at a time, so that a long set keeps nobody waiting. Throws the reason of the signal. */
export async function inSlices(members: Import, signal: AbortSignal | undefined): Promise<ImportedMembers> {
  for (let count = 1; ; count++) {
    const step = members.next();
    if (step.done === true) return step.value;
    if (count % membersOfSlice !== 0) continue;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** Imports a member of a set that anyone can read: no private or secret key is taken from there. */
export function importPublicKey(member: JWK): AnyKey {
  const secret = Object.keys(member).find((name) => privateMemberNames.has(name));
  if (secret !== undefined || (Object.hasOwn(member, 'kty') && member.kty === 'oct')) {
    const what = secret === undefined ? 'an oct key' : `the private member "${secret}"`;
    throw new InvalidJWKError(
      `a published JWK Set must hold public keys only, found ${what}; whoever reads it knows the key`,
    );
  }
  return importNow(member);
}

function readMembers(value: unknown, maxKeys: number): readonly JWK[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const remedy = typeof value === 'string' ? '; use JSON.parse on its text' : '';
    throw typeError(`KeySet.importKeySet takes a JWK Set object, found ${describeType(value)}${remedy}`);
  }
  const given: unknown = Object.hasOwn(value, 'keys') ? (value as { readonly keys: unknown }).keys : undefined;
  if (!Array.isArray(given)) {
    throw new InvalidJWKSError(`a JWK Set must have a member "keys", an array of JWKs; found ${describeType(given)}`);
  }
  const { length } = given;
  requireCount(length, maxKeys);
  // Copied, since the caller may change it while others have their turn.
  const keys = ownList(given, length);
  const odd = keys.findIndex((member) => typeof member !== 'object' || member === null || Array.isArray(member));
  if (odd !== -1) {
    throw new InvalidJWKSError(
      `every member of a JWK Set must be a JWK object; the one at index ${odd} is ${describeType(keys[odd])}`,
    );
  }
  // The members too, so that what is found to be public is what is imported.
  return keys.map((member) => ({ ...(member as JWK) }));
}

function requireCount(found: number, maxKeys: number): void {
  // planted: set-members
  if (found <= maxKeys) return;
  throw new LimitExceededError(
    `the number of members of a JWK Set: expected at most ${maxKeys}, found ${found}; a larger maxKeys allows more`,
  );
}
