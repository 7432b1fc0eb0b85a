/**
 * Protected headers that were read or written before. Most tokens of a server share a few, and parsing and validating
 * one costs more than an HMAC.
 *
 * Two steps: the few used last are compared in place, without making a string (30 ns against 150 to 350); the others
 * are found by their text.
 */

import { isPlainObject } from '../internal/json';
import type { ProtectedHeader } from './protected-header';

/** Most headers that a cache holds, and the longest text that it takes. */
const maxEntries = 256;
const maxTextLength = 1024;

/** How many of the last used are compared in place. */
const maxRecent = 4;

/** A header with strings alone for its values, taken apart for comparing. */
interface FlatHeader {
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly parsed: ProtectedHeader;
}

/** A copy of a string that does not keep the larger string alive that it may be a slice of. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function putFirst<T>(recent: T[], entry: T): void {
  recent.unshift(entry);
  if (recent.length > maxRecent) recent.pop();
}

/**
 * Whether a caller's header would give the same JSON. It has the same own members in the same order, all strings, and
 * nothing that JSON.stringify would ask: no `toJSON`, no prototype of its own.
 */
function isSame(header: Readonly<Record<string, unknown>>, { names, values }: FlatHeader): boolean {
  let index = 0;
  for (const name in header) {
    if (name !== names[index] || header[name] !== values[index] || !Object.hasOwn(header, name)) return false;
    index++;
  }
  return index === names.length;
}

function flatten(parsed: ProtectedHeader): FlatHeader | undefined {
  const names = Object.keys(parsed.header);
  const values = Object.values(parsed.header).filter((value) => typeof value === 'string');
  return values.length === names.length ? { names, values, parsed } : undefined;
}

export class HeaderCache {
  readonly #byText = new Map<string, ProtectedHeader>();
  readonly #byJson = new Map<string, ProtectedHeader>();
  readonly #lastRead: ProtectedHeader[] = [];
  readonly #lastWritten: FlatHeader[] = [];

  /** The header of a token whose first part has this length, if it was read before. */
  ofToken(token: string, length: number): ProtectedHeader | undefined {
    const recent = this.#lastRead;
    // By index: an iterator would cost as much as a comparison.
    for (let index = 0; index < recent.length; index++) {
      const entry = recent[index];
      // A slice is compared twice as fast as startsWith does it.
      if (entry?.text.length === length && token.slice(0, length) === entry.text) return entry;
    }
    const parsed = length > maxTextLength ? undefined : this.#byText.get(token.slice(0, length));
    if (parsed !== undefined) putFirst(this.#lastRead, parsed);
    return parsed;
  }

  /** The header that a caller's object was written as before, if it still says the same. */
  ofObject(header: unknown): ProtectedHeader | undefined {
    if (!isPlainObject(header) || header['toJSON'] !== undefined) return undefined;
    const recent = this.#lastWritten;
    for (let index = 0; index < recent.length; index++) {
      const entry = recent[index];
      if (entry !== undefined && isSame(header, entry)) return entry.parsed;
    }
    return undefined;
  }

  /** The header that was written from this JSON before. */
  ofJson(json: string): ProtectedHeader | undefined {
    const parsed = json.length > maxTextLength ? undefined : this.#byJson.get(json);
    if (parsed !== undefined) this.#putLastWritten(parsed);
    return parsed;
  }

  /** Remembers a header that was read and found good. */
  addRead(parsed: ProtectedHeader): void {
    const text = ownCopy(parsed.text);
    const owned = { ...parsed, text };
    if (HeaderCache.#add(this.#byText, text, owned)) putFirst(this.#lastRead, owned);
  }

  /** Remembers a header that was written. */
  addWritten(json: string, parsed: ProtectedHeader): void {
    if (HeaderCache.#add(this.#byJson, json, parsed)) this.#putLastWritten(parsed);
  }

  #putLastWritten(parsed: ProtectedHeader): void {
    const flat = flatten(parsed);
    if (flat !== undefined) putFirst(this.#lastWritten, flat);
  }

  static #add(entries: Map<string, ProtectedHeader>, text: string, parsed: ProtectedHeader): boolean {
    if (text.length > maxTextLength) return false;
    if (entries.size >= maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    entries.set(text, parsed);
    return true;
  }
}
