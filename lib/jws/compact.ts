/** The JWS Compact Serialization, RFC 7515 section 7.1. */

import { InvalidJWSError } from '../errors';
import { toBytes, type Bytes } from '../internal/bytes';
import { SignFlag } from '../internal/native';
import { then, verb, type Engine, type Maybe } from '../internal/operation';
import { readOptions } from '../internal/options';
import { describeType } from '../internal/text';
import type { Key } from '../jwk';
import { decodePayload, isAttachable, ownBuffer, requireUrlCharacters } from './payload';
import { allowedAlgorithm, policyOf } from './policy';
import { readProtected, writeProtected, type ProtectedHeader } from './protected-header';
import type { Registry } from './registry';
import { acceptUnsecured, sign, verify } from './steps';
import type { CompactResult, JWSMessage } from './types';

/** A payload argument: text stays text, which crosses to the core cheaper than octets. */
export function readPayload(payload: unknown, where: string): Bytes {
  return typeof payload === 'string' ? payload : toBytes(payload, `${where}: payload`);
}

export function serializeCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const where = 'jws.serializeCompact';
  const policy = policyOf(readOptions(options, ['algorithms', 'registry'], where), where);
  const { text, header, alg, encodesPayload } = writeProtected(protectedHeader, policy.registry);
  const octets = readPayload(payload, where);
  const algorithm = allowedAlgorithm(alg, policy);
  const message = (): JWSMessage => ({ protected: header, payload: ownBuffer(octets) });
  const context = { engine, policy, algorithm, header, message };
  if (encodesPayload) return sign(context, key, SignFlag.encodePayload | SignFlag.wholeToken, text, octets);
  if (isAttachable(octets)) return sign(context, key, SignFlag.wholeToken, text, octets);
  return then(sign(context, key, 0, text, octets), (signature) => `${text}..${signature}`);
}

/** A compact token taken apart at its dots. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
}

/** Finds the parts of a token; nothing is decoded. */
export function splitCompact(token: unknown, registry: Registry, where: string): CompactParts {
  if (typeof token !== 'string') {
    throw new TypeError(`${where}: a compact token is a string, found ${describeType(token)}`);
  }
  registry.require('maxTokenLength', token.length, 'the length of the token');
  const firstDot = token.indexOf('.');
  const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
  if (secondDot < 0 || token.indexOf('.', secondDot + 1) >= 0) {
    throw new InvalidJWSError('a compact JWS has three parts with a period between them (RFC 7515 section 7.1)');
  }
  registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
  return { token, firstDot, secondDot };
}

export function deserializeCompactWith(engine: Engine, token: unknown, key: unknown, options?: unknown): Maybe<CompactResult> {
  const where = 'jws.deserializeCompact';
  const given = readOptions(options, ['algorithms', 'registry', 'payload'], where);
  const policy = policyOf(given, where);
  const parts = splitCompact(token, policy.registry, where);
  const protectedHeader = readProtected(parts.token.slice(0, parts.firstDot), policy.registry);
  const { header, alg, encodesPayload } = protectedHeader;
  const algorithm = allowedAlgorithm(alg, policy);
  const detached = 'payload' in given ? readPayload(given['payload'], where) : undefined;
  const source: Source = { ...parts, protectedHeader, detached };
  const message = (): JWSMessage => ({ protected: header, payload: payloadOf(source) });
  const context = { engine, policy, algorithm, header, message };

  if (algorithm.kty === null) {
    acceptUnsecured(key, parts.token.slice(parts.secondDot + 1));
    // The type promises a key; alg none, which must be allowed by name, is documented to have none.
    return result(header, payloadOf(source), null as unknown as Key);
  }
  if (encodesPayload && detached === undefined) {
    const verified = verify(context, key, (handle, scheme) =>
      engine.verifyCompact(handle, scheme, parts.token, parts.firstDot, parts.secondDot),
    );
    return then(verified, ({ key: used, value }) => result(header, value, used));
  }
  const input = signedPayload(source);
  const signature = parts.token.slice(parts.secondDot + 1);
  const flags = encodesPayload && detached !== undefined ? SignFlag.encodePayload : 0;
  const verified = verify(context, key, (handle, scheme) =>
    then(engine.verify(handle, scheme, flags, protectedHeader.text, input, signature), (verdict) =>
      verdict === 1 ? true : verdict,
    ),
  );
  return then(verified, ({ key: used }) => result(header, payloadOf(source), used));
}

interface Source extends CompactParts {
  readonly protectedHeader: ProtectedHeader;
  readonly detached: Bytes | undefined;
}

/** The payload as it enters the signing input: detached, or the text between the dots. */
function signedPayload({ token, firstDot, secondDot, protectedHeader, detached }: Source): Bytes {
  const text = token.slice(firstDot + 1, secondDot);
  if (detached === undefined) {
    if (!protectedHeader.encodesPayload) requireUrlCharacters(text);
    return text;
  }
  if (text !== '') {
    throw new InvalidJWSError('the token has a payload of its own; the payload option is for a detached one');
  }
  return detached;
}

function payloadOf(source: Source): Buffer {
  const signed = signedPayload(source);
  if (source.detached !== undefined) return ownBuffer(signed);
  return decodePayload(signed as string, source.protectedHeader.encodesPayload);
}

function result(header: CompactResult['protected'], payload: Buffer, key: Key): CompactResult {
  return Object.freeze({ protected: header, payload, key });
}

export const serializeCompact = verb(serializeCompactWith);
export const deserializeCompact = verb(deserializeCompactWith);
