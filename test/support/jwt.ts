/** The verbs of JWT and of the small API, loosely typed, in both forms: as both.ts has those of JWS. */

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import type { Header, KeyFace } from './both';
import type { OutcomeFace } from './outcomes';

export interface DecodeResult {
  readonly header: Header;
  readonly claims: Record<string, unknown>;
  readonly key: KeyFace;
  readonly encryption?: { readonly header: Header; readonly key: KeyFace };
}

export interface JwtFace {
  encode(header: unknown, claims: unknown, key: unknown, options?: unknown): Promise<string>;
  decode(token: unknown, key: unknown, options?: unknown): Promise<DecodeResult>;
  decodeMany(tokens: unknown, key: unknown, options?: unknown): Promise<OutcomeFace[]>;
  validate(claims: unknown, options?: unknown): Promise<void>;
  decodeUnverified(token: unknown): Promise<{ header: Header; claims: Header }>;
  encodeNested(claims: unknown, layers: unknown, options?: unknown): Promise<string>;
  decodeNested(token: unknown, keys: unknown, options?: unknown): Promise<DecodeResult>;
}

export interface SmallFace {
  sign(claims: unknown, key: unknown, options?: unknown): Promise<Record<string, string>>;
  verify(token: unknown, key: unknown, alg: unknown, options?: unknown): Promise<{ header: Header; claims: Header }>;
  encrypt(claims: unknown, key: unknown, options?: unknown): Promise<Record<string, string>>;
  decrypt(token: unknown, key: unknown, options?: unknown): Promise<{ header: Header; claims: Header }>;
  serializeCompact(token: unknown): Promise<string>;
  deserializeCompact(token: unknown): Promise<Record<string, string>>;
}

export interface JwtForm {
  readonly name: 'sync' | 'promise';
  readonly jwt: JwtFace;
  readonly small: SmallFace;
}

const jwtVerbs = ['encode', 'decode', 'decodeMany', 'validate', 'decodeUnverified', 'encodeNested', 'decodeNested'];
const smallVerbs = ['sign', 'verify', 'encrypt', 'decrypt', 'serializeCompact', 'deserializeCompact'];

function face(namespace: object, verbs: readonly string[], isPromise: boolean): object {
  const wrap =
    (verb: string) =>
    async (...args: unknown[]) => {
      const found: unknown = Reflect.get(namespace, verb);
      if (typeof found !== 'function') throw new Error(`The library exports no ${verb}`);
      let result: unknown;
      try {
        result = Reflect.apply(found, namespace, args);
      } catch (error) {
        // Neither a JoseError nor a TypeError, so no expectation mistakes it for a refusal.
        if (isPromise) throw new Error(`${verb} of the promise API threw instead of rejecting`, { cause: error });
        throw error;
      }
      if (result instanceof Promise !== isPromise) throw new Error(`${verb} gave the result of the other form`);
      return result;
    };
  return Object.fromEntries(verbs.map((verb) => [verb, wrap(verb)]));
}

function form(name: JwtForm['name'], library: { jwt: object }): JwtForm {
  const isPromise = name === 'promise';
  const jwt = face(library.jwt, jwtVerbs, isPromise) as JwtFace;
  return { name, jwt, small: face(library, smallVerbs, isPromise) as SmallFace };
}

/** For `describe.each(jwtForms)('$name', ({ jwt }) => …)`. */
export const jwtForms: readonly JwtForm[] = [form('sync', sync), form('promise', promises)];
