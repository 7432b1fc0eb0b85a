/** Detached signatures over streams: RFC 7515 appendix F, RFC 7797. */

import { BadSignatureError, InvalidJWSError, NotSupportedError } from '../errors';
import { unlessAborted } from '../internal/abort';
import { decodeBase64url } from '../internal/base64url';
import { forEachChunk, requireSource } from '../internal/chunks';
import { SignFlag, Verdict } from '../internal/native';
import { promiseEngine, type Maybe } from '../internal/operation';
import { checkOptions, option } from '../internal/options';
import { SignatureStream } from '../internal/signature-stream';
import { describeType } from '../internal/text';
import type { SignatureAlgorithm } from '../jwa';
import { handleOf, type Key } from '../jwk/key';
import { readProtected, writeProtected } from '../message/protected-header';
import { usableKeys } from '../message/usable-keys';
import { splitCompact } from './compact';
import { allowedAlgorithm, policyOf, type Policy } from './policy';
import { jwsHeader, type ProtectedHeader } from './protected-header';
import { refused, schemeOf, type SignatureContext } from './steps';
import type { StreamResult } from './types';

/** The key types whose algorithms hash the message first; EdDSA and ML-DSA read it twice. */
const streaming: ReadonlySet<string | null> = new Set(['oct', 'RSA', 'EC']);

interface Settings {
  readonly policy: Policy;
  readonly signal: AbortSignal | undefined;
}

function readSettings(options: unknown, where: string): Settings {
  const given = checkOptions(options, ['algorithms', 'registry', 'signal'], where);
  const signal = option(given, 'signal');
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`${where}: the option signal must be an AbortSignal, found ${describeType(signal)}`);
  }
  return { policy: policyOf(given, where), signal };
}

function streamingAlgorithm({ alg }: ProtectedHeader, policy: Policy): SignatureAlgorithm {
  const algorithm = allowedAlgorithm(alg, policy);
  if (streaming.has(algorithm.kty)) return algorithm;
  throw new NotSupportedError(
    `${alg} cannot take its message in pieces; for streams use HS*, RS*, PS* or ES*, or hold the payload and use ` +
      'serializeCompact and deserializeCompact',
  );
}

function contextOf(policy: Policy, algorithm: SignatureAlgorithm, { header }: ProtectedHeader): SignatureContext {
  return { engine: promiseEngine, policy, algorithm, header, message: () => ({ protected: header }) };
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

function opened(
  keys: readonly Key[],
  algorithm: SignatureAlgorithm,
  { text, encodesPayload }: ProtectedHeader,
  purpose: number,
  signal: AbortSignal | undefined,
): readonly SignatureStream[] {
  const flags = purpose | (encodesPayload ? SignFlag.encodePayload : 0);
  const scheme = schemeOf(algorithm);
  return keys.map((key) => new SignatureStream(handleOf(key), scheme, flags, text, signal));
}

export async function signStream(
  protectedHeader: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Promise<string> {
  const where = 'jws.signStream';
  const { policy, signal } = readSettings(options, where);
  const parsed = writeProtected(protectedHeader, policy.registry, jwsHeader);
  const source = requireSource(payload, where);
  const algorithm = streamingAlgorithm(parsed, policy);
  const keys = await foundKeys(contextOf(policy, algorithm, parsed), key, 'sign', signal);
  const [stream] = opened(keys.slice(0, 1), algorithm, parsed, 0, signal) as [SignatureStream];
  await forEachChunk(source, signal, where, (octets) => stream.update(octets));
  return `${parsed.text}..${await stream.sign()}`;
}

export async function verifyStream(
  token: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Promise<StreamResult> {
  const where = 'jws.verifyStream';
  const { policy, signal } = readSettings(options, where);
  const { token: text, firstDot, secondDot } = splitCompact(token, policy.registry, where);
  const parsed = readProtected(text, firstDot, policy.registry, jwsHeader);
  const source = requireSource(payload, where);
  const algorithm = streamingAlgorithm(parsed, policy);
  if (secondDot !== firstDot + 1) {
    throw new InvalidJWSError('the token has a payload of its own; a stream is for a detached one');
  }
  const signature = text.slice(secondDot + 1);
  if (decodeBase64url(signature) === undefined) throw refused(Verdict.malformedSignature);
  const keys = await foundKeys(contextOf(policy, algorithm, parsed), key, 'verify', signal);
  // The payload comes once, so each key that may have signed it hashes it along.
  const streams = opened(keys, algorithm, parsed, SignFlag.verifies, signal);
  await forEachChunk(source, signal, where, async (octets) => {
    await Promise.all(streams.map((stream) => stream.update(octets)));
  });
  for (const [index, stream] of streams.entries()) {
    const verdict = await stream.verify(signature);
    if (verdict === Verdict.good) return Object.freeze({ protected: parsed.header, key: keys[index] as Key });
  }
  throw new BadSignatureError('the signature does not verify: another key made it, or the payload was changed');
}
