/** What a remote key set is told: its options, read and checked. */

import { typeError } from '../errors/base';
import { readOptions } from '../util/options';
import { describeType, quote } from '../util/text';
import type { FetchFunction, HeaderFields, RemoteRequest } from './remote-fetch';
import { DEFAULT_MAX_KEYS } from './set-members';
import type { JWK } from './types';

/** What {@link RemoteKeySet} takes besides its URL. */
export interface RemoteKeySetOptions {
  /** Milliseconds that one retrieval may take as a whole. Default: 5000. */
  timeout?: number;
  /** Milliseconds that must lie between two retrievals for tokens whose key is not in the set. Default: 30 000. */
  cooldown?: number;
  /** Milliseconds after which the set is retrieved again, unless its Cache-Control says sooner. Default: 600 000. */
  maxAge?: number;
  /** Most bytes that a set may have. Default: 1 048 576. */
  maxBytes?: number;
  /** Most members that a set may have, those that would be skipped included. Default: 1000. */
  maxKeys?: number;
  /** Header fields of the request. Default: an `accept` field. */
  headers?: HeaderFields;
  /** Used in place of the platform's `fetch`, for instance to go through a proxy or to trust a private CA. */
  fetch?: FetchFunction;
  /** Whether `http:` URLs are allowed, which let anyone on the way replace the keys. Default: false. */
  allowInsecure?: boolean;
  /** Ends the retrieval under way, and forbids further ones. */
  signal?: AbortSignal;
  /** What `export()` of an earlier instance gave, to start with. */
  cache?: RemoteKeySetCache;
}

/** A retrieved set as plain data for JSON: see {@link RemoteKeySet.export}. */
export interface RemoteKeySetCache {
  readonly url: string;
  readonly jwks: { readonly keys: readonly JWK[] };
  /** When it was retrieved or last confirmed, in milliseconds of `Date.now()`. */
  readonly fetchedAt: number;
  /** When it is to be retrieved again. */
  readonly expiresAt: number;
  readonly etag?: string;
}

export interface RemoteSettings extends Omit<RemoteRequest, 'etag'> {
  readonly cooldown: number;
  readonly maxAge: number;
  readonly maxKeys: number;
}

const optionNames = [
  'timeout',
  'cooldown',
  'maxAge',
  'maxBytes',
  'maxKeys',
  'headers',
  'fetch',
  'allowInsecure',
  'signal',
  'cache',
] as const;

/** The settings of the constructor's arguments; a given `cache` is handed on as it is. */
export function readSettings(given: unknown, options: unknown): { settings: RemoteSettings; cache: unknown } {
  const read = readOptions(options, optionNames);
  const { allowInsecure = false, fetch = globalThis.fetch, signal, headers, cache } = read;
  if (typeof allowInsecure !== 'boolean') throw wrongOption('allowInsecure', 'a boolean', allowInsecure);
  if (typeof fetch !== 'function') throw wrongOption('fetch', 'a function', fetch);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrongOption('signal', 'an AbortSignal', signal);
  return {
    cache,
    settings: {
      url: readUrl(given, allowInsecure),
      fetch: fetch as FetchFunction,
      headers: readHeaders(headers),
      timeout: readNumber('timeout', read.timeout, 5000, 1),
      cooldown: readNumber('cooldown', read.cooldown, 30_000, 0),
      maxAge: readNumber('maxAge', read.maxAge, 600_000, 0),
      maxBytes: readNumber('maxBytes', read.maxBytes, 1_048_576, 1),
      maxKeys: readNumber('maxKeys', read.maxKeys, DEFAULT_MAX_KEYS, 0),
      signal,
    },
  };
}

/** The error for an option of the wrong type. */
export function wrongOption(name: string, expected: string, found: unknown): TypeError {
  return typeError(`${name} must be ${expected}, found ${describeType(found)}`);
}

function readNumber(name: string, value: unknown, byDefault: number, least: number): number {
  if (value === undefined) return byDefault;
  // Timers take no more than 31 bits.
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value < 2 ** 31) return value;
  throw wrongOption(name, `a whole number of at least ${least}`, value);
}

function readHeaders(given: unknown): Headers {
  const headers = new Headers({ accept: 'application/jwk-set+json, application/json' });
  if (given === undefined) return headers;
  if (typeof given !== 'object' || given === null) throw wrongOption('headers', 'an object of header fields', given);
  try {
    for (const [name, value] of new Headers(given as HeaderFields)) headers.set(name, value);
  } catch (cause) {
    throw typeError('headers must hold valid header fields, each name with a text', { cause });
  }
  return headers;
}

function readUrl(given: unknown, allowInsecure: boolean): URL {
  const isText = typeof given === 'string' && URL.canParse(given);
  if (!isText && !(given instanceof URL)) {
    throw typeError(`url must be an absolute URL, found ${typeof given === 'string' ? 'another text' : quote(given)}`);
  }
  const url = new URL(given);
  if (url.protocol !== 'https:' && !(allowInsecure && url.protocol === 'http:')) {
    throw typeError(
      `the URL's scheme must be https:, found ${quote(url.protocol)}; for http: in a test, give allowInsecure: true`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw typeError('the URL must not hold a user name or password; give an authorization header');
  }
  return url;
}
