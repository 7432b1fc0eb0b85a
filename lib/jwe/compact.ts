/** The JWE Compact Serialization, RFC 7516 section 7.1. */

import { InvalidJWEError } from '../errors';
import { then, verb, type Engine, type Maybe } from '../internal/operation';
import { checkOptions } from '../internal/options';
import type { ContentEncryption, KeyManagement } from '../jwa';
import { handleOf, Key } from '../jwk/key';
import { compactText, describeParts } from '../message/compact-text';
import { readContent } from '../message/content';
import { readProtected, requireLength, writeProtected } from '../message/protected-header';
import { requireUsable, usableKeys } from '../message/usable-keys';
import { contentRow, managementRow } from './core-rows';
import { encryptOptions, ownParameters, readGivenParameters, requireCount, withMembers } from './encrypt-options';
import { addsParameters } from './key-parameters';
import { allowedContent, allowedManagement, policyOf, type Policy } from './policy';
import { jweHeader, type ProtectedHeader } from './protected-header';
import type { Registry } from './registry';
import {
  compressed,
  decompressed,
  decryptWith,
  encryptionKey,
  failed,
  isOnOtherCurve,
  refused,
  requireNoEncryptedKey,
  type EncryptionContext,
} from './steps';
import type { CompactResult, JWEMessage } from './types';

const decryptOptions = ['algorithms', 'registry'];

export function encryptCompactWith(
  engine: Engine,
  protectedHeader: unknown,
  plaintext: unknown,
  key: unknown,
  options?: unknown,
): Maybe<string> {
  const where = 'jwe.encryptCompact';
  const given = checkOptions(options, encryptOptions, where);
  const policy = policyOf(given, where);
  const parsed = writeProtected(protectedHeader, policy.registry, jweHeader);
  const octets = readContent(engine, plaintext, where, 'plaintext');
  const parameters = readGivenParameters(engine, given, where);
  const algorithm = allowedManagement(parsed, policy);
  const content = allowedContent(parsed, policy);
  // The commonest case in straight line.
  if (key instanceof Key && !parsed.isCompressed && !addsParameters(algorithm)) {
    requireUsable(policy, algorithm, key, 'encrypt');
    const alg = managementRow(algorithm);
    const enc = contentRow(content);
    return engine.encryptCompact(handleOf(key), alg, enc, parsed.text, octets, undefined, undefined, 0);
  }
  const { apu, apv, p2c, added } = ownParameters(algorithm, parsed.header, parameters, policy.registry);
  const header = withMembers(parsed.text, added);
  // What needs no parameters of its own has been checked, and is base64url already.
  if (addsParameters(algorithm)) requireLength(header, policy.registry);
  const context = contextOf(engine, policy, algorithm, content, parsed);
  return then(encryptionKey(context, key), (used) =>
    then(compressed(engine, parsed.isCompressed, octets), (text) => {
      const alg = managementRow(algorithm);
      const enc = contentRow(content);
      return engine.encryptCompact(handleOf(used), alg, enc, header, text, apu, apv, p2c);
    }),
  );
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

/** A compact token and where its dots are; nothing is decoded. */
export interface CompactParts {
  readonly token: string;
  readonly firstDot: number;
  readonly secondDot: number;
  /** In characters. */
  readonly ciphertextLength: number;
}

/** Finds the parts of a token. */
export function splitCompact(given: unknown, registry: Registry, where: string): CompactParts {
  const token = compactText(given, registry, where);
  const firstDot = token.indexOf('.');
  const secondDot = firstDot < 0 ? -1 : token.indexOf('.', firstDot + 1);
  const thirdDot = secondDot < 0 ? -1 : token.indexOf('.', secondDot + 1);
  const fourthDot = thirdDot < 0 ? -1 : token.indexOf('.', thirdDot + 1);
  if (fourthDot < 0 || token.includes('.', fourthDot + 1)) {
    throw new InvalidJWEError(
      `a compact JWE has five parts with periods between them (RFC 7516 section 7.1), found ${describeParts(token)}`,
    );
  }
  return { token, firstDot, secondDot, ciphertextLength: fourthDot - thirdDot - 1 };
}

export function decryptCompactWith(
  engine: Engine,
  token: unknown,
  key: unknown,
  options?: unknown,
): Maybe<CompactResult> {
  const where = 'jwe.decryptCompact';
  const policy = policyOf(checkOptions(options, decryptOptions, where), where);
  const parts = splitCompact(token, policy.registry, where);
  const parsed = readProtected(parts.token, parts.firstDot, policy.registry, jweHeader);
  const algorithm = allowedManagement(parsed, policy);
  const content = allowedContent(parsed, policy);
  requireNoEncryptedKey(algorithm, parts.secondDot === parts.firstDot + 1);
  requireCount(parsed.parameters?.p2c ?? 0, policy.registry);
  if (key instanceof Key && !parsed.isCompressed && !engine.promises) {
    return decryptAtOnce(engine, policy, algorithm, content, parsed, parts, key);
  }
  const { registry } = policy;
  const context = contextOf(engine, policy, algorithm, content, parsed);
  return then(usableKeys(context, key, 'decrypt'), (keys) => {
    // Each key that is tried costs the whole count.
    requireCount((parsed.parameters?.p2c ?? 0) * keys.length, registry);
    const decrypted = decryptWith(keys, parsed.parameters, (candidate) => {
      const { token: text, firstDot, ciphertextLength } = parts;
      const alg = managementRow(algorithm);
      const enc = contentRow(content);
      return engine.decryptCompact(handleOf(candidate), alg, enc, text, firstDot, parsed.parameters, ciphertextLength);
    });
    return then(decrypted, (found) => {
      if (found === undefined) throw failed();
      return then(decompressed(engine, parsed.isCompressed, found.plaintext, registry), (plaintext) =>
        resultOf(parsed, plaintext, found.key),
      );
    });
  });
}

function resultOf({ header }: ProtectedHeader, plaintext: Buffer, key: Key): CompactResult {
  return Object.freeze({ protected: header, plaintext, key });
}

/** The commonest case, a token that is not compressed and one key, in straight line. */
function decryptAtOnce(
  engine: Engine,
  policy: Policy,
  algorithm: KeyManagement,
  content: ContentEncryption,
  parsed: ProtectedHeader,
  { token, firstDot, ciphertextLength }: CompactParts,
  key: Key,
): CompactResult {
  requireUsable(policy, algorithm, key, 'decrypt');
  const { parameters } = parsed;
  if (isOnOtherCurve(key, parameters)) throw failed();
  const alg = managementRow(algorithm);
  const enc = contentRow(content);
  const plaintext = engine.decryptCompact(handleOf(key), alg, enc, token, firstDot, parameters, ciphertextLength);
  if (typeof plaintext === 'number') throw refused(plaintext);
  return resultOf(parsed, plaintext as Buffer, key);
}

export const encryptCompact = verb(encryptCompactWith, 3);
export const decryptCompact = verb(decryptCompactWith, 2);
