/** The public verbs of JWS over streams: promises in either form. */

import type { AsyncKeyInput } from '../jwk/key-input';
import type { ChunkSource } from '../util/chunks';
import type { JWSHeader, StreamOptions, StreamResult } from './types';

/** Detached signatures over payloads that are too large to hold (RFC 7515 appendix F, RFC 7797). */
export interface JWSStreams {
  /**
   * Signs a payload that comes in pieces and gives a compact token without it (RFC 7515 appendix F): the payload is never
   * held as a whole. Asynchronous in `jose-openssl` too, as streams are.
   *
   * With `b64: false` and `crit: ['b64']` (RFC 7797) the octets are signed as they are; without, their base64url is, which
   * takes longer and is what other readers without RFC 7797 expect. HS*, RS*, PS* and ES* can do it; EdDSA, Ed25519, Ed448,
   * ML-DSA-* and none cannot.
   *
   * Pieces are asked for one at a time, and large ones hashed on the thread pool. Where anything fails the source is
   * closed, a Readable destroyed; one that was not begun is left alone. The event loop has its turn after every 64 pieces or
   * 256 KiB, also where the source is always ready.
   *
   * @param protectedHeader - the protected header; `alg` names the algorithm
   * @param payload - a Readable, or any iterable or async iterable of Uint8Arrays and strings; each string stands for its
   * UTF-8 octets
   * @param key - a private key or secret, or what one is found by; a key function may be asynchronous
   * @param options - `algorithms`, or a `registry`; `signal`: an AbortSignal that ends it
   * @returns the token, `header..signature`
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the algorithm needs the whole message at once
   * @throws TypeError - an argument or option is not of its type; the payload is a string or a Uint8Array; or it was read,
   * locked or closed before, as far as it tells: of a stream that somebody has read, what is left is another message
   * @throws as `serializeCompact`; what the source throws; the reason of the signal
   * @example
   * import { jws, jwk } from 'jose-openssl';
   * import { Readable } from 'node:stream';
   * import assert from 'node:assert';
   *
   * const key = jwk.generateKey('EC', 'P-256');
   * const header = { alg: 'ES256', b64: false, crit: ['b64'] };
   * const token = await jws.signStream(header, Readable.from(['hello ', 'world']), key);
   * assert.equal((await jws.verifyStream(token, ['hello world'], key.publicKey())).protected.alg, 'ES256');
   */
  signStream(
    protectedHeader: JWSHeader,
    payload: ChunkSource,
    key: AsyncKeyInput,
    options?: StreamOptions,
  ): Promise<string>;

  /**
   * Verifies a detached compact token over a payload that comes in pieces, which is never held as a whole. As
   * {@link JWSStreams.signStream} it is asynchronous everywhere. Nothing of the payload may be believed before the promise is
   * fulfilled.
   *
   * The payload comes but once: where a KeySet has several keys that may have signed it (a token without `kid`), each of
   * them hashes it along, at most `maxKeyCandidates`.
   *
   * @param token - the token, `header..signature`
   * @param payload - as for {@link JWSStreams.signStream}
   * @param key - as for `deserializeCompact`; a key function may be asynchronous
   * @param options - as for {@link JWSStreams.signStream}
   * @returns the protected header and the key that verified it, frozen
   * @throws BadSignatureError (ERR_JWS_SIGNATURE_VERIFICATION_FAILED) - the signature is not good
   * @throws InvalidJWSError (ERR_JWS_INVALID) - it is not three parts of strict base64url, or the payload is not detached
   * @throws NotSupportedError (ERR_JOSE_NOT_SUPPORTED) - the algorithm needs the whole message at once
   * @throws as `deserializeCompact`; what the source throws; the reason of the signal
   * @example
   * import { jws } from 'jose-openssl';
   * import assert from 'node:assert';
   *
   * const secret = 'an example of a shared secret, 32+';
   * const token = jws.detach(jws.serializeCompact({ alg: 'HS256' }, 'hello world', secret));
   * async function* pieces() {
   *   yield 'hello ';
   *   yield Buffer.from('world');
   * }
   * assert.equal((await jws.verifyStream(token, pieces(), secret)).protected.alg, 'HS256');
   */
  verifyStream(token: string, payload: ChunkSource, key: AsyncKeyInput, options?: StreamOptions): Promise<StreamResult>;
}
