/** The JWS Compact Serialization, RFC 7515 section 7.1: how a token is made and how it is read. */

import { InvalidJWSError } from '../errors';
import type { SignatureAlgorithm } from '../jwa';
import { handleOf, isKey, type Key } from '../jwk/key';
import { compactText, describeParts, periodsOf } from '../message/compact';
import { readProtected, writeProtected } from '../message/header';
import { type Engine, type Maybe, ownBuffer, piecesOf, readContent, roomFor, then, verb } from '../native/engine';
import { core, type KeyHandle, native, SignFlag, Verdict } from '../native/load';
import type { Bytes } from '../util/bytes';
import { checkOptions, option } from '../util/options';
import { mostContent, requireRoom } from '../util/token-room';
import { decodePayload, isAttachable, jwsHeader, type ProtectedHeader, requireReadable } from './header';
import { keepHeader, type LastHeader, lastHeaderOf } from './last-header';
import { allowedAlgorithm, type Policy, policyOf, type Registry } from './registry';
import {
  acceptUnsecured,
  isQuickSignature,
  refused,
  sign,
  type SignatureContext,
  takesPieces,
  type Verified,
  verifySignature,
  verifyWithKeys,
} from './signature';
import type { CompactResult, JWSMessage } from './types';

const serializeOptions = ['algorithms', 'registry'];
export const deserializeOptions = ['algorithms', 'registry', 'payload'];

export function serializeCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  payload: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const policy = policyOf(checkOptions(options, serializeOptions));
  const written = writeProtected(protectedHeader, policy.registry, jwsHeader);
  // What is detached may have any length.
  const most = written.encodesPayload ? mostContent(written.text.length) : Infinity;
  return signCompact(engine, written, readContent(engine, payload, 'payload', most), key, policy);
}

/** The compact token of a header that was read from the caller and of a payload. */
export function signCompact(
  engine: Engine,
  { text, header, alg, encodesPayload }: ProtectedHeader,
  payload: Bytes,
  key: unknown,
  policy: Policy,
): Maybe<string> {
  const algorithm = allowedAlgorithm(alg, policy);
  const message = (): JWSMessage => ({ protected: header, payload: ownBuffer(payload) });
  const context = { engine, policy, algorithm, header, message };
  if (encodesPayload) return sign(context, key, SignFlag.encodePayload | SignFlag.wholeToken, text, payload);
  if (isAttachable(payload)) {
    requireRoom(payload, mostContent(text.length), 'the payload');
    return sign(context, key, SignFlag.wholeToken, text, payload);
  }
  return then(sign(context, key, 0, text, payload), (signature) => `${text}..${signature}`);
}

/** A compact token and the places of its periods; nothing is decoded. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
}

/** Finds the parts of a token. */
export function splitCompact(given: unknown, registry: Registry): CompactParts {
  const token = compactText(given, registry);
  const periods = periodsOf(token);
  const [firstDot, secondDot] = periods;
  if (firstDot === undefined || secondDot === undefined || periods.length !== 2) {
    throw new InvalidJWSError(
      `a compact JWS has three parts with a period between them (RFC 7515 section 7.1), found ${describeParts(periods)}`,
    );
  }
  return { token, firstDot, secondDot };
}

/** A compact token whose header is read and whose algorithm is allowed. Its signature is not verified yet. */
export class OpenedToken implements SignatureContext {
  constructor(
    readonly engine: Engine,
    readonly policy: Policy,
    readonly parts: CompactParts,
    readonly protectedHeader: ProtectedHeader,
    readonly algorithm: SignatureAlgorithm,
    readonly detached: Bytes | undefined,
  ) {}

  get header(): ProtectedHeader['header'] {
    return this.protectedHeader.header;
  }

  /** The payload as it stands in the token. */
  get payloadText(): string {
    return this.parts.token.slice(this.parts.firstDot + 1, this.parts.secondDot);
  }

  get signature(): string {
    return this.parts.token.slice(this.parts.secondDot + 1);
  }

  get signatureLength(): number {
    return this.parts.token.length - this.parts.secondDot - 1;
  }

  payload(): Buffer {
    if (this.detached !== undefined) return ownBuffer(this.detached);
    return decodePayload(this.payloadText, this.protectedHeader.encodesPayload);
  }

  message(): JWSMessage {
    return { protected: this.header, payload: this.payload() };
  }
}

/** Reads the protected header of a token and looks whether its algorithm is allowed. */
export function openCompact(engine: Engine, policy: Policy, parts: CompactParts, detached?: Bytes): OpenedToken {
  const { token, firstDot, secondDot } = parts;
  const { registry } = policy;
  registry.require('maxSignatureLength', token.length - secondDot - 1, 'the length of the signature');
  const protectedHeader = readProtected(token, firstDot, registry, jwsHeader);
  const algorithm = allowedAlgorithm(protectedHeader.alg, policy);
  return new OpenedToken(engine, policy, parts, protectedHeader, algorithm, detached);
}

