/** Threats, part d: the content of a JWE, rows 44, 45 and 51 to 54; and row 55, crafted messages. */

import * as library from '../../lib/index';
import { expectJoseError, forms, outcomeOf } from '../support/both';
import { b64u } from '../support/forge';
import { cbcTag, encNames, forgeCompact, forgeDirect, joinCompact, partsOf, sizeOf, wrap } from '../support/forge-jwe';
import { jwks } from '../support/keys';
import { algorithmCases, allowing, optionsFor, secretOf } from '../support/jwe-keys';

const failed = 'ERR_JWE_DECRYPTION_FAILED';
const invalid = 'ERR_JWE_INVALID';
const gcm = encNames.filter((name) => name.endsWith('GCM'));
const cbc = encNames.filter((name) => !name.endsWith('GCM'));

function keyFor(enc: string): Buffer {
  return secretOf(sizeOf(enc));
}

describe.each(forms)('$name', ({ jwe }) => {
  describe('row 44: the length of a tag is the algorithm’s, not the token’s', () => {
    test.each([0, 1, 4, 8, 12, 15, 17, 32])('%d octets', async (length) => {
      for (const enc of gcm) {
        const { text, sealed } = partsOf(forgeDirect({ enc }, keyFor(enc)));
        const tag = Buffer.concat([sealed.tag, sealed.tag]).subarray(0, length);
        await expectJoseError(() => jwe.decryptCompact(joinCompact(text, '', { ...sealed, tag }), keyFor(enc)), failed);
      }
      const header = { alg: 'A128GCMKW', enc: 'A128GCM' };
      const made = partsOf(await jwe.encryptCompact(header, 'x', secretOf(16), allowing('A128GCMKW')));
      const tag = Buffer.concat([Buffer.from(String(made.header['tag']), 'base64url'), Buffer.alloc(16)]).subarray(
        0,
        length,
      );
      const changed = joinCompact(b64u({ ...made.header, tag: b64u(tag) }), made.encryptedKey, made.sealed);
      await expectJoseError(() => jwe.decryptCompact(changed, secretOf(16), allowing('A128GCMKW')), failed);
    });
  });

  describe('row 45: the length of an IV', () => {
    test.each([1, 8, 11, 13, 16])('GCM, %d octets, really encrypted with it', async (length) => {
      for (const enc of gcm) {
        const token = forgeCompact({ header: { alg: 'dir', enc }, cek: keyFor(enc), iv: secretOf(length) });
        await expectJoseError(() => jwe.decryptCompact(token, keyFor(enc)), failed);
      }
    });

    test.each([0, 8, 12, 15, 17, 32])('CBC, %d octets, with the tag for it', async (length) => {
      for (const enc of cbc) {
        const { text, sealed } = partsOf(forgeDirect({ enc }, keyFor(enc)));
        const iv = secretOf(length);
        const tag = cbcTag(enc, keyFor(enc), iv, text, sealed.ciphertext);
        await expectJoseError(
          () => jwe.decryptCompact(joinCompact(text, '', { ...sealed, iv, tag }), keyFor(enc)),
          failed,
        );
      }
    });

    test('none', async () => {
      for (const enc of encNames) {
        const { text, sealed } = partsOf(forgeDirect({ enc }, keyFor(enc)));
        await expectJoseError(
          () => jwe.decryptCompact(joinCompact(text, '', { ...sealed, iv: Buffer.alloc(0) }), keyFor(enc)),
          failed,
        );
      }
    });
  });

  describe('row 51: padding oracles of CBC', () => {
    test.each(cbc)('%s: bad padding under a good tag, and good padding under a bad one', async (enc) => {
      const key = keyFor(enc);
      const { text, sealed } = partsOf(forgeDirect({ enc }, key, Buffer.alloc(32, 7)));
      const messages = new Set<string>();
      for (let at = 0; at < 16; at++) {
        const ciphertext = Buffer.from(sealed.ciphertext);
        ciphertext[ciphertext.length - 17 - at] = (ciphertext[ciphertext.length - 17 - at] ?? 0) ^ 0x5a;
        const retagged = { ...sealed, ciphertext, tag: cbcTag(enc, key, sealed.iv, text, ciphertext) };
        for (const parts of [retagged, { ...sealed, ciphertext }]) {
          const outcome = await outcomeOf(() => jwe.decryptCompact(joinCompact(text, '', parts), key));
          // Of sixteen changes one may leave other padding that is good; nothing else can decrypt.
          if (parts !== retagged || outcome !== undefined) expect(outcome).toBe(failed);
        }
      }
      for (const length of [1, 15, 17, 31]) {
        const ciphertext = Buffer.alloc(length);
        const parts = { ...sealed, ciphertext, tag: cbcTag(enc, key, sealed.iv, text, ciphertext) };
        const error = await expectJoseError(() => jwe.decryptCompact(joinCompact(text, '', parts), key), failed);
        messages.add(error.message);
      }
      expect(messages.size).toBe(1);
    });
  });

  describe('row 52: tags of CBC of another length', () => {
    test.each(cbc)('%s', async (enc) => {
      const key = keyFor(enc);
      const { text, sealed } = partsOf(forgeDirect({ enc }, key));
      const more = Buffer.concat([sealed.tag, Buffer.alloc(32)]);
      for (const length of [0, 8, sealed.tag.length - 1, sealed.tag.length + 1, sealed.tag.length * 2]) {
        const parts = { ...sealed, tag: more.subarray(0, length) };
        await expectJoseError(() => jwe.decryptCompact(joinCompact(text, '', parts), key), failed);
      }
    });
  });

  describe('row 53: an empty ciphertext', () => {
    test.each(gcm)('%s', async (enc) => {
      const key = keyFor(enc);
      const { text, sealed } = partsOf(forgeDirect({ enc }, key, ''));
      expect(sealed.ciphertext).toHaveLength(0);
      expect((await jwe.decryptCompact(joinCompact(text, '', sealed), key)).plaintext).toHaveLength(0);
      for (const tag of [Buffer.alloc(16), secretOf(16, 5)]) {
        await expectJoseError(() => jwe.decryptCompact(joinCompact(text, '', { ...sealed, tag }), key), failed);
      }
    });

    test.each(cbc)('%s has padding at least', async (enc) => {
      const key = keyFor(enc);
      const { text, sealed } = partsOf(forgeDirect({ enc }, key, ''));
      expect((await jwe.decryptCompact(joinCompact(text, '', sealed), key)).plaintext).toHaveLength(0);
      const ciphertext = Buffer.alloc(0);
      const tag = cbcTag(enc, key, sealed.iv, text, ciphertext);
      await expectJoseError(
        () => jwe.decryptCompact(joinCompact(text, '', { ...sealed, ciphertext, tag }), key),
        failed,
      );
    });
  });

  describe('row 54: encrypted keys where there is none, and other numbers of parts', () => {
    test.each(['dir', 'ECDH-ES'])('%s with an encrypted key', async (alg) => {
      const found = algorithmCases.find((entry) => entry.alg === alg)!;
      const made = await jwe.encryptCompact({ alg, enc: 'A128GCM' }, 'x', found.open('A128GCM'), optionsFor(alg));
      const { text, sealed } = partsOf(made);
      const token = joinCompact(text, wrap(secretOf(16), secretOf(16)), sealed);
      await expectJoseError(() => jwe.decryptCompact(token, found.secret('A128GCM')), invalid);
    });

    test('four parts or six', async () => {
      const token = forgeDirect({ enc: 'A128GCM' }, secretOf(16));
      for (const text of [token.slice(0, token.lastIndexOf('.')), `${token}.`, `.${token}`, `${token}.AAAA`]) {
        await expectJoseError(() => jwe.decryptCompact(text, secretOf(16)), invalid);
      }
    });
  });
});

