/** Making a JWE in JSON, RFC 7516 section 7.2: flattened and general. */

import { InvalidJWEError } from '../errors';
import { typeError } from '../errors/base';
import type { ContentEncryption } from '../jwa';
import { handleOf } from '../jwk/key';
import { type GivenHeader, readGivenHeader, requireLength } from '../message/header';
import { ownPolicy } from '../message/policy';
import { type Engine, inOrder, type Maybe, readContent, then, verb, withPlaintext } from '../native/engine';
import { core, type EncryptedMessage, type RecipientToEncrypt } from '../native/load';
import { encodeBase64url } from '../util/base64url';
import { deepFreeze, type JsonObject } from '../util/json';
import { checkOptions, readOptions } from '../util/options';
import { mostContent, requireRoom } from '../util/token-room';
import {
  encryptOptions,
  type GivenParameters,
  ownParameters,
  type OwnParameters,
  readGivenParameters,
  withMembers,
} from './encrypt-options';
import { isCompressed, namedAlgorithms } from './header';
import {
  contentRow,
  type EncryptionContext,
  encryptionKey,
  isQuickEncryption,
  managementRow,
  withCompressed,
} from './key-management';
import { addsParameters, refuseAdded } from './key-parameters';
import { joseHeaderOf, refuseDirectAmongSeveral, requireSameContent } from './message';
import { allowedContent, allowedManagement, type Policy, policyOf } from './registry';
import type { JoseHeader, JsonJWE, JWEHeader, JWEMessage, JWERecipient } from './types';

/** The headers and the additional data, read once. */
interface Shared {
  readonly protected: GivenHeader | undefined;
  readonly unprotected: GivenHeader | undefined;
  /** The base64url of the additional data; empty where there is none. */
  readonly aad: string;
}

/** A recipient, read once. */
interface Recipient {
  readonly header: GivenHeader | undefined;
  readonly joseHeader: JoseHeader;
  readonly key: unknown;
}

function readShared(engine: Engine, given: Readonly<Record<string, unknown>>, { registry }: Policy): Shared {
  const own = readGivenHeader(given['protected'], 'protected header', registry);
  const unprotected = readGivenHeader(given['unprotected'], 'shared unprotected header', registry);
  const most = mostContent(4 * (own?.json.length ?? 0));
  const aad = given['aad'] === undefined ? '' : encodeBase64url(readContent(engine, given['aad'], 'aad', most));
  return { protected: own, unprotected, aad };
}

function readRecipients(given: Readonly<Record<string, unknown>>, { registry }: Policy): readonly unknown[] {
  const { recipients, recipient } = given;
  if ((recipients === undefined) === (recipient === undefined)) {
    throw typeError('give either recipients, an array, or recipient, one of { header, key }');
  }
  if (recipients === undefined) return [recipient];
  if (!Array.isArray(recipients)) throw typeError('recipients must be an array of { header, key }');
  const list: readonly unknown[] = recipients;
  const { length } = list;
  if (length === 0) throw new InvalidJWEError('a JWE in JSON needs at least one recipient');
  registry.require('maxRecipients', length, 'the number of recipients');
  // A hole is a recipient that is missing.
  return Array.from({ length }, (_, index) => list[index]);
}

function readRecipient(value: unknown, shared: Shared, { registry }: Policy): Recipient {
  if (value === undefined) throw typeError('a recipient must be an object, found undefined');
  const given = readOptions(value, ['header', 'key'], 'a recipient { header, key }');
  const header = readGivenHeader(given['header'], 'unprotected header of a recipient', registry);
  const parts = {
    protected: shared.protected?.header,
    unprotected: shared.unprotected?.header,
    header: header?.header,
  };
  return { header, joseHeader: joseHeaderOf(parts, registry, 'write'), key: given['key'] };
}

function messageOf(shared: Shared, { header }: Recipient): JWEMessage {
  return {
    protected: shared.protected?.header ?? Object.freeze({}),
    ...(shared.unprotected === undefined ? {} : { unprotected: shared.unprotected.header }),
    ...(header === undefined ? {} : { header: header.header }),
  };
}

/** A recipient with all that the core is told of it, but for the key. */
interface Prepared {
  readonly recipient: Recipient;
  readonly context: EncryptionContext;
  readonly parameters: OwnParameters;
}

