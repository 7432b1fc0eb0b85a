/** Reading a JWE in JSON, RFC 7516 section 7.2: flattened and general. */

import { type ErrorCode, JoseError } from '../errors';
import type { ContentEncryption, KeyManagement } from '../jwa';
import { handleOf, type Key } from '../jwk/key';
import { ownPolicy } from '../message/policy';
import { usableKeys } from '../message/usable-keys';
import { type Engine, firstResult, inOrder, isPromise, type Maybe, piecesOf, then, verb } from '../native/engine';
import { core, type KeyParameters } from '../native/load';
import { checkOptions } from '../util/options';
import { requireCount } from './encrypt-options';
import { isCompressed, namedAlgorithms, type NamedAlgorithms } from './header';
import {
  contentRow,
  decompressed,
  type Decrypted,
  decryptWith,
  failed,
  isQuickEncryption,
  managementRow,
  requireNoEncryptedKey,
} from './key-management';
import { readKeyParameters } from './key-parameters';
import {
  decodeAad,
  decodeShared,
  joseHeaderOf,
  type RawMessage,
  type RawRecipient,
  readMessage,
  refuseDirectAmongSeveral,
  requireSameContent,
  type SharedHeaders,
} from './message';
import { allowedContent, allowedManagement, type Policy, policyOf } from './registry';
import type { JoseHeader, JsonResult, JWEMessage } from './types';

interface Reading {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly message: RawMessage;
  readonly shared: SharedHeaders;
  readonly content: ContentEncryption;
}

/** A recipient with its headers validated. */
interface Recipient {
  readonly index: number;
  readonly raw: RawRecipient;
  readonly joseHeader: JoseHeader;
  readonly named: NamedAlgorithms;
}

/** A recipient that may be tried: its algorithm is allowed, and there are keys that fit it. */
interface Candidate {
  readonly recipient: Recipient;
  readonly algorithm: KeyManagement;
  readonly keys: readonly Key[];
  readonly parameters: KeyParameters | undefined;
}

/** What makes a recipient another one's; anything else rejects the whole. */
const skipped: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWK_INVALID',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_KEY_TYPE_MISMATCH',
  'ERR_KEY_USE_MISMATCH',
  'ERR_KEY_TOO_SHORT',
]);

function skip(error: unknown): JoseError {
  if (error instanceof JoseError && skipped.has(error.code)) return error;
  throw error;
}

/** Runs a step, so that its refusal of one recipient becomes a value. */
function refusable<T>(step: () => Maybe<T>): Maybe<T | JoseError> {
  try {
    const value = step();
    return isPromise(value) ? value.catch(skip) : value;
  } catch (error) {
    return skip(error);
  }
}

function readRecipients(message: RawMessage, shared: SharedHeaders, { registry }: Policy): readonly Recipient[] {
  return message.recipients.map((raw, index) => {
    const joseHeader = joseHeaderOf({ ...shared, header: raw.header }, registry, 'read');
    return { index, raw, joseHeader, named: namedAlgorithms(joseHeader) };
  });
}

/** What must hold of all recipients, whether or not they are tried. */
function checkRecipients(recipients: readonly Recipient[]): void {
  requireSameContent(recipients.map(({ joseHeader }) => joseHeader));
  for (const { named, raw } of recipients) {
    if (named.management === undefined) continue;
    refuseDirectAmongSeveral(named.alg, named.management.isDirect, recipients.length);
    requireNoEncryptedKey(named.management, raw.encryptedKey === '');
  }
}

function messageFor({ shared }: Reading, { raw }: Recipient): JWEMessage {
  return {
    protected: shared.protected ?? Object.freeze({}),
    ...(shared.unprotected === undefined ? {} : { unprotected: shared.unprotected }),
    ...(raw.header === undefined ? {} : { header: raw.header }),
  };
}

