import { performance } from 'node:perf_hooks';
import { InvalidJWKSError, NoMatchingKeyError } from '../errors/classes';
import { fromCaller, methodsAtCaller } from '../errors/base';
import { native } from '../native/load';
import { lifetimeOf } from './remote-fetch';
import type { Key } from './key';
import { importPublicKeySet, importPublicKeySetInSlices, type KeySet } from './key-set';
import { describeUrl, fetchSet, parseSet } from './remote-fetch';
import {
  readSettings,
  wrongOption,
  type RemoteKeySetCache,
  type RemoteKeySetOptions,
  type RemoteSettings,
} from './remote-options';
import { selectKeys, type Selection } from './select';

interface Current {
  readonly set: KeySet;
  /** The hash of the text that the set came from; undefined for a preloaded one. */
  readonly digest: string | undefined;
  readonly etag: string | undefined;
  /** When it was retrieved, in milliseconds of the clock that nobody sets, and how long it may be used from then on. */
  readonly since: number;
  readonly lifetime: number;
}

/** Without a set every token asks for one; a server that just failed is given this long, in milliseconds, to recover. */
const RETRY_DELAY = 1000;

/** The candidates for a token; set by the class, for {@link resolveKey}. */
export let selectRemoteKeys: (remote: RemoteKeySet, selection: Selection) => Promise<readonly Key[]>;

export let isRemoteKeySet: (value: unknown) => value is RemoteKeySet;

/**
 * A JWK Set (RFC 7517 section 5) behind a URL, such as the `jwks_uri` of an OpenID provider: the key of any verb of
 * `jose-openssl/promises`.
 *
 * It is retrieved when first needed, once for any number of waiters, and again when it has aged (`maxAge`, or sooner if
 * its Cache-Control says so; with its ETag, if it has one). A token whose key is not in the set makes it retrieved
 * again, but not within `cooldown` of the last time that happened, so that made-up key IDs cost nothing. While a
 * retrieval fails, the set at hand goes on being used. Private and oct keys in a retrieved set are skipped: what stands
 * on the web is neither. Redirects are followed within the origin alone. Ages are told by a clock that nobody sets, so
 * that to set the system's does not keep an old set in use, or make a new one old.
 */
export class RemoteKeySet {
  readonly #settings: RemoteSettings;
  #current: Current | undefined;
  #pending: Promise<KeySet> | undefined;
  /** How many retrievals have ended, so that a caller knows whether one did while it waited. */
  #retrievals = 0;
  #lastMiss = -Infinity;
  #failure: { readonly error: unknown; readonly at: number } | undefined;

  static {
    selectRemoteKeys = (remote, selection) => remote.#select(selection);
    isRemoteKeySet = (value): value is RemoteKeySet =>
      typeof value === 'object' && value !== null && #settings in value;
  }

  /**
   * Prepares a set; nothing is retrieved yet.
   *
   * @param url - `https:`, or `http:` with `allowInsecure`
   * @param options - see {@link RemoteKeySetOptions}
   * @throws TypeError - a malformed URL, another scheme, an unknown option or one of the wrong type
   * @throws InvalidJWKSError (ERR_JWKS_INVALID) - a malformed `cache`
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - a `cache` with more members than `maxKeys`
   * @example
   * import { RemoteKeySet } from 'jose-openssl/promises';
   * import assert from 'node:assert';
   *
   * const keys = new RemoteKeySet('https://login.example.com/jwks.json', { timeout: 2000 });
   * // await jws.deserializeCompact(token, keys)
   * assert.equal(keys.current, undefined);
   */
  constructor(url: string | URL, options?: RemoteKeySetOptions) {
    const [settings, current] = fromCaller(new.target, () => readArguments(url, options));
    this.#settings = settings;
    this.#current = current;
  }

  /** The set at hand, however old, or undefined before the first retrieval. */
  get current(): KeySet | undefined {
    return this.#current?.set;
  }

