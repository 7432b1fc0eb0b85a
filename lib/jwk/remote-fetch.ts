/** One retrieval of a key set over HTTP: bounded in time and size, never led away from its origin. */

import { InvalidJWKSError, isJoseError, JWKSTimeoutError, LimitExceededError } from '../errors/classes';
import { forEachChunk } from '../util/chunks';
import { parseJsonObject } from '../native/json';
import { decodeUtf8, type JsonObject } from '../util/json';
import { bare } from '../util/options';
import { quote } from '../util/text';

/** What the platform's `fetch` is used as; a replacement can go through a proxy or trust a private CA. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** Header fields in each form that `Headers` takes. */
export type HeaderFields = Headers | Readonly<Record<string, string>> | [string, string][];

export interface RemoteRequest {
  readonly url: URL;
  readonly fetch: FetchFunction;
  readonly headers: Headers;
  /** Milliseconds for the whole exchange, body included. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** The entity tag of the set at hand, to be told if it is still the current one. */
  readonly etag: string | undefined;
}

export interface RemoteAnswer {
  readonly headers: Headers;
  /** The set; undefined where the one at hand is still current. */
  readonly text: string | undefined;
}

const MAX_REDIRECTS = 5;
const MAX_DEPTH = 64;

/** What may be said of a URL: its query may hold a secret. */
export function describeUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** @throws InvalidJWKSError, JWKSTimeoutError, LimitExceededError, or the reason of the caller's AbortSignal */
export async function fetchSet(request: RemoteRequest): Promise<RemoteAnswer> {
  const { url, timeout, signal } = request;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const timedOut = new JWKSTimeoutError(
    `the JWK Set at ${describeUrl(url)} did not arrive within ${timeout} ms; raise timeout if the server is that slow`,
  );
  const timer = setTimeout(() => {
    controller.abort(timedOut);
  }, timeout);
  const abort = (): void => {
    controller.abort(signal?.reason);
  };
  signal?.addEventListener('abort', abort, bare({ once: true }));
  try {
    // A fetch function that does not heed the signal is left behind all the same.
    return await Promise.race([exchange(request, controller.signal), aborted(controller.signal)]);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    if (isJoseError(error)) throw error;
    throw new InvalidJWKSError(`the JWK Set at ${describeUrl(url)} could not be fetched`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

async function exchange(request: RemoteRequest, signal: AbortSignal): Promise<RemoteAnswer> {
  const response = await follow(request, signal);
  const { headers } = response;
  if (response.status === 304 && request.etag !== undefined) {
    await response.body?.cancel();
    return { headers, text: undefined };
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new InvalidJWKSError(
      `the server answered the request for ${describeUrl(request.url)} with status ${response.status}, expected 200`,
    );
  }
  const text = decodeUtf8(await readBody(response, request.maxBytes, signal));
  if (text === undefined) throw new InvalidJWKSError(`the JWK Set at ${describeUrl(request.url)} is not UTF-8 text`);
  return { headers, text };
}

/** Follows redirects by hand, so that no server can make this one ask another. */
async function follow(request: RemoteRequest, signal: AbortSignal): Promise<Response> {
  const headers = new Headers(request.headers);
  if (request.etag !== undefined) headers.set('if-none-match', request.etag);
  let { url } = request;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await request.fetch(url.href, bare({ headers, signal, redirect: 'manual' }));
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    // planted: redirect-origin
    if (next.origin !== request.url.origin) {
      throw new InvalidJWKSError(
        `the server redirects from ${describeUrl(url)} to another origin, ${quote(next.origin)}; give the final URL instead`,
      );
    }
    url = next;
  }
  throw new InvalidJWKSError(`the server redirects from ${describeUrl(request.url)} more than ${MAX_REDIRECTS} times`);
}

/** Reads no more than `maxBytes`, counted after any content encoding was undone. */
async function readBody({ body }: Response, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (body !== null) {
    // Where this throws, the stream is cancelled.
    await forEachChunk(body as AsyncIterable<Uint8Array>, signal, 'the body of the response', (chunk) => {
      length += chunk.length;
      if (length > maxBytes) {
        throw new LimitExceededError(
          `the JWK Set is longer than maxBytes (${maxBytes}); raise the limit if it is genuine`,
        );
      }
      // Endless empty pieces would fill the memory, too.
      if (chunk.length > 0) chunks.push(chunk);
    });
  }
  return Buffer.concat(chunks, length);
}

/** The JSON of a fetched set, read strictly. */
export function parseSet(text: string, url: URL): JsonObject {
  return parseJsonObject(
    text,
    { maxDepth: MAX_DEPTH },
    (reason) => new InvalidJWKSError(`the JWK Set at ${describeUrl(url)} ${reason}`),
  );
}

/** A server that forbids caching is still asked no more often than this: a fetch for each token helps nobody. */
const LEAST_LIFETIME = 1000;

function deltaSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The directives of a Cache-Control field, names in small letters, values without quotes. */
function directivesOf(cacheControl: string): Map<string, string> {
  const parts = cacheControl.split(',').map((part) => part.trim().split('=', 2));
  return new Map(parts.map(([name = '', value = '']) => [name.toLowerCase(), value.replace(/^"|"$/g, '')]));
}

/** The lifetime of a response in milliseconds: what its Cache-Control and Age say, at most `maxAge`. */
export function lifetimeOf(headers: Headers, maxAge: number): number {
  const directives = directivesOf(headers.get('cache-control') ?? '');
  const isForbidden = directives.has('no-store') || directives.has('no-cache');
  const allowed = isForbidden ? 0 : deltaSeconds(directives.get('max-age'));
  if (allowed === undefined) return maxAge;
  const age = deltaSeconds(headers.get('age')?.trim()) ?? 0;
  return Math.min(maxAge, Math.max(LEAST_LIFETIME, (allowed - age) * 1000));
}
