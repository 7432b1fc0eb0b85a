/**
 * Protected headers that were read or written before. Most tokens of a server share a few, and parsing and validating
 * one costs more than an HMAC.
 *
 * Two steps: the few used last are compared in place, without making a string (30 ns against 150 to 350); the others
 * are found by their text.
 */

import { isPlainObject } from '../util/json';

/** What is remembered of a protected header; each kind of object has more. */
export interface CachedHeader {
  /** Its base64url, as received or as written. */
  readonly text: string;
  /** Frozen throughout. */
  readonly header: Readonly<Record<string, unknown>>;
}

/** Most headers that a cache holds, and the longest text that it takes. */
const maxEntries = 256;
const maxTextLength = 1024;

/** How many of the last used are compared in place. */
const maxRecent = 4;

/** A header with strings alone for its values, taken apart for comparing. */
export interface FlatHeader<Parsed> {
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly parsed: Parsed;
}

/** A copy of a string that does not keep the larger string alive that it may be a slice of. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Puts an entry before the few that were used last. */
export function putFirst<T>(recent: T[], entry: T): void {
  recent.unshift(entry);
  if (recent.length > maxRecent) recent.pop();
}

/**
 * Whether a caller's header would give the same JSON. It has the same own members in the same order, all strings, and
 * nothing that JSON.stringify would ask: no `toJSON`, no prototype of its own.
 */
export function isSame(header: Readonly<Record<string, unknown>>, { names, values }: FlatHeader<unknown>): boolean {
  // Inherited members come after the own ones, so it is enough to ask of the last; first of all, so that none is read.
  const last = names.at(-1);
  if (last !== undefined && !Object.hasOwn(header, last)) return false;
  let index = 0;
  for (const name in header) {
    // planted: header-by-object
    if (name !== names[index] || header[name] !== values[index]) return false;
    index++;
  }
  return index === names.length;
}

function flatten<Parsed extends CachedHeader>(parsed: Parsed): FlatHeader<Parsed> | undefined {
  const names = Object.keys(parsed.header);
  const values = Object.values(parsed.header).filter((value) => typeof value === 'string');
  return values.length === names.length ? { names, values, parsed } : undefined;
}

export class HeaderCache<Parsed extends CachedHeader> {
  readonly #byText = new Map<string, Parsed>();
  readonly #byJson = new Map<string, Parsed>();
  readonly #lastRead: Parsed[] = [];
  readonly #lastWritten: FlatHeader<Parsed>[] = [];

  /** The header of a token whose first part has this length, if it was read before. */
  ofToken(token: string, length: number): Parsed | undefined {
    const recent = this.#lastRead;
    // By index: an iterator would cost as much as a comparison.
    for (let index = 0; index < recent.length; index++) {
      const entry = recent[index];
      // A slice is compared twice as fast as startsWith does it.
      // planted: header-by-text
      if (entry?.text.length === length && token.slice(0, length) === entry.text) return entry;
    }
    const parsed = length > maxTextLength ? undefined : this.#byText.get(token.slice(0, length));
    if (parsed !== undefined) putFirst(this.#lastRead, parsed);
    return parsed;
  }

  /** The header that a caller's object was written as before, if it still says the same. */
  ofObject(header: unknown): Parsed | undefined {
    if (!isPlainObject(header) || 'toJSON' in header) return undefined;
    const recent = this.#lastWritten;
    for (let index = 0; index < recent.length; index++) {
      const entry = recent[index];
      if (entry !== undefined && isSame(header, entry)) return entry.parsed;
    }
    return undefined;
  }

  /** The header that was written from this JSON before. */
  ofJson(json: string): Parsed | undefined {
    const parsed = json.length > maxTextLength ? undefined : this.#byJson.get(json);
    if (parsed !== undefined) this.#putLastWritten(parsed);
    return parsed;
  }

  /** Whether this very entry is one of those that were read, and so owns its text. */
  holds(parsed: Parsed): boolean {
    return this.#byText.get(parsed.text) === parsed;
  }

  /** Remembers a header that was read and found good. */
  addRead(parsed: Parsed): void {
    const text = ownCopy(parsed.text);
    const owned = { ...parsed, text };
    if (HeaderCache.#add(this.#byText, text, owned)) putFirst(this.#lastRead, owned);
  }

  /** Remembers a header that was written. */
  addWritten(json: string, parsed: Parsed): void {
    if (HeaderCache.#add(this.#byJson, json, parsed)) this.#putLastWritten(parsed);
  }

  #putLastWritten(parsed: Parsed): void {
    const flat = flatten(parsed);
    if (flat !== undefined) putFirst(this.#lastWritten, flat);
  }

  static #add<Parsed>(entries: Map<string, Parsed>, text: string, parsed: Parsed): boolean {
    if (text.length > maxTextLength) return false;
    if (entries.size >= maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(text, parsed);
    return true;
  }
}
