/** Every algorithm that a peer shares with us, both ways: theirs decrypted here, in both forms, and ours by them. */

import { Conversation } from '../support/conversation';
import { forms, type Form } from '../support/both';
import { b64u, fromB64u } from '../support/forge';
import { encNames } from '../support/forge-jwe';
import { algorithmCases, password, secretOf, type AlgorithmCase } from '../support/jwe-keys';
import { jwks, publicHalf } from '../support/keys';
import { describeWithPeer } from '../support/peers';

export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly isThere: boolean;
  readonly advice: string;
  /** Why it cannot take part in a case at all, or in one direction; undefined where it can. */
  readonly lacks: (one: AlgorithmCase, curve: string | undefined) => string | undefined;
  readonly lacksPair?: (alg: string, enc: string) => string | undefined;
  readonly cannotDecrypt?: (alg: string) => string | undefined;
  readonly zip: { readonly makes: boolean; readonly reads: boolean };
  /** Whether it takes an empty plaintext for a success. */
  readonly readsEmpty: boolean;
  /** Whether it can make a JWE of several recipients. */
  readonly severalRecipients: boolean;
  /** Whether it takes additional data. */
  readonly aad: boolean;
}

interface Exchange {
  readonly peer: Peer;
  readonly talk: () => Conversation;
  readonly one: AlgorithmCase;
  readonly enc: string;
}

type Format = 'compact' | 'flattened';

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

async function bothWays(
  exchange: Exchange,
  size: number,
  members: { zip?: string } = {},
  format: Format = 'compact',
): Promise<void> {
  const plaintext = Buffer.alloc(size, 'The true sign of intelligence is not knowledge but imagination. ');
  const { peer, one } = exchange;
  const isZip = members.zip !== undefined;
  if (!isZip || peer.zip.makes) await theirs(exchange, plaintext, members, format);
  const isRead = (!isZip || peer.zip.reads) && (size > 0 || peer.readsEmpty);
  if (!isRead || peer.cannotDecrypt?.(one.alg) !== undefined) return;
  await ours(exchange, forms[size === 1 ? 1 : 0] as Form, plaintext, members, format);
}

/** The tests of one peer. */
export function describeEncryptionWith(peer: Peer): void {
  const shared = algorithmCases.filter((one) => peer.lacks(one, curveOf(one)) === undefined);

  describeWithPeer(peer.name, peer.isThere, peer.advice, () => {
    let conversation: Conversation | undefined;
    const talk = (): Conversation => (conversation ??= new Conversation(peer.command, peer.args));

    afterAll(() => conversation?.end());

    describe.each(shared)('$name', (one) => {
      test.each(encNames)('%s', async (enc) => {
        const exchange = { peer, talk, one, enc };
        if (peer.lacksPair?.(one.alg, enc) !== undefined) return;
        // Half of the "enc" with nothing, half with next to nothing; each "alg" meets both.
        for (const size of [encNames.indexOf(enc) % 2, 1024]) await bothWays(exchange, size);
        await bothWays(exchange, 1024, { zip: 'DEF' });
      });

      test('JSON', async () => {
        for (const enc of ['A128CBC-HS256', 'A256GCM']) {
          await bothWays({ peer, talk, one, enc }, 100, {}, 'flattened');
          await bothWays({ peer, talk, one, enc }, 100, { zip: 'DEF' }, 'flattened');
        }
      });
    });

    test.each(shared.filter(({ name }) => families.has(name)))('1 MB, $name', async (one) => {
      for (const enc of ['A128CBC-HS256', 'A256GCM']) await bothWays({ peer, talk, one, enc }, 1_000_000);
    });

    const recipients = [
      { alg: 'A256KW', key: { kty: 'oct', k: b64u(secretOf(32)) } },
      { alg: 'ECDH-ES+A128KW', key: jwks.p256 },
    ];

    (peer.severalRecipients ? test : test.skip)('several recipients and additional data', async () => {
      const enc = 'A128CBC-HS256';
      const aad = b64u('seen by all');
      const open = recipients.map(({ alg, key }) => ({ alg, key: key.kty === 'oct' ? key : publicHalf(key) }));
      const request = { format: 'general', plaintext: b64u('hello'), header: { enc }, recipients: open };
      const { token } = await talk().ask<{ token: object }>({
        operation: 'encrypt',
        ...request,
        ...(peer.aad && { aad }),
      });
      const members = open.map(({ alg, key }) => ({ header: { alg }, key }));
      for (const [index, { alg, key }] of recipients.entries()) {
        for (const { jwe } of forms) {
          const read = await jwe.decryptJson(token, key);
          expect(read.plaintext.toString()).toBe('hello');
          expect(read.recipient).toMatchObject({ index, joseHeader: { alg, enc } });
          expect(read.aad?.toString()).toBe(peer.aad ? 'seen by all' : undefined);
          const shown = peer.aad ? { aad: 'seen by all' } : {};
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
