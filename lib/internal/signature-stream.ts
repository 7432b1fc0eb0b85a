/** One signature over a message that comes in pieces, as the core makes or verifies it. */

import type { StreamHandle } from './addon';
import type { Bytes } from './bytes';
import { isQuickSignature } from './cost';
import { addon, translated, type KeyHandle, type Verdict } from './native';
import { pooled } from './pool-gate';

/** Octets from which on a piece is hashed on the thread pool: what takes longer than to hand it over. */
const pooledFrom = 16 * 1024;

/** The most octets that cross at once, which the core copies meanwhile. */
const mostAtOnce = 1024 * 1024;

const openStream = translated(addon.openStream);
const updateStream = translated(addon.updateStream);
const signStream = translated(addon.signStream);
const verifyStream = translated(addon.verifyStream);

export class SignatureStream {
  readonly #handle: StreamHandle;

  /**
   * @param flags - `SignFlag.encodePayload`, `SignFlag.verifies`
   * @param protectedText - the base64url of the protected header, with which the signing input begins
   */
  constructor(
    key: KeyHandle,
    readonly scheme: number,
    flags: number,
    protectedText: string,
    readonly signal: AbortSignal | undefined,
  ) {
    this.#handle = openStream(key, scheme, flags, protectedText);
  }

  /** Takes the next octets of the payload. One call after the other has ended. */
  async update(octets: Uint8Array): Promise<void> {
    if (octets.length < pooledFrom) {
      updateStream(this.#handle, octets);
      return;
    }
    for (let at = 0; at < octets.length; at += mostAtOnce) {
      await pooled(this.signal, addon.updateStreamAsync, this.#handle, octets.subarray(at, at + mostAtOnce) as Bytes);
    }
  }

  /** Ends the message and gives its signature, in base64url. */
  async sign(): Promise<string> {
    if (isQuickSignature(this.scheme, 0)) return signStream(this.#handle);
    return pooled(this.signal, addon.signStreamAsync, this.#handle);
  }

  /** Ends the message and compares its signature. */
  async verify(signature: string): Promise<Verdict> {
    if (isQuickSignature(this.scheme, 0)) return verifyStream(this.#handle, signature);
    return pooled(this.signal, addon.verifyStreamAsync, this.#handle, signature);
  }
}