function candidateFor(reading: Reading, recipient: Recipient, key: unknown): Maybe<Candidate> {
  const { engine, policy } = reading;
  const algorithm = allowedManagement(recipient.named, policy);
  const { joseHeader: header } = recipient;
  const message = (): JWEMessage => messageFor(reading, recipient);
  return then(usableKeys({ engine, policy, algorithm, header, message }, key, 'decrypt'), (keys) => {
    return { recipient, algorithm, keys, parameters: readKeyParameters(algorithm, header) };
  });
}

/** RFC 7516 section 5.2 step 15: what the tag covers beside the ciphertext. */
function authenticatedText({ protected: protectedText = '', aad }: RawMessage): string {
  return aad === undefined ? protectedText : `${protectedText}.${aad}`;
}

function decryptFor(reading: Reading, aadText: string, candidate: Candidate): Maybe<Decrypted | undefined> {
  const { engine, content } = reading;
  const { iv, ciphertext, tag } = reading.message;
  const { algorithm, keys, parameters, recipient } = candidate;
  const { encryptedKey } = recipient.raw;
  const isQuick = isQuickEncryption(aadText.length + ciphertext.length, algorithm);
  const alg = managementRow(algorithm);
  const enc = contentRow(content);
  const text = piecesOf(ciphertext) ?? ciphertext;
  return decryptWith(keys, parameters, ciphertext.length, (key, output) =>
    engine.call(
      isQuick,
      core.decrypt,
      handleOf(key),
      alg,
      enc,
      aadText,
      encryptedKey,
      iv,
      text,
      tag,
      parameters,
      output,
    ),
  );
}

/** The error where no recipient could be tried. That an algorithm was allowed but no key fitted says the most. */
function noneTried(refusals: readonly JoseError[]): Error {
  return refusals.find(({ code }) => code !== 'ERR_JOSE_ALG_NOT_ALLOWED') ?? refusals[0] ?? failed();
}

export function decryptJsonWith(engine: Engine, value: unknown, key: unknown, options?: unknown): Maybe<JsonResult> {
  const policy = ownPolicy(policyOf(checkOptions(options, ['algorithms', 'registry'])));
  const { registry } = policy;
  const message = readMessage(value, registry);
  const shared = decodeShared(message, registry);
  const recipients = readRecipients(message, shared, policy);
  checkRecipients(recipients);
  const zip = isCompressed(shared.protected ?? {});
  const aad = decodeAad(message.aad);
  // There is at least one recipient.
  const content = allowedContent((recipients[0] as Recipient).named, policy);
  const reading: Reading = { engine, policy, message, shared, content };

  const found = inOrder(recipients, (recipient) => refusable(() => candidateFor(reading, recipient, key)));
  return then(found, (outcomes) => {
    const candidates = outcomes.filter((outcome): outcome is Candidate => !(outcome instanceof JoseError));
    if (candidates.length === 0) throw noneTried(outcomes as readonly JoseError[]);
    requireCount(sumOfCounts(candidates), registry);
    const aadText = authenticatedText(message);
    const tried = firstResult(candidates, (candidate) =>
      then(decryptFor(reading, aadText, candidate), (decrypted) =>
        decrypted === undefined ? undefined : { recipient: candidate.recipient, decrypted },
      ),
    );
    return then(tried, (success) => {
      if (success === undefined) throw failed();
      const { recipient, decrypted } = success;
      return then(decompressed(engine, zip, decrypted.plaintext, registry), (plaintext) =>
        Object.freeze({
          flattened: message.flattened,
          protected: shared.protected,
          unprotected: shared.unprotected,
          aad,
          plaintext,
          recipient: shownRecipient(recipient),
          key: decrypted.key,
        }),
      );
    });
  });
}

/** The iterations of PBES2 that all recipients to be tried ask for, with each of their keys. */
function sumOfCounts(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { parameters, keys }) => sum + (parameters?.p2c ?? 0) * keys.length, 0);
}

function shownRecipient({ index, raw: { header }, joseHeader }: Recipient): JsonResult['recipient'] {
  return Object.freeze({ index, ...(header === undefined ? {} : { header }), joseHeader });
}

export const decryptJson = verb(decryptJsonWith, 2);
