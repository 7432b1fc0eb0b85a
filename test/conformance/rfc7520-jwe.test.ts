/**
 * RFC 7520 section 5, the cookbook's encryptions: each decrypted in every serialization it is printed in, and made again
 * with the same headers. That the same content key, IV and ephemeral key give the same bytes is for the tests of the
 * native core, where they can be given.
 */

import { forms, keySet } from '../support/both';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { publicHalf } from '../support/keys';
import { readVector, readVectorFolder, type CookbookEncryption, type Json } from '../support/vectors';

const examples = readVectorFolder<CookbookEncryption>('rfc7520', 'jwe');
const single = examples.filter(({ vector }) => !Array.isArray(vector.input.alg));
const [multiple] = examples.filter(({ vector }) => Array.isArray(vector.input.alg));

test('sections 5.1 to 5.13 are all here', () => {
  expect(examples).toHaveLength(13);
  expect(single).toHaveLength(12);
});

interface Single {
  readonly key: Json | string;
  readonly encrypting: Json | string;
  readonly options: { readonly algorithms: readonly string[] };
}

function keysOf({ input: { key, pwd, alg, enc } }: CookbookEncryption): Single {
  const options = { algorithms: [String(alg), enc] };
  if (pwd !== undefined) return { key: pwd, encrypting: pwd, options };
  const own = key as Json;
  return { key: own, encrypting: own['kty'] === 'oct' ? own : publicHalf(own), options };
}

/** A message with the ciphertext changed. */
function changedIn(json: Json): Json {
  const text = String(json['ciphertext']);
  return { ...json, ciphertext: (text.startsWith('A') ? 'B' : 'A') + text.slice(1) };
}

describe.each(forms)('RFC 7520 section 5, $name', ({ jwe }) => {
  describe.each(single)('$name', ({ vector }) => {
    const { input, output, encrypting_content: content } = vector;
    const { key, encrypting, options } = keysOf(vector);
    const { compact, json, json_flat: flattened } = output;

    test('decrypts in each serialization', async () => {
      let read = 0;
      if (compact !== undefined) {
        const result = await jwe.decryptCompact(compact, key, options);
        expect(result.plaintext.toString()).toBe(input.plaintext);
        expect(result.protected).toEqual(content.protected);
        read++;
      }
      for (const message of [json, flattened]) {
        if (message === undefined) continue;
        const result = await jwe.decryptJson(message, key, options);
        expect(result.plaintext.toString()).toBe(input.plaintext);
        expect(result.aad?.toString()).toBe(input.aad);
        expect(result.recipient.joseHeader).toEqual({ ...content.protected, ...content.unprotected });
        expect((await jwe.decryptJson(JSON.stringify(message), key, options)).plaintext).toEqual(result.plaintext);
        await expectDecryptionFailed(() => jwe.decryptJson(changedIn(message), key, options));
        read++;
      }
      expect(read).toBeGreaterThanOrEqual(2);
    });

    test('is made again and decrypts', async () => {
      const given = (header: Json | undefined): Json | undefined =>
        header && Object.fromEntries(Object.entries(header).filter(([name]) => !added.has(name)));
      const message = {
        ...(content.protected && { protected: given(content.protected) }),
        ...(content.unprotected && { unprotected: given(content.unprotected) }),
        ...(input.aad !== undefined && { aad: input.aad }),
      };
      const again = { ...options, ...(input.pwd !== undefined && { p2c: 8192 }) };
      const made = [
        await jwe.encryptJson({ ...message, recipient: { key: encrypting } }, input.plaintext, again),
        await jwe.encryptJson({ ...message, recipients: [{ key: encrypting }] }, input.plaintext, again),
      ];
      for (const [index, one] of made.entries()) {
        expect(Object.keys(one).sort()).toEqual(Object.keys((index === 0 ? flattened : json) ?? {}).concat(index === 1 && json?.['recipients'] === undefined ? ['recipients'] : []).sort()); // prettier-ignore
        const result = await jwe.decryptJson(one, key, options);
        expect(result.plaintext.toString()).toBe(input.plaintext);
        expect(Object.keys(result.recipient.joseHeader).sort()).toEqual(
          Object.keys({ ...content.protected, ...content.unprotected }).sort(),
        );
      }
      if (compact === undefined) return;
      const token = await jwe.encryptCompact(given(content.protected), input.plaintext, encrypting, again);
      expect(token).not.toBe(compact);
      expect((await jwe.decryptCompact(token, key, options)).plaintext.toString()).toBe(input.plaintext);
    });
  });

  test('5.13: each of three recipients decrypts, by its key and out of the set', async () => {
    if (multiple === undefined) throw new Error('Section 5.13 is missing');
    const { input, output } = multiple.vector;
    const keys = input.key as readonly Json[];
    const options = { algorithms: [...(input.alg as string[])] };
    expect(keys).toHaveLength(3);
    for (const [index, key] of keys.entries()) {
      for (const candidate of [key, keySet([key])]) {
        const result = await jwe.decryptJson(output.json, candidate, options);
        expect(result.plaintext.toString()).toBe(input.plaintext);
        expect(result.recipient).toMatchObject({ index, joseHeader: { alg: input.alg[index], kid: key['kid'] } });
        expect(result.key.kty).toBe(key['kty']);
      }
    }
    const result = await jwe.decryptJson(output.json, keySet(keys), options);
    expect(result.recipient.index).toBe(0);
  });
});

/** What encryption adds to the header itself. */
const added = new Set(['epk', 'p2s', 'p2c', 'iv', 'tag']);

describe.each(forms)('RFC 7520 section 6, nested, $name', ({ jwe, jws }) => {
  interface Nesting {
    readonly sign: { readonly input: { payload: string; key: Json; alg: string } };
    readonly encrypt: CookbookEncryption;
  }
  const { sign, encrypt } = readVector<Nesting>('rfc7520', '6.nesting_signatures_and_encryption.json');

  test.each(['compact', 'json', 'json_flat'] as const)('decrypts and verifies: %s', async (name) => {
    const { plaintext } = await jwe.decrypt(encrypt.output[name], encrypt.input.key);
    expect(plaintext.toString()).toBe(encrypt.input.plaintext);
    const options = { algorithms: [sign.input.alg] };
    const { payload } = await jws.deserializeCompact(plaintext.toString(), publicHalf(sign.input.key), options);
    expect(payload.toString()).toBe(sign.input.payload);
  });
});

describe.each(forms)('the cookbook of curve 25519, $name', ({ jwe }) => {
  const { input, output } = readVector<CookbookEncryption>('rfc7520', 'curve25519', 'ecdh-es.json');

  test.each(['compact', 'json', 'json_flat'] as const)('%s', async (name) => {
    const { plaintext } = await jwe.decrypt(output[name], input.key);
    expect(plaintext.toString('utf8')).toBe(input.plaintext);
  });
});
