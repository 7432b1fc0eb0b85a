/** The JWE Compact Serialization, RFC 7516 section 7.1. */

import { InvalidJWEError } from '../errors';
import type { ContentEncryption, KeyManagement } from '../jwa';
import { handleOf, type Key } from '../jwk/key';
import { compactText, describeParts, periodsOf } from '../message/compact';
import { readProtected, requireLength, writeProtected } from '../message/header';
import { usableKeys } from '../message/usable-keys';
import { type Engine, type Maybe, piecesOf, then, verb, withPlaintext } from '../native/engine';
import { core } from '../native/load';
import { checkOptions } from '../util/options';
import { mostContent, requireRoom } from '../util/token-room';
import { encryptOptions, ownParameters, readGivenParameters, requireCount, withMembers } from './encrypt-options';
import { jweHeader, type ProtectedHeader } from './header';
import {
  contentRow,
  decompressed,
  type Decrypted,
  decryptWith,
  type EncryptionContext,
  encryptionKey,
  failed,
  isQuickEncryption,
  managementRow,
  requireNoEncryptedKey,
  withCompressed,
} from './key-management';
import { addsParameters } from './key-parameters';
import { allowedContent, allowedManagement, type Policy, policyOf, type Registry } from './registry';
import type { CompactResult, JWEMessage } from './types';

const decryptOptions = ['algorithms', 'registry'];

export function encryptCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  plaintext: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const given = checkOptions(options, encryptOptions);
  const policy = policyOf(given);
  const parsed = writeProtected(protectedHeader, policy.registry, jweHeader);
  // Of JSON that is yet to be encoded a character takes at most four.
  const most = mostContent(4 * parsed.text.length);
  return withPlaintext(engine, plaintext, parsed.isCompressed ? Infinity : most, (octets) => {
    const parameters = readGivenParameters(engine, given);
    const algorithm = allowedManagement(parsed, policy);
    const content = allowedContent(parsed, policy);
    const { apu, apv, p2c, added } = ownParameters(algorithm, parsed.header, parameters, policy.registry);
    const header = withMembers(parsed.text, added);
    // What needs no parameters of its own has been checked, and is base64url already.
    if (addsParameters(algorithm)) requireLength(header, policy.registry);
    const context = contextOf(engine, policy, algorithm, content, parsed);
    return then(encryptionKey(context, key), (used) =>
      withCompressed(engine, parsed.isCompressed, octets, (text) => {
        requireRoom(text, most, 'plaintext');
        const isQuick = isQuickEncryption(text.length, algorithm);
        const alg = managementRow(algorithm);
        const enc = contentRow(content);
        return engine.call(isQuick, core.encryptCompact, handleOf(used), alg, enc, header, text, apu, apv, p2c);
      }),
    );
  });
}

function contextOf(
  engine: Engine,
  policy: Policy,
  algorithm: KeyManagement,
  content: ContentEncryption,
  { header }: ProtectedHeader,
): EncryptionContext {
  const message = (): JWEMessage => ({ protected: header });
  return { engine, policy, algorithm, content, header, message };
}

/** A compact token and the places of its periods; nothing is decoded. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
  readonly thirdDot: number;
  readonly fourthDot: number;
}

/** Finds the parts of a token. */
export function splitCompact(given: unknown, registry: Registry): CompactParts {
  const token = compactText(given, registry);
  const periods = periodsOf(token);
  if (periods.length !== 4) {
    throw new InvalidJWEError(
      `a compact JWE has five parts with periods between them (RFC 7516 section 7.1), found ${describeParts(periods)}`,
    );
  }
  const [firstDot, secondDot, thirdDot, fourthDot] = periods as [number, number, number, number];
  return { token, firstDot, secondDot, thirdDot, fourthDot };
}

export function decryptCompactWith(
  engine: Engine,
  token: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult> {
  const policy = policyOf(checkOptions(options, decryptOptions));
  const parts = splitCompact(token, policy.registry);
  const parsed = readProtected(parts.token, parts.firstDot, policy.registry, jweHeader);
  const algorithm = allowedManagement(parsed, policy);
  const content = allowedContent(parsed, policy);
  requireNoEncryptedKey(algorithm, parts.secondDot === parts.firstDot + 1);
  requireCount(parsed.parameters?.p2c ?? 0, policy.registry);
  const { registry } = policy;
  const context = contextOf(engine, policy, algorithm, content, parsed);
  return then(usableKeys(context, key, 'decrypt'), (keys) => {
    // Each key that is tried costs the whole count.
    requireCount((parsed.parameters?.p2c ?? 0) * keys.length, registry);
    return then(decryptToken(context, keys, parsed, parts), (found) => {
      if (found === undefined) throw failed();
      return then(decompressed(engine, parsed.isCompressed, found.plaintext, registry), (plaintext) =>
        Object.freeze({ protected: parsed.header, plaintext, key: found.key }),
      );
    });
  });
}

/** Decrypts a token with the keys in turn. */
function decryptToken(
  { engine, algorithm, content }: EncryptionContext,
  keys: readonly Key[],
  { parameters }: ProtectedHeader,
  { token, firstDot, secondDot, thirdDot, fourthDot }: CompactParts,
): Maybe<Decrypted | undefined> {
  const alg = managementRow(algorithm);
  const enc = contentRow(content);
  const isQuick = isQuickEncryption(token.length, algorithm);
  const pieces = piecesOf(token.slice(thirdDot + 1, fourthDot));
  return decryptWith(keys, parameters, fourthDot - thirdDot - 1, (key, output) => {
    const handle = handleOf(key);
    if (pieces === undefined) {
      return engine.call(isQuick, core.decryptCompact, handle, alg, enc, token, firstDot, parameters, output);
    }
    const encryptedKey = token.slice(firstDot + 1, secondDot);
    const iv = token.slice(secondDot + 1, thirdDot);
    const tag = token.slice(fourthDot + 1);
    const aadText = token.slice(0, firstDot);
    return engine.call(
      isQuick,
      core.decrypt,
      handle,
      alg,
      enc,
      aadText,
      encryptedKey,
      iv,
      pieces,
      tag,
      parameters,
      output,
    );
  });
}

export const encryptCompact = verb(encryptCompactWith, 3);
export const decryptCompact = verb(decryptCompactWith, 2);