function prepare(
  engine: Engine,
  policy: Policy,
  shared: Shared,
  recipients: readonly Recipient[],
  given: GivenParameters,
): { readonly content: ContentEncryption; readonly prepared: readonly Prepared[] } {
  const headers = recipients.map(({ joseHeader }) => joseHeader);
  requireSameContent(headers);
  // There is at least one recipient.
  const content = allowedContent(namedAlgorithms(headers[0] as JoseHeader), policy);
  const prepared = recipients.map((recipient): Prepared => {
    const { joseHeader } = recipient;
    const algorithm = allowedManagement(namedAlgorithms(joseHeader), policy);
    refuseDirectAmongSeveral(algorithm.name, algorithm.isDirect, recipients.length);
    refuseAdded(algorithm, joseHeader);
    const parameters = ownParameters(algorithm, joseHeader, given, policy.registry);
    const message = (): JWEMessage => messageOf(shared, recipient);
    return { recipient, context: { engine, policy, algorithm, content, header: joseHeader, message }, parameters };
  });
  return { content, prepared };
}

export function encryptJsonWith(engine: Engine, value: unknown, plaintext: unknown, options?: unknown): Maybe<JsonJWE> {
  const checked = checkOptions(options, encryptOptions);
  const policy = ownPolicy(policyOf(checked));
  const givenParameters = readGivenParameters(engine, checked);
  if (value === undefined) throw typeError('message must be an object, found undefined');
  const names = ['protected', 'unprotected', 'aad', 'recipients', 'recipient'];
  const given = readOptions(value, names, 'message');
  const shared = readShared(engine, given, policy);
  const recipients = readRecipients(given, policy).map((recipient) => readRecipient(recipient, shared, policy));
  const zip = isCompressed(shared.protected?.header ?? {});
  const most = zip ? Infinity : mostContent(0);
  return withPlaintext(engine, plaintext, most, (octets) => {
    const { content, prepared } = prepare(engine, policy, shared, recipients, givenParameters);
    const [first] = prepared;
    // What one recipient's algorithm adds is protected, if anything is; several have their own.
    const inProtected =
      prepared.length === 1 &&
      shared.protected !== undefined &&
      first !== undefined &&
      addsParameters(first.context.algorithm);
    const added = inProtected ? first.parameters.added : {};
    const protectedJson = shared.protected === undefined ? '' : withMembers(shared.protected.json, added);
    requireLength(protectedJson, policy.registry);

    return then(keyed(prepared), (withKeys) =>
      withCompressed(engine, zip, octets, (text) => {
        requireRoom(text, mostContent(0), 'plaintext');
        const algorithms = prepared.map(({ context }) => context.algorithm);
        const isQuick = isQuickEncryption(shared.aad.length + text.length, ...algorithms);
        const enc = contentRow(content);
        const made = engine.call(
          isQuick,
          core.encryptJson,
          enc,
          withKeys,
          protectedJson,
          inProtected,
          shared.aad,
          text,
        );
        return then(made, (parts) => {
          const entries = prepared.map((entry, index) => entryOf(entry, parts.recipients[index], inProtected));
          return messageIn(given['recipients'] !== undefined, shared, parts, entries);
        });
      }),
    );
  });
}

/** The recipients as the core takes them, each with its key. */
function keyed(prepared: readonly Prepared[]): Maybe<RecipientToEncrypt[]> {
  return inOrder(prepared, ({ recipient, context, parameters }) =>
    then(encryptionKey(context, recipient.key), (key): RecipientToEncrypt => {
      const { apu, apv, p2c } = parameters;
      return { key: handleOf(key), alg: managementRow(context.algorithm), apu, apv, p2c };
    }),
  );
}

function entryOf(
  { recipient, parameters }: Prepared,
  made: EncryptedMessage['recipients'][number] | undefined,
  inProtected: boolean,
): JWERecipient {
  // What the core has added is its own JSON, so it is not read as that of a stranger.
  const fromCore = made === undefined || made.header === '' ? {} : (JSON.parse(made.header) as JsonObject);
  const added = inProtected ? {} : { ...parameters.added, ...fromCore };
  // fromEntries makes own members: a parameter named "__proto__" is only a name.
  const entries = [...Object.entries(recipient.header?.header ?? {}), ...Object.entries(added)];
  const header: JWEHeader | undefined = entries.length === 0 ? undefined : Object.fromEntries(entries);
  return {
    ...(header === undefined ? {} : { header }),
    ...(made === undefined || made.encryptedKey === '' ? {} : { encrypted_key: made.encryptedKey }),
  };
}

function messageIn(
  isGeneral: boolean,
  { unprotected, aad }: Shared,
  { protected: protectedText, iv, ciphertext, tag }: EncryptedMessage,
  entries: readonly JWERecipient[],
): JsonJWE {
  return deepFreeze({
    ...(protectedText === '' ? {} : { protected: protectedText }),
    ...(unprotected === undefined ? {} : { unprotected: unprotected.header }),
    ...(isGeneral ? { recipients: entries } : entries[0]),
    ...(aad === '' ? {} : { aad }),
    iv,
    ciphertext,
    tag,
  });
}

export const encryptJson = verb(encryptJsonWith, 2);
