/** Detached signatures over streams: RFC 7515 appendix F, RFC 7797. */

import { BadSignatureError, InvalidJWSError, NotSupportedError } from '../errors';
import { typeError } from '../errors/base';
import type { SignatureAlgorithm } from '../jwa';
import { handleOf, type Key } from '../jwk/key';
import { readProtected, writeProtected } from '../message/header';
import { usableKeys } from '../message/usable-keys';
import type { StreamHandle } from '../native/addon';
import { type Engine, type Maybe, plainVerb, promiseEngineOf } from '../native/engine';
import { core, type KeyHandle, native, SignFlag, Verdict } from '../native/load';
import { pooledFrom, unlessAborted } from '../native/pool';
import { decodeBase64url } from '../util/base64url';
import { forEachChunk, requireSource } from '../util/chunks';
import { checkOptions, option } from '../util/options';
import { describeType } from '../util/text';
import { splitCompact } from './compact';
import { jwsHeader, type ProtectedHeader } from './header';
import { allowedAlgorithm, type Policy, policyOf } from './registry';
import { isQuickSignature, refused, schemeOf, type SignatureContext, takesPieces } from './signature';
import type { StreamResult } from './types';

interface Settings {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly signal: AbortSignal | undefined;
}

function readSettings(options: unknown): Settings {
  const given = checkOptions(options, ['algorithms', 'registry', 'signal']);
  const signal = option(given, 'signal');
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw typeError(`the option signal must be an AbortSignal, found ${describeType(signal)}`);
  }
  return { engine: promiseEngineOf(signal), policy: policyOf(given), signal };
}

function streamingAlgorithm({ alg }: ProtectedHeader, policy: Policy): SignatureAlgorithm {
  const algorithm = allowedAlgorithm(alg, policy);
  if (takesPieces(algorithm)) return algorithm;
  throw new NotSupportedError(
    `${alg} cannot take its message in pieces; for streams use HS*, RS*, PS* or ES*, or hold the payload and use ` +
      'serializeCompact and deserializeCompact',
  );
}

function contextOf(
  engine: Engine,
  policy: Policy,
  algorithm: SignatureAlgorithm,
  { header }: ProtectedHeader,
): SignatureContext {
  return { engine, policy, algorithm, header, message: () => ({ protected: header }) };
}

/** The keys that may serve; a key function or a fetch is not waited for longer than the signal allows. */
async function foundKeys(
  context: SignatureContext,
  key: unknown,
  operation: 'sign' | 'verify',
  signal: AbortSignal | undefined,
): Promise<readonly Key[]> {
  const find = (): Maybe<readonly Key[]> => usableKeys(context, key, operation);
  return signal === undefined ? find() : unlessAborted(signal, find);
}

/** The most octets that cross to the thread pool at once, which the core copies meanwhile. */
const mostAtOnce = 1024 * 1024;

/** One signature over a message that comes in pieces, as the core makes or verifies it. */
class SignatureStream {
  readonly #engine: Engine;
  readonly #handle: StreamHandle;
  readonly #isQuick: boolean;

  /** @param flags - `SignFlag.encodePayload`, `SignFlag.verifies` */
  constructor(engine: Engine, algorithm: SignatureAlgorithm, key: KeyHandle, flags: number, protectedText: string) {
    this.#engine = engine;
    this.#handle = native.openStream(key, schemeOf(algorithm), flags, protectedText);
    this.#isQuick = isQuickSignature(algorithm, 0);
  }

  /** Takes the next octets of the payload. One call after the other has ended. */
  async update(octets: Uint8Array): Promise<void> {
    const isQuick = octets.length < pooledFrom;
    for (let at = 0; at < octets.length; at += mostAtOnce) {
      await this.#engine.call(isQuick, core.updateStream, this.#handle, octets.subarray(at, at + mostAtOnce));
    }
  }

  /** Ends the message and gives its signature, in base64url. */
  async sign(): Promise<string> {
    return this.#engine.call(this.#isQuick, core.signStream, this.#handle);
  }

  /** Ends the message and compares its signature. */
  async verify(signature: string): Promise<Verdict> {
    return this.#engine.call(this.#isQuick, core.verifyStream, this.#handle, signature);
  }
}

function opened(
  engine: Engine,
  keys: readonly Key[],
  algorithm: SignatureAlgorithm,
  { text, encodesPayload }: ProtectedHeader,
  purpose: number,
): readonly SignatureStream[] {
  const flags = purpose | (encodesPayload ? SignFlag.encodePayload : 0);
  return keys.map((key) => new SignatureStream(engine, algorithm, handleOf(key), flags, text));
}

function signStreamWith(protectedHeader: unknown, payload: unknown, key: unknown, options?: unknown): Promise<string> {
  const { engine, policy, signal } = readSettings(options);
  const parsed = writeProtected(protectedHeader, policy.registry, jwsHeader);
  const source = requireSource(payload);
  const algorithm = streamingAlgorithm(parsed, policy);
  return (async () => {
    const keys = await foundKeys(contextOf(engine, policy, algorithm, parsed), key, 'sign', signal);
    const [stream] = opened(engine, keys.slice(0, 1), algorithm, parsed, 0) as [SignatureStream];
    await forEachChunk(source, signal, 'the payload', (octets) => stream.update(octets));
    return `${parsed.text}..${await stream.sign()}`;
  })();
}

function verifyStreamWith(token: unknown, payload: unknown, key: unknown, options?: unknown): Promise<StreamResult> {
  const { engine, policy, signal } = readSettings(options);
  const { token: text, firstDot, secondDot } = splitCompact(token, policy.registry);
  const parsed = readProtected(text, firstDot, policy.registry, jwsHeader);
  const source = requireSource(payload);
  const algorithm = streamingAlgorithm(parsed, policy);
  if (secondDot !== firstDot + 1) {
    throw new InvalidJWSError('the token has a payload of its own; a stream is for a detached one');
  }
  const signature = text.slice(secondDot + 1);
  if (decodeBase64url(signature) === undefined) throw refused(Verdict.malformedSignature);
  return (async () => {
    const keys = await foundKeys(contextOf(engine, policy, algorithm, parsed), key, 'verify', signal);
    // The payload comes once, so each key that may have signed it hashes it along.
    const streams = opened(engine, keys, algorithm, parsed, SignFlag.verifies);
    await forEachChunk(source, signal, 'the payload', async (octets) => {
      await Promise.all(streams.map((stream) => stream.update(octets)));
    });
    for (const [index, stream] of streams.entries()) {
      const verdict = await stream.verify(signature);
      if (verdict === Verdict.good) return Object.freeze({ protected: parsed.header, key: keys[index] as Key });
    }
    throw new BadSignatureError('the signature does not verify: another key made it, or the payload was changed');
  })();
}

export const signStream = plainVerb(signStreamWith).promise;
export const verifyStream = plainVerb(verifyStreamWith).promise;
