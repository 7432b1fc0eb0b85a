/** Threats, part d, as far as JWS goes: row 55, crafted messages. Random, but the same at every run. */

import { KeySet } from '../../lib';
import { forms, outcomeOf, type Form } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { distort, edits, pick, random } from '../support/damage';
import { everyAlgorithm, jwks, publicJwk, secret } from '../support/keys';

const header = { alg: 'HS256', kid: 'a', typ: 'JWT', crit: ['b64'], b64: true, jwk: publicJwk('p256') };
const token = hs256(header, 'hello', secret);
const flattened = { ...flattenedHs256('{"alg":"HS256"}', 'hello', secret), header: { kid: 'a' } };
const { payload, ...signature } = flattened;
const general = { payload, signatures: [signature, signature] };

const keys: readonly unknown[] = [
  jwks.oct,
  publicJwk('rsa'),
  KeySet.importKeySet({ keys: [{ ...jwks.oct, kid: 'a' }, publicJwk('p256')] }),
];
const optionSets = [undefined, { algorithms: [...everyAlgorithm] }, { verify: 'any' }];

describe.each(forms)('$name', ({ jws }: Form) => {
  describe('row 55: whatever is sent, the refusal is a documented error', () => {
    test('distorted texts', async () => {
      const next = random(1);
      const genuine = new Set([token, JSON.stringify(flattened), JSON.stringify(general)]);
      for (let round = 0; round < 3000; round++) {
        let text = pick(next, [...genuine]);
        for (let count = next(3); count >= 0; count--) text = pick(next, edits)(text, next);
        const outcomes = [
          await outcomeOf(() => jws.deserialize(text, pick(next, keys))),
          await outcomeOf(() => jws.deserializeCompact(text, pick(next, keys))),
          await outcomeOf(() => jws.detach(text)),
          await outcomeOf(() => jws.decodeUnverified(text)),
        ];
        expect(outcomes).not.toContain('TypeError');
      }
    });

    test('distorted headers with a good tag', async () => {
      const next = random(2);
      for (let round = 0; round < 3000; round++) {
        const shape = distort(header, next);
        const made = hs256(JSON.stringify(shape), 'hello', secret);
        const outcome = await outcomeOf(() => jws.deserializeCompact(made, pick(next, keys)));
        expect(outcome).not.toBe('TypeError');
        const isObject = typeof shape === 'object' && shape !== null && !Array.isArray(shape);
        if (!isObject || !Object.hasOwn(shape, 'alg')) expect(outcome).toBe('ERR_JOSE_HEADER_INVALID');
      }
    });

    test('distorted messages', async () => {
      const next = random(3);
      for (let round = 0; round < 3000; round++) {
        const value = distort(pick(next, [flattened, general]), next);
        const options = pick(next, optionSets);
        const outcome = await outcomeOf(() => jws.deserializeJson(JSON.stringify(value), pick(next, keys), options));
        expect(outcome).not.toBe('TypeError');
      }
    });

    test('distorted keys', async () => {
      const next = random(4);
      const plain = hs256({ alg: 'HS256' }, 'hello', secret);
      const jwkList = [jwks.oct, jwks.rsa, jwks.p256, jwks.ed25519, publicJwk('rsa'), publicJwk('p256')];
      for (let round = 0; round < 1000; round++) {
        const key = distort(pick(next, jwkList), next);
        if (typeof key !== 'object' || key === null || Array.isArray(key)) continue;
        const outcome = await outcomeOf(() => jws.deserializeCompact(plain, key));
        expect(outcome).not.toBe('TypeError');
      }
    });
  });

  test('no text but the genuine one verifies', async () => {
    const next = random(5);
    const plain = hs256({ alg: 'HS256' }, 'hello', secret);
    for (let round = 0; round < 3000; round++) {
      const text = pick(next, edits)(plain, next);
      if (text === plain) continue;
      expect(await outcomeOf(() => jws.deserializeCompact(text, jwks.oct))).toBeDefined();
    }
    const swapped = `${b64u({ alg: 'HS256' })}.${plain.split('.')[2]}.${plain.split('.')[1]}`;
    expect(await outcomeOf(() => jws.deserializeCompact(swapped, jwks.oct))).toBeDefined();
  });
});