  /**
   * Retrieves the set now, or joins the retrieval under way.
   *
   * @throws JWKSTimeoutError (ERR_JWKS_TIMEOUT) - it did not arrive in time
   * @throws InvalidJWKSError (ERR_JWKS_INVALID) - the server cannot be reached, answers with another status than 200,
   * redirects elsewhere, or sends something that is no JWK Set
   * @throws LimitExceededError (ERR_JOSE_LIMIT_EXCEEDED) - it is longer than `maxBytes`, has more members than
   * `maxKeys`, or is nested too deeply
   * @example
   * import { RemoteKeySet } from 'jose-openssl/promises';
   * import assert from 'node:assert';
   *
   * const answer = async () => new Response('{"keys":[]}');
   * const keys = new RemoteKeySet('https://login.example.com/jwks.json', { fetch: answer });
   * assert.deepEqual((await keys.refresh()).keys, []);
   */
  refresh(): Promise<KeySet> {
    this.#pending ??= this.#retrieve().finally(() => {
      this.#pending = undefined;
      this.#retrievals++;
    });
    return this.#pending;
  }

  /**
   * The set at hand as plain data for JSON, for processes too short-lived to retrieve it each: give it to the
   * constructor of the next one as `cache`. undefined before the first retrieval.
   *
   * @example
   * import { RemoteKeySet } from 'jose-openssl/promises';
   * import assert from 'node:assert';
   *
   * const url = 'https://login.example.com/jwks.json';
   * const keys = new RemoteKeySet(url, { fetch: async () => new Response('{"keys":[]}') });
   * await keys.refresh();
   * const next = new RemoteKeySet(url, { cache: keys.export() });
   * assert.deepEqual(next.current?.keys, []);
   */
  export(): RemoteKeySetCache | undefined {
    if (this.#current === undefined) return undefined;
    const { set, since, lifetime, etag } = this.#current;
    // Another process has another clock of that kind, so that the time of the day has to do.
    const fetchedAt = Math.round(Date.now() - (performance.now() - since));
    const data = { url: this.#settings.url.href, jwks: set.toJWKS(), fetchedAt, expiresAt: fetchedAt + lifetime };
    return etag === undefined ? data : { ...data, etag };
  }

  /** A set that is fresh enough, or the old one where a new one cannot be had. */
  async #freshEnough(): Promise<KeySet> {
    const now = performance.now();
    const current = this.#current;
    const failure = this.#failure;
    if (current === undefined) {
      const pause = Math.min(RETRY_DELAY, this.#settings.cooldown);
      if (failure !== undefined && now < failure.at + pause) throw failure.error;
      return this.refresh();
    }
    if (now < current.since + current.lifetime) return current.set;
    if (failure !== undefined && now < failure.at + this.#settings.cooldown) return current.set;
    return this.refresh().catch(() => current.set);
  }

  async #select(selection: Selection): Promise<readonly Key[]> {
    const retrievals = this.#retrievals;
    const set = await this.#freshEnough();
    try {
      return selectKeys(set, selection);
    } catch (error) {
      if (!(error instanceof NoMatchingKeyError)) throw error;
      const newer = await this.#afterMiss(this.#retrievals !== retrievals);
      if (newer === undefined) throw error;
      return selectKeys(newer, selection);
    }
  }

  /** The set retrieved anew because a token's key was not in it; undefined where that must wait, or fails. */
  async #afterMiss(justRetrieved: boolean): Promise<KeySet | undefined> {
    if (this.#pending === undefined) {
      const now = performance.now();
      if (now < this.#lastMiss + this.#settings.cooldown) return undefined;
      this.#lastMiss = now;
      if (justRetrieved) return undefined;
    }
    return this.refresh().catch(() => undefined);
  }

  async #retrieve(): Promise<KeySet> {
    try {
      const current = this.#current;
      const { headers, text } = await fetchSet({ ...this.#settings, etag: current?.etag });
      const digest = text === undefined ? current?.digest : native.digest('sha256', text);
      // The same text is the same set: its keys keep what they have learnt.
      const isSame = text === undefined || (digest !== undefined && digest === current?.digest);
      const set = current !== undefined && isSame ? current.set : await this.#read(text ?? '');
      const lifetime = lifetimeOf(headers, this.#settings.maxAge);
      const etag = headers.get('etag') ?? (text === undefined ? current?.etag : undefined);
      this.#current = { set, digest, etag, since: performance.now(), lifetime };
      this.#failure = undefined;
      return set;
    } catch (error) {
      this.#failure = { error, at: performance.now() };
      throw error;
    }
  }

  #read(text: string): Promise<KeySet> {
    const { url, maxKeys, signal } = this.#settings;
    return importPublicKeySetInSlices(parseSet(text, url), maxKeys, signal);
  }
}

methodsAtCaller(RemoteKeySet);

function readArguments(url: unknown, options: unknown): readonly [RemoteSettings, Current | undefined] {
  const { settings, cache } = readSettings(url, options);
  return [settings, cache === undefined ? undefined : readCache(cache, settings)];
}

function readCache(cache: unknown, { url, maxAge, maxKeys }: RemoteSettings): Current {
  if (typeof cache !== 'object' || cache === null) throw wrongOption('cache', 'what export() gave', cache);
  const given = { __proto__: null, ...cache } as Readonly<Partial<Record<keyof RemoteKeySetCache, unknown>>>;
  if (given.url !== url.href) {
    throw new InvalidJWKSError(`the cache is of another URL than ${describeUrl(url)}`);
  }
  const { jwks, fetchedAt, expiresAt, etag } = given;
  const areTimes = Number.isFinite(fetchedAt) && Number.isFinite(expiresAt);
  if (!areTimes || (etag !== undefined && typeof etag !== 'string')) {
    throw new InvalidJWKSError(
      'the cache must be what export() gave: url, jwks, fetchedAt, expiresAt and perhaps etag',
    );
  }
  const set = importPublicKeySet(jwks, maxKeys);
  const now = Date.now();
  const latest = Math.min(expiresAt as number, now + maxAge);
  const since = performance.now() - (now - (fetchedAt as number));
  return { set, digest: undefined, etag, since, lifetime: latest - (fetchedAt as number) };
}
