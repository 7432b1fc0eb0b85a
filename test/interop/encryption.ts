/** Every algorithm that a peer shares with us, both ways: theirs decrypted here, in both forms, and ours by them. */

import { randomBytes, randomInt } from 'node:crypto';
import { Conversation } from '../support/conversation';
import { forms, type Form } from '../support/both';
import { b64u, fromB64u } from '../support/forge';
import { encNames } from '../support/forge-jwe';
import { algorithmCases, password, secretOf, type AlgorithmCase } from '../support/jwe-keys';
import { jwks, publicHalf } from '../support/keys';
import { describeWithPeer } from '../support/peers';
import type { EncryptionPeer } from './peers';

interface Exchange {
  readonly peer: EncryptionPeer;
  readonly talk: () => Conversation;
  readonly one: AlgorithmCase;
  readonly enc: string;
}

// Some peers are a process for each request: how long that takes decides nothing.
jest.setTimeout(60_000);

export const encryptionFormats = ['compact', 'flattened'] as const;
type Format = (typeof encryptionFormats)[number];

export interface EncryptionCombination {
  readonly one: AlgorithmCase;
  readonly enc: string;
  readonly format: Format;
  readonly zip: boolean;
  readonly theirs: boolean;
  readonly ours: boolean;
}

/** What a peer and we both have, and which of us can make it for the other. */
export function encryptionCombinations(peer: EncryptionPeer): EncryptionCombination[] {
  const { lacks, lacksPair, cannotDecrypt, cannotEncrypt, zip: compression, json } = peer;
  const formats = encryptionFormats.filter((format) => json || format === 'compact');
  return algorithmCases
    .filter((one) => lacks(one, curveOf(one)) === undefined)
    .flatMap((one) => encNames.map((enc) => ({ one, enc })))
    .filter(({ one, enc }) => lacksPair?.(one.alg, enc) === undefined)
    .flatMap((pair) => formats.flatMap((format) => [false, true].map((zip) => ({ ...pair, format, zip }))))
    .map((each) => ({
      ...each,
      theirs: (!each.zip || compression.makes) && cannotEncrypt?.(curveOf(each.one)) === undefined,
      ours: (!each.zip || compression.reads) && cannotDecrypt?.(each.one.alg) === undefined,
    }));
}

/** One alg of each family, for what is large. */
const families = new Set([
  'dir',
  'A128KW',
  'A256GCMKW',
  'RSA-OAEP-256',
  'ECDH-ES+A128KW on P-256',
  'PBES2-HS256+A128KW',
]);

const ownOptions = (alg: string): object => ({ algorithms: [alg], ...(alg.startsWith('PBES2') && { p2c: 4096 }) });

/** A key as a JWK: peers know no bare secrets. */
function jwkOf(key: object): object {
  return Buffer.isBuffer(key) ? { kty: 'oct', k: b64u(key) } : key;
}

async function theirs({ talk, one, enc }: Exchange, plaintext: Buffer, members: object, format: Format): Promise<void> {
  const { alg } = one;
  const header = { alg, enc, ...members };
  const request = { format, plaintext: b64u(plaintext), header, alg, key: jwkOf(one.open(enc)), parameters: { p2c: 4096 } }; // prettier-ignore
  const { token } = await talk().ask<{ token: unknown }>({ operation: 'encrypt', ...request });
  for (const { jwe } of forms) {
    const result = await jwe.decrypt(token, one.secret(enc), { algorithms: [alg] });
    expect(result.plaintext.equals(plaintext)).toBe(true);
  }
}

async function ours(
  exchange: Exchange,
  { jwe }: Form,
  plaintext: Buffer,
  members: object,
  format: Format,
): Promise<void> {
  const { talk, one, enc } = exchange;
  const { alg } = one;
  const header = { alg, enc, ...members };
  const token =
    format === 'compact'
      ? await jwe.encryptCompact(header, plaintext, one.open(enc), ownOptions(alg))
      : await jwe.encryptJson({ protected: header, recipient: { key: one.open(enc) } }, plaintext, ownOptions(alg));
  const request = { token, alg, enc, key: jwkOf(one.secret(enc)) };
  const answer = await talk().ask<{ plaintext: string }>({ operation: 'decrypt', ...request });
  expect(fromB64u(answer.plaintext).equals(plaintext)).toBe(true);
}

function curveOf({ name }: AlgorithmCase): string | undefined {
  return / on (.*)$/.exec(name)?.[1];
}

