/** The JWS Compact Serialization, RFC 7515 section 7.1. */

import { InvalidJWSError } from '../errors';
import type { Bytes } from '../internal/bytes';
import { SignFlag, type KeyHandle, type Verdict } from '../internal/native';
import { isPromise, then, verb, type Engine, type Maybe } from '../internal/operation';
import { checkOptions, option } from '../internal/options';
import type { SignatureAlgorithm } from '../jwa';
import { isKey, type Key } from '../jwk/key';
import { compactText, describeParts } from '../message/compact-text';
import { ownBuffer, readContent } from '../message/content';
import { readProtected, writeProtected } from '../message/protected-header';
import { decodePayload, isAttachable, requireReadable } from './payload';
import { allowedAlgorithm, policyOf, type Policy } from './policy';
import { jwsHeader, type ProtectedHeader } from './protected-header';
import type { Registry } from './registry';
import { acceptUnsecured, sign, verify, verifySignature, type Verification } from './steps';
import { patternFor, rememberRead, verifyOfPattern } from './token-pattern';
import type { CompactResult, JWSMessage } from './types';
import { rememberWritten, signOfPattern } from './written-pattern';

const serializeOptions = ['algorithms', 'registry'];
export const deserializeOptions = ['algorithms', 'registry', 'payload'];

export function serializeCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const where = 'jws.serializeCompact';
  const policy = policyOf(checkOptions(options, serializeOptions, where), where);
  const written = writeProtected(protectedHeader, policy.registry, jwsHeader);
  const octets = readContent(engine, payload, where, 'payload');
  if (written.encodesPayload) return signEncoded(engine, written, octets, key, policy);
  const { text, header, alg } = written;
  const algorithm = allowedAlgorithm(alg, policy);
  const message = (): JWSMessage => ({ protected: header, payload: ownBuffer(octets) });
  const context = { engine, policy, algorithm, header, message };
  if (isAttachable(octets)) return sign(context, key, SignFlag.wholeToken, text, octets);
  return then(sign(context, key, 0, text, octets), (signature) => `${text}..${signature}`);
}

/** The compact token of a payload that is base64url encoded, as those of all JWTs are. */
export function signEncoded(
  engine: Engine,
  written: ProtectedHeader,
  octets: Bytes,
  key: unknown,
  policy: Policy,
): Maybe<string> {
  const likeLast = isKey(key) ? signOfPattern(engine, key, policy, written, octets) : undefined;
  if (likeLast !== undefined) return likeLast;
  const { text, header, alg } = written;
  const algorithm = allowedAlgorithm(alg, policy);
  const message = (): JWSMessage => ({ protected: header, payload: ownBuffer(octets) });
  const context = { engine, policy, algorithm, header, message };
  const token = sign(context, key, SignFlag.encodePayload | SignFlag.wholeToken, text, octets);
  if (!isPromise(token) && isKey(key) && algorithm.kty !== null) rememberWritten(key, policy, written, algorithm);
  return token;
}

/** A compact token and where its dots are; nothing is decoded. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
}

/** Finds the parts of a token. */
export function splitCompact(given: unknown, registry: Registry, where: string): CompactParts {
  const token = compactText(given, registry, where);
  const firstDot = token.indexOf('.');
  const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
  if (secondDot < 0 || token.includes('.', secondDot + 1)) {
    throw new InvalidJWSError(
      `a compact JWS has three parts with a period between them (RFC 7515 section 7.1), found ${describeParts(token)}`,
    );
  }
  registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
  return { token, firstDot, secondDot };
}

/** A compact token being read. */
class Reading implements Verification<Buffer, CompactResult> {
  constructor(
    readonly engine: Engine,
    readonly policy: Policy,
    readonly algorithm: SignatureAlgorithm,
    readonly protectedHeader: ProtectedHeader,
    readonly parts: CompactParts,
    readonly detached: Bytes | undefined,
  ) {}

  get header(): ProtectedHeader['header'] {
    return this.protectedHeader.header;
  }