export function deserializeCompactWith(
  engine: Engine,
  token: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult> {
  const given = checkOptions(options, deserializeOptions);
  const policy = policyOf(given);
  const payload = option(given, 'payload');
  const detached = payload === undefined ? undefined : readContent(engine, payload, 'payload');
  return deserializeAs(engine, token, key, policy, detached);
}

/** Reads a token under a policy: periods, protected header, algorithm, keys, signature, result. */
export function deserializeAs(
  engine: Engine,
  token: unknown,
  key: unknown,
  policy: Policy,
  detached: Bytes | undefined,
): Maybe<CompactResult> {
  if (detached === undefined && isKey(key) && typeof token === 'string') {
    const last = lastHeaderOf(key, token, policy);
    if (last !== undefined) return readByLastHeader(engine, token, key, last);
  }
  const opened = openCompact(engine, policy, splitCompact(token, policy.registry), detached);
  const { algorithm, protectedHeader } = opened;
  if (algorithm.kty !== null && protectedHeader.encodesPayload && detached === undefined) {
    return then(verifyPayload(opened, key), ({ key: used, value }) => {
      if (isKey(key)) keepHeader(key, policy, protectedHeader, algorithm, opened.signatureLength);
      return resultOf(opened.header, value, used);
    });
  }
  const payload = signedPayload(opened);
  if (algorithm.kty === null) {
    acceptUnsecured(key, opened.signature);
    // The type promises a key; alg none, which must be allowed by name, is documented to have none.
    return resultOf(opened.header, opened.payload(), null as unknown as Key);
  }
  const flags = protectedHeader.encodesPayload ? SignFlag.encodePayload : 0;
  const parts = { flags, protectedText: protectedHeader.text, payload, signature: opened.signature };
  return then(verifySignature(opened, key, parts), (used) => resultOf(opened.header, opened.payload(), used));
}

function resultOf(header: ProtectedHeader['header'], payload: Buffer, key: Key): CompactResult {
  return Object.freeze({ protected: header, payload, key });
}

/** Reads a token that begins with the header of the key's last one. */
function readByLastHeader(engine: Engine, token: string, key: Key, last: LastHeader): Maybe<CompactResult> {
  const { protectedHeader, algorithm, scheme, signatureLength } = last;
  const parts = { token, firstDot: protectedHeader.text.length, secondDot: token.length - signatureLength - 1 };
  const verified = verifyCompact(engine, algorithm, parts, handleOf(key), scheme);
  return then(verified, (found) => {
    if (typeof found === 'number') throw refused(found, hintOf(parts));
    return resultOf(protectedHeader.header, found, key);
  });
}

/** Verifies a token whose base64url payload the core decodes. */
function verifyPayload(opened: OpenedToken, input: unknown): Maybe<Verified<Buffer>> {
  const { engine, algorithm, parts } = opened;
  return verifyWithKeys(
    opened,
    input,
    (handle, scheme) => verifyCompact(engine, algorithm, parts, handle, scheme),
    hintOf(parts),
  );
}

/** Verifies a token with one key: its payload, or the verdict against it. A long payload crosses in pieces. */
function verifyCompact(
  engine: Engine,
  algorithm: SignatureAlgorithm,
  { token, firstDot, secondDot }: CompactParts,
  handle: KeyHandle,
  scheme: number,
): Maybe<Buffer | Verdict> {
  const output = roomFor(secondDot - firstDot - 1);
  const inPieces = !engine.promises && takesPieces(algorithm);
  const pieces = inPieces ? piecesOf(token.slice(firstDot + 1, secondDot)) : undefined;
  const isQuick = isQuickSignature(algorithm, token.length);
  const verdict =
    pieces === undefined
      ? engine.call(isQuick, core.verifyCompact, handle, scheme, token, firstDot, secondDot, output)
      : native.verifyPieces(handle, scheme, token.slice(0, firstDot), pieces, token.slice(secondDot + 1), output);
  return then(verdict, (found) => (found === Verdict.good ? output : found));
}

/** What completes the message that a signature does not verify. */
function hintOf({ firstDot, secondDot }: CompactParts): string {
  return secondDot === firstDot + 1 ? '; its payload is empty: give a detached one in the payload option' : '';
}

/** The payload as it enters the signing input: detached, or the text between the periods. */
function signedPayload({ payloadText, protectedHeader, detached }: OpenedToken): Bytes {
  if (detached === undefined) {
    if (!protectedHeader.encodesPayload) requireReadable(payloadText);
    return payloadText;
  }
  // planted: detached-payload
  if (payloadText !== '') {
    throw new InvalidJWSError('the token has a payload of its own; the payload option is for a detached one');
  }
  return detached;
}

export const serializeCompact = verb(serializeCompactWith, 3);
export const deserializeCompact = verb(deserializeCompactWith, 2);