/** Of a text that compresses, and of octets that do not. */
function content(size: number, zip: boolean): Buffer {
  return zip
    ? Buffer.alloc(size, 'The true sign of intelligence is not knowledge but imagination. ')
    : randomBytes(size);
}

async function bothWays(exchange: Exchange, combination: EncryptionCombination, size: number): Promise<void> {
  const plaintext = content(size, combination.zip);
  const members = combination.zip ? { zip: 'DEF' } : {};
  if (combination.theirs) await theirs(exchange, plaintext, members, combination.format);
  if (!combination.ours || (size === 0 && !exchange.peer.readsEmpty)) return;
  await ours(exchange, forms[randomInt(2)] as Form, plaintext, members, combination.format);
}

/** The tests of one peer. */
export function describeEncryptionWith(peer: EncryptionPeer): void {
  const all = encryptionCombinations(peer);
  const shared = [...new Set(all.map(({ one }) => one))];

  describeWithPeer(`${peer.name}, encryption`, peer.isThere(), peer.advice, () => {
    let conversation: Conversation | undefined;
    const talk = (): Conversation => (conversation ??= new Conversation(peer.command, peer.args));

    afterAll(() => conversation?.end());

    describe.each(shared)('$name', (one) => {
      const own = all.filter((combination) => combination.one === one);
      test.each(own)('$enc, $format, compressed: $zip', async (combination) => {
        const exchange = { peer, talk, one, enc: combination.enc };
        // Half of the "enc" with nothing, half with next to nothing; each "alg" meets both.
        const sizes = [encNames.indexOf(combination.enc) % 2, randomInt(2, 16_384)];
        for (const size of sizes) await bothWays(exchange, combination, size);
      });
    });

    test.each(
      all.filter(
        ({ one, enc, format, zip }) =>
          families.has(one.name) && ['A128CBC-HS256', 'A256GCM'].includes(enc) && format === 'compact' && !zip,
      ),
    )('1 MB, $one.name, $enc', async (combination) => {
      await bothWays(
        { peer, talk, one: combination.one, enc: combination.enc },
        combination,
        Math.min(peer.longest ?? Infinity, 1_000_000),
      );
    });

    const recipients = [
      { alg: 'A256KW', key: { kty: 'oct', k: b64u(secretOf(32)) } },
      { alg: 'ECDH-ES+A128KW', key: jwks.p256 },
    ];

    (peer.json ? test : test.skip)('several recipients and additional data', async () => {
      const enc = 'A128CBC-HS256';
      const aad = b64u('seen by all');
      const open = recipients.map(({ alg, key }) => ({ alg, key: key.kty === 'oct' ? key : publicHalf(key) }));
      const request = { format: 'general', plaintext: b64u('hello'), header: { enc }, recipients: open };
      const { token } = await talk().ask<{ token: object }>({
        operation: 'encrypt',
        ...request,
        aad,
      });
      const members = open.map(({ alg, key }) => ({ header: { alg }, key }));
      for (const [index, { alg, key }] of recipients.entries()) {
        for (const { jwe } of forms) {
          const read = await jwe.decryptJson(token, key);
          expect(read.plaintext.toString()).toBe('hello');
          expect(read.recipient).toMatchObject({ index, joseHeader: { alg, enc } });
          expect(read.aad?.toString()).toBe('seen by all');
          const shown = { aad: 'seen by all' };
          const own = await jwe.encryptJson({ protected: { enc }, recipients: members, ...shown }, 'hello');
          const answer = await talk().ask<{ plaintext: string }>({ operation: 'decrypt', token: own, alg, enc, key });
          expect(fromB64u(answer.plaintext).toString()).toBe('hello');
        }
      }
    });

    test('refuses what is changed', async () => {
      for (const { jwe } of forms) {
        const key = { kty: 'oct', k: b64u(password.subarray(0, 16)) };
        const token = await jwe.encryptCompact({ alg: 'A128KW', enc: 'A128GCM' }, 'hello', key);
        const changed = token.replace(/[^.]+$/, b64u(Buffer.alloc(16)));
        const request = { operation: 'decrypt', token: changed, key, alg: 'A128KW', enc: 'A128GCM' };
        expect(await talk().ask({ ...request, token })).toEqual({ plaintext: b64u('hello') });
        await expect(talk().ask(request)).rejects.toThrow('The peer refuses');
      }
    });
  });
}