/** A small generator whose sequence its seed decides. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const characters = ['.', '=', ' ', '\n', '\0', '-', '_', 'A', '{', '}', '"', '[', '\u0141', '\ud800', '\ufeff', 'é'];

describe.each(forms)('row 55, crafted messages, $name', ({ jwe }) => {
  const cases = algorithmCases.filter(({ alg }) => !alg.startsWith('PBES2'));
  const algorithms = [...new Set(cases.map(({ alg }) => alg))];

  test('every refusal of a damaged token is a JoseError', async () => {
    const next = random(20_261_122);
    const pick = <T>(values: readonly T[]): T => values[next(values.length)] as T;
    const outcomes = new Set<string | undefined>();
    for (const { alg, open, secret } of cases) {
      for (const enc of encNames) {
        const token = await jwe.encryptCompact({ alg, enc }, 'hello', open(enc), optionsFor(alg));
        const key = library.jwk.importKey(secret(enc));
        for (let round = 0; round < 25; round++) {
          let text = token;
          for (let edit = next(3); edit >= 0; edit--) {
            const at = next(text.length + 1);
            text = text.slice(0, at) + pick(characters) + text.slice(at + next(4));
          }
          outcomes.add(await outcomeOf(() => jwe.decrypt(text, key, { algorithms })));
        }
      }
    }
    expect([...outcomes].every((code) => code === undefined || code.startsWith('ERR_'))).toBe(true);
    expect(outcomes).toContain(failed);
  });

  test('and of a damaged message in JSON', async () => {
    const next = random(7);
    const recipients = [
      { header: { alg: 'A128KW' }, key: secretOf(16) },
      { header: { alg: 'ECDH-ES+A128KW' }, key: jwks.p256 },
      { header: { alg: 'RSA-OAEP' }, key: jwks.rsa },
    ];
    const message = await jwe.encryptJson({ protected: { enc: 'A128GCM' }, aad: 'x', recipients }, 'hello');
    const oddities = [null, true, 0, -1, 1e308, '', 'x', [], {}, [{}], { __proto__: null }, 'AAAA'];
    for (let round = 0; round < 1500; round++) {
      const copy = structuredClone(message) as unknown as Record<string, unknown>;
      let target = copy;
      for (let depth = next(4); depth > 0; depth--) {
        const inner = Object.values(target).filter((value) => typeof value === 'object' && value !== null);
        if (inner.length === 0) break;
        target = inner[next(inner.length)] as Record<string, unknown>;
      }
      const names = [...Object.keys(target), 'epk', 'crit', 'zip', 'recipients', 'encrypted_key'];
      target[names[next(names.length)] ?? ''] = oddities[next(oddities.length)];
      const key = recipients[next(3)]?.key;
      const outcome = await outcomeOf(() => jwe.decryptJson(copy, key));
      if (outcome !== undefined) expect(outcome).toMatch(/^ERR_/);
    }
  });
});