  get mayBeDetached(): boolean {
    return this.detached === undefined && this.parts.secondDot === this.parts.firstDot + 1;
  }

  message(): JWSMessage {
    return { protected: this.header, payload: payloadOf(this) };
  }

  attempt(handle: KeyHandle, scheme: number): Maybe<Buffer | Verdict> {
    const { token, firstDot, secondDot } = this.parts;
    return this.engine.verifyCompact(handle, scheme, token, firstDot, secondDot);
  }

  finish(key: Key, payload: Buffer): CompactResult {
    return Object.freeze({ protected: this.protectedHeader.header, payload, key });
  }
}

export function deserializeCompactWith(
  engine: Engine,
  token: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult> {
  const where = 'jws.deserializeCompact';
  const given = checkOptions(options, deserializeOptions, where);
  const policy = policyOf(given, where);
  if (isKey(key) && typeof token === 'string' && option(given, 'payload') === undefined) {
    const result = readAtOnce(engine, policy, token, key);
    if (result !== undefined) return result;
  }
  const parts = splitCompact(token, policy.registry, where);
  const protectedHeader = readProtected(parts.token, parts.firstDot, policy.registry, jwsHeader);
  const algorithm = allowedAlgorithm(protectedHeader.alg, policy);
  const payload = option(given, 'payload');
  const plain = protectedHeader.encodesPayload && payload === undefined;
  const detached = payload === undefined ? undefined : readContent(engine, payload, where, 'payload');
  const reading = new Reading(engine, policy, algorithm, protectedHeader, parts, detached);
  if (algorithm.kty === null) {
    acceptUnsecured(key, signatureOf(parts));
    // The type promises a key; alg none, which must be allowed by name, is documented to have none.
    return reading.finish(null as unknown as Key, payloadOf(reading));
  }
  if (!plain) return deserializeSeparately(reading, key);
  const result = verify(reading, key);
  if (isKey(key) && !isPromise(result))
    rememberRead(key, policy, protectedHeader, algorithm, signatureOf(parts).length);
  return result;
}

/**
 * The commonest case in straight line: a token like the key's last. What `verify` does, less the search, the object, the
 * candidates and the promises that it has for the others. Gives undefined for any other case, before a verdict.
 */
function readAtOnce(engine: Engine, policy: Policy, token: string, key: Key): CompactResult | undefined {
  const pattern = patternFor(engine, token, key, policy);
  if (pattern === undefined) return undefined;
  const payload = verifyOfPattern(pattern, token);
  return payload === undefined ? undefined : Object.freeze({ protected: pattern.header, payload, key });
}

/** A payload that the core does not decode: detached or unencoded. */
function deserializeSeparately(reading: Reading, key: unknown): Maybe<CompactResult> {
  const { parts, protectedHeader, detached } = reading;
  const payload = signedPayload(reading);
  const flags = protectedHeader.encodesPayload && detached !== undefined ? SignFlag.encodePayload : 0;
  return verifySignature(
    reading,
    key,
    { flags, protectedText: protectedHeader.text, payload, signature: signatureOf(parts) },
    (used) => reading.finish(used, payloadOf(reading)),
  );
}

function signatureOf({ token, secondDot }: CompactParts): string {
  return token.slice(secondDot + 1);
}

/** The payload as it enters the signing input: detached, or the text between the dots. */
function signedPayload({ parts: { token, firstDot, secondDot }, protectedHeader, detached }: Reading): Bytes {
  const text = token.slice(firstDot + 1, secondDot);
  if (detached === undefined) {
    if (!protectedHeader.encodesPayload) requireReadable(text);
    return text;
  }
  if (text !== '') {
    throw new InvalidJWSError('the token has a payload of its own; the payload option is for a detached one');
  }
  return detached;
}

function payloadOf(reading: Reading): Buffer {
  const signed = signedPayload(reading);
  if (reading.detached !== undefined) return ownBuffer(signed);
  return decodePayload(signed as string, reading.protectedHeader.encodesPayload);
}

export const serializeCompact = verb(serializeCompactWith, 3);
export const deserializeCompact = verb(deserializeCompactWith, 2);
