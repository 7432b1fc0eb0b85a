/**
 * One table of cases, both forms of the API.
 *
 * Every verb is called through a loosely typed face, since many cases pass what the types forbid, and answers with a
 * promise, so that a synchronous throw and a rejection are compared alike. What each form owes beside its result is
 * checked on the way: the synchronous one never returns a promise, the other never throws.
 */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import type { OutcomeFace } from './outcomes';
import type { FlattenedJson, GeneralJson, Json } from './vectors';

export type Header = Record<string, unknown>;

/** As much of a key as these tests look at. */
export interface KeyFace {
  readonly kty: string;
  readonly kid?: string;
  readonly alg?: string;
  readonly isPrivate: boolean;
  toJWK(options?: { private?: boolean }): Header;
  toPEM(options?: { private?: boolean; format?: string }): string;
  toDER(options?: { private?: boolean; format?: string }): Buffer;
  publicKey(): KeyFace;
  thumbprint(digest?: string): string;
}

export interface CompactResult {
  readonly protected: Header;
  readonly payload: Buffer;
  readonly key: KeyFace;
}

export interface MemberResult {
  readonly verified: boolean;
  readonly protected?: Header;
  readonly header?: Header;
  readonly joseHeader?: Header;
  readonly key?: KeyFace;
  readonly code?: string;
}

export interface JsonResult {
  readonly flattened: boolean;
  readonly payload: Buffer;
  readonly members: readonly MemberResult[];
}

export interface JwsFace {
  serializeCompact(header: unknown, payload: unknown, key: unknown, options?: unknown): Promise<string>;
  deserializeCompact(token: unknown, key: unknown, options?: unknown): Promise<CompactResult>;
  deserializeCompactMany(tokens: unknown, key: unknown, options?: unknown): Promise<OutcomeFace[]>;
  serializeJson(member: readonly unknown[], payload: unknown, key: unknown, options?: unknown): Promise<GeneralJson>;
  serializeJson(member: unknown, payload: unknown, key: unknown, options?: unknown): Promise<FlattenedJson>;
  deserializeJson(value: unknown, key: unknown, options?: unknown): Promise<JsonResult>;
  serialize(shape: unknown, payload: unknown, key: unknown, options?: unknown): Promise<unknown>;
  deserialize(value: unknown, key: unknown, options?: unknown): Promise<CompactResult & JsonResult>;
  detach(value: unknown): Promise<unknown>;
  decodeUnverified(value: unknown): Promise<unknown>;
}

export interface JweCompactResult {
  readonly protected: Header;
  readonly plaintext: Buffer;
  readonly key: KeyFace;
}

export interface JweJsonResult {
  readonly flattened: boolean;
  readonly protected: Header | undefined;
  readonly unprotected: Header | undefined;
  readonly aad: Buffer | undefined;
  readonly plaintext: Buffer;
  readonly recipient: { readonly index: number; readonly header?: Header; readonly joseHeader: Header };
  readonly key: KeyFace;
}

/** A JWE in JSON of either form; which members there are is what the tests look at. */
export interface JweMessage {
  readonly protected?: string;
  readonly unprotected?: Header;
  readonly header?: Header;
  readonly encrypted_key?: string;
  readonly recipients: readonly { readonly header?: Header; readonly encrypted_key?: string }[];
  readonly aad?: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
}

export interface JweFace {
  encryptCompact(header: unknown, plaintext: unknown, key: unknown, options?: unknown): Promise<string>;
  decryptCompact(token: unknown, key: unknown, options?: unknown): Promise<JweCompactResult>;
  encryptJson(message: unknown, plaintext: unknown, options?: unknown): Promise<JweMessage>;
  decryptJson(value: unknown, key: unknown, options?: unknown): Promise<JweJsonResult>;
  encrypt(shape: unknown, plaintext: unknown, key?: unknown, options?: unknown): Promise<unknown>;
  decrypt(value: unknown, key: unknown, options?: unknown): Promise<JweCompactResult & JweJsonResult>;
  decodeUnverified(value: unknown): Promise<unknown>;
}

export interface JwkFace {
  importKey(value: unknown, parameters?: unknown): Promise<KeyFace>;
  generateKey(kty: unknown, crvOrBits?: unknown, parameters?: unknown): Promise<KeyFace>;
  thumbprint(value: unknown, digest?: unknown): Promise<string>;
}

export interface Form {
  readonly name: 'sync' | 'promise';
  readonly jws: JwsFace;
  readonly jwe: JweFace;
  readonly jwk: JwkFace;
}

const cryptographicVerbs = [
  'serializeCompact',
  'deserializeCompact',
  'deserializeCompactMany',
  'serializeJson',
  'deserializeJson',
  'serialize',
  'deserialize',
] as const;
const otherVerbs = ['detach', 'decodeUnverified'] as const;
const encryptionVerbs = [
  'encryptCompact',
  'decryptCompact',
  'encryptJson',
  'decryptJson',
  'encrypt',
  'decrypt',
] as const;
const keyVerbs = ['importKey', 'generateKey', 'thumbprint'] as const;

type Callable = (...args: readonly unknown[]) => unknown;

function callable(namespace: object, verb: string): Callable {
  const found: unknown = Reflect.get(namespace, verb);
  if (typeof found !== 'function') throw new Error(`The library exports no ${verb}`);
  return (...args) => Reflect.apply(found, namespace, args) as unknown;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}

