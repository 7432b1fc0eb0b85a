/** Every signature algorithm that a peer shares with us in every serialization, both ways. */

import { randomBytes, randomInt } from 'node:crypto';
import { Conversation } from '../support/conversation';
import { forms, type Form } from '../support/both';
import { b64u, fromB64u } from '../support/forge';
import { jwks, type KeyName } from '../support/keys';
import { describeWithPeer } from '../support/peers';
import type { SignaturePeer } from './peers';
import { signatures, verifyingKey } from './tokens';

// Some peers are a process for each request: how long that takes decides nothing.
jest.setTimeout(60_000);

export const signatureFormats = ['compact', 'flattened', 'general'] as const;
type Format = (typeof signatureFormats)[number];

export interface SignatureCombination {
  readonly name: string;
  readonly alg: string;
  readonly key: KeyName;
  readonly format: Format;
}

/** What a peer and we both have. */
export function signatureCombinations({ lacks, json }: Pick<SignaturePeer, 'lacks' | 'json'>): SignatureCombination[] {
  return signatures
    .filter(([name]) => !lacks.includes(name))
    .flatMap(([name, alg, key]) =>
      signatureFormats.filter((format) => json || format === 'compact').map((format) => ({ name, alg, key, format })),
    );
}

/** Nothing, next to nothing, something of any length up to 64 KiB. */
const payloads = (): Buffer[] => [Buffer.alloc(0), randomBytes(1), randomBytes(randomInt(2, 65_536))];

async function made({ jws }: Form, { alg, key, format }: SignatureCombination, payload: Buffer): Promise<unknown> {
  const options = { algorithms: [alg] };
  if (format === 'compact') return jws.serializeCompact({ alg }, payload, jwks[key], options);
  const member = { protected: { alg } };
  if (format === 'flattened') return jws.serializeJson(member, payload, jwks[key], options);
  return jws.serializeJson([member, member], payload, jwks[key], options);
}

/** The tests of one peer. */
export function describeSignaturesWith(peer: SignaturePeer): void {
  describeWithPeer(`${peer.name}, signatures`, peer.isThere(), peer.advice, () => {
    let conversation: Conversation | undefined;
    const ask = <Answer>(operation: string, request: object): Promise<Answer> =>
      (conversation ??= new Conversation(peer.command, peer.args)).ask<Answer>({ operation, ...request });

    afterAll(() => conversation?.end());

    async function bothWays(combination: SignatureCombination, payload: Buffer): Promise<void> {
      const { alg, key, format } = combination;
      const request = { format, payload: b64u(payload), header: { alg }, key: jwks[key] };
      const { token } = await ask<{ token: unknown }>('sign', request);
      for (const form of forms) {
        const read = await form.jws.deserialize(token, verifyingKey(key), { algorithms: [alg] });
        expect(read.payload.equals(payload)).toBe(true);
        if (format !== 'compact') expect(read.members).toHaveLength(format === 'general' ? 2 : 1);
        const ours = await made(form, combination, payload);
        const answer = await ask<{ payload: string }>('verify', { token: ours, alg, key: verifyingKey(key) });
        expect(fromB64u(answer.payload).equals(payload)).toBe(true);
      }
    }

    test.each(signatureCombinations(peer))('$name, $format', async (combination) => {
      for (const payload of payloads()) {
        if (payload.length > 0 || combination.format === 'compact' || peer.missesEmpty === undefined)
          await bothWays(combination, payload);
      }
    });

    test.each(signatureCombinations(peer).filter(({ alg }) => ['HS256', 'ES256'].includes(alg)))(
      '1 MB, $name, $format',
      async (combination) => bothWays(combination, randomBytes(Math.min(peer.longest ?? Infinity, 1_000_000))),
    );

    test.each(signatures.filter(([name]) => peer.lacks.includes(name)))('%s it lacks', async (_, alg, key) => {
      const request = { format: 'compact', payload: b64u('x'), header: { alg }, key: jwks[key] };
      await expect(ask('sign', request)).rejects.toThrow('The peer refuses');
    });

    test('refuses what is changed', async () => {
      for (const { jws } of forms) {
        const token = await jws.serializeCompact({ alg: 'ES256' }, 'hello', jwks.p256);
        const changed = token.replace(/\.[^.]+\./, `.${b64u('hallo')}.`);
        const request = { alg: 'ES256', key: verifyingKey('p256') };
        expect(await ask('verify', { ...request, token })).toEqual({ payload: b64u('hello') });
        await expect(ask('verify', { ...request, token: changed })).rejects.toThrow('The peer refuses');
      }
    });
  });
}