/** Fails the test itself: neither a JoseError nor a TypeError, so no expectation mistakes it for a refusal. */
function brokenForm(message: string): never {
  const error = new Error(message);
  error.name = 'BrokenForm';
  throw error;
}

function synchronous(namespace: object, verb: string): Callable {
  const call = callable(namespace, verb);
  return async (...args) => {
    const result = call(...args);
    return isThenable(result) ? brokenForm(`${verb} of the synchronous API returned a promise`) : result;
  };
}

function promised(namespace: object, verb: string): Callable {
  const call = callable(namespace, verb);
  return async (...args) => {
    let result: unknown;
    try {
      result = call(...args);
    } catch (error) {
      return brokenForm(`${verb} of the promise API threw instead of rejecting: ${String(error)}`);
    }
    return isThenable(result) ? result : brokenForm(`${verb} of the promise API did not return a promise`);
  };
}

/** Either is right where no cryptography takes place; only the outcome is compared. */
function lenient(namespace: object, verb: string): Callable {
  const call = callable(namespace, verb);
  return async (...args) => call(...args);
}

function face(namespace: object, groups: readonly (readonly [readonly string[], typeof lenient])[]): object {
  return Object.fromEntries(groups.flatMap(([verbs, wrap]) => verbs.map((verb) => [verb, wrap(namespace, verb)])));
}

function form(name: Form['name'], library: { jws: object; jwe: object; jwk: object }, wrap: typeof lenient): Form {
  const jws = face(library.jws, [[cryptographicVerbs, wrap], [otherVerbs, lenient]]) as JwsFace; // prettier-ignore
  const jwk = face(library.jwk, [[keyVerbs, lenient]]) as JwkFace;
  const jwe = face(library.jwe, [[encryptionVerbs, wrap], [['decodeUnverified'], lenient]]) as JweFace; // prettier-ignore
  return { name, jws, jwe, jwk };
}

/** For `describe.each(forms)('$name', ({ jws }) => …)`. */
export const forms: readonly Form[] = [form('sync', sync, synchronous), form('promise', promises, promised)];

/** A set of whatever members, also such as the types of the library do not know. */
export function keySet(keys: unknown): sync.KeySet {
  return sync.KeySet.importKeySet({ keys } as Parameters<typeof sync.KeySet.importKeySet>[0]);
}

// Failures -----------------------------------------------------------------------------------------------------------

/** What `run` throws or rejects with; fails when it succeeds. */
export async function failureOf(run: () => unknown): Promise<Error> {
  let result: unknown;
  try {
    result = await run();
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'message' in error && 'stack' in error)) {
      throw new Error(`Expected an Error, got ${String(error)}`, { cause: error });
    }
    return error as Error;
  }
  throw new Error(`Expected a failure, got ${summary(result)}`);
}

function summary(value: unknown): string {
  return typeof value === 'object' && value !== null ? `an object with ${Object.keys(value).join(', ')}` : typeof value;
}

/**
 * Asserts that `run` fails with a JoseError of this code (or one of these), whose message a reader can act on and
 * which shows nothing of what is secret or was in the token.
 */
export async function expectJoseError(
  run: () => unknown,
  code: string | readonly string[],
  secrets: readonly string[] = [],
): Promise<Error & { readonly code: string }> {
  const error = await failureOf(run);
  if (!(error instanceof sync.errors.JoseError)) throw error;
  const codes = typeof code === 'string' ? [code] : code;
  if (!codes.includes(error.code)) {
    throw new Error(`Expected ${codes.join(' or ')}, got ${error.code}: ${error.message}`, { cause: error });
  }
  expect(error.message.length).toBeGreaterThan(15);
  expect(error.message.length).toBeLessThan(1000);
  const shown = `${error.message}\n${error.stack ?? ''}\n${JSON.stringify(error)}`;
  for (const secret of secrets) expect(shown).not.toContain(secret);
  return error;
}

/** Asserts a TypeError that the library raised on purpose: a message for the caller, not one of the runtime's own. */
export async function expectTypeError(run: () => unknown): Promise<Error> {
  const error = await failureOf(run);
  // By name: a TypeError thrown by native code belongs to another realm than the test's.
  if (error.name !== 'TypeError') throw error;
  expect(error.message.length).toBeGreaterThan(15);
  expect(error.message).not.toMatch(
    /Cannot (read|set|convert|destructure)|is not (a function|iterable|a constructor)|undefined \(reading/,
  );
  return error;
}

/** Asserts a refusal of either kind that the contract leaves open. */
export async function expectRefusal(run: () => unknown): Promise<Error> {
  const error = await failureOf(run);
  if (error instanceof sync.errors.JoseError) return error;
  return expectTypeError(() => {
    throw error;
  });
}

/** The code of a JoseError, 'TypeError', or undefined for success; anything else is thrown on. */
export async function outcomeOf(run: () => unknown): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof sync.errors.JoseError) return error.code;
    if (error instanceof Error && error.name === 'TypeError') return 'TypeError';
    throw error;
  }
}

/** A deep copy to compare an argument with after the call. */
export function snapshot<T>(value: T): T {
  return structuredClone(value);
}

export type { Json };
