/**
 * RFC 7516 appendices A.1 to A.5 and RFC 7519 appendix A: decryption. Encrypting again with the content keys and IVs that
 * the RFCs print is for the tests of the native core, where they can be given. RFC 7517 appendix C has a file of its own.
 */

import { expectJoseError, forms } from '../support/both';
import { fromB64u, headerOf } from '../support/forge';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { publicHalf } from '../support/keys';
import { readAppendix, type AppendixVector, type Json } from '../support/vectors';

const compact = ['rfc7516-A.1', 'rfc7516-A.2', 'rfc7516-A.3', 'rfc7519-A.1'].map(readAppendix);
const general = readAppendix('rfc7516-A.4');
const flattened = readAppendix('rfc7516-A.5');
const nested = readAppendix('rfc7519-A.2');

interface Message {
  readonly token: string;
  readonly key: Json;
  readonly plaintext: Buffer;
}

function messageOf({ id, token, key, plaintext_b64u: plaintext }: AppendixVector): Message {
  if (token === undefined || key === undefined || plaintext === undefined) throw new Error(`${id} is incomplete`); // prettier-ignore
  return { token, key, plaintext: fromB64u(plaintext) };
}

/** The same message in JSON. */
function jsonOf(token: string, isGeneral: boolean): Json {
  const [header = '', key = '', iv = '', ciphertext = '', tag = ''] = token.split('.');
  const recipient = { encrypted_key: key };
  return { protected: header, iv, ciphertext, tag, ...(isGeneral ? { recipients: [recipient] } : recipient) };
}

const allowed = { algorithms: ['RSA-OAEP', 'RSA1_5', 'A128KW'] };

describe.each(forms)('RFC 7516 appendix A, $name', ({ jwe }) => {
  describe.each(compact)('$id', (vector) => {
    const { token, key, plaintext } = messageOf(vector);

    test('decrypts in each serialization', async () => {
      const read = await jwe.decryptCompact(token, key, allowed);
      expect(read.plaintext).toEqual(plaintext);
      expect(read.protected).toEqual(headerOf(token));
      for (const isGeneral of [false, true]) {
        const json = jsonOf(token, isGeneral);
        const other = await jwe.decryptJson(json, key, allowed);
        expect(other.plaintext).toEqual(plaintext);
        expect(other.flattened).toBe(!isGeneral);
        expect((await jwe.decryptJson(JSON.stringify(json), key, allowed)).plaintext).toEqual(plaintext);
      }
    });

    test.each([1, 2, 3, 4])('with part %d changed does not', async (index) => {
      const changed = token.split('.').map((part, at) => (at === index ? swapFirst(part) : part));
      await expectDecryptionFailed(() => jwe.decryptCompact(changed.join('.'), key, allowed));
      await expectDecryptionFailed(() => jwe.decryptJson(jsonOf(changed.join('.'), false), key, allowed));
    });
  });

  test('A.4: either recipient, by key, by set and by function', async () => {
    const keys = general.keys ?? [];
    expect(keys).toHaveLength(2);
    const plaintext = fromB64u(general.plaintext_b64u ?? '');
    for (const [index, key] of keys.entries()) {
      const read = await jwe.decryptJson(general.jwe, key, allowed);
      expect(read.plaintext).toEqual(plaintext);
      expect(read.recipient.index).toBe(index);
      expect(read.recipient.joseHeader).toMatchObject({ enc: 'A128CBC-HS256', jku: 'https://server.example.com/keys.jwks' }); // prettier-ignore
      expect(read.unprotected).toEqual({ jku: 'https://server.example.com/keys.jwks' });
      expect(read.flattened).toBe(false);
      const byAlg = (header: Json): unknown => (header['alg'] === 'A128KW' ? keys[1] : keys[0]);
      expect((await jwe.decryptJson(general.jwe, byAlg, allowed)).recipient.index).toBe(0);
    }
    const read = await jwe.decryptJson(general.jwe, keys[0], { algorithms: ['RSA1_5'] });
    expect(read.recipient.header).toEqual({ alg: 'RSA1_5', kid: '2011-04-29' });
    await expectJoseError(() => jwe.decryptJson(general.jwe, keys[0]), ['ERR_JOSE_ALG_NOT_ALLOWED', 'ERR_KEY_TYPE_MISMATCH']); // prettier-ignore
  });

  test('A.5: flattened', async () => {
    const read = await jwe.decryptJson(flattened.jwe, flattened.key);
    expect(read.plaintext).toEqual(fromB64u(flattened.plaintext_b64u ?? ''));
    expect(read).toMatchObject({ flattened: true, recipient: { index: 0, header: { alg: 'A128KW', kid: '7' } } });
  });

  test('the public half decrypts nothing', async () => {
    for (const { token, key } of compact.map(messageOf).filter((message) => message.key['kty'] === 'RSA')) {
      await expectJoseError(() => jwe.decryptCompact(token, publicHalf(key), allowed), 'ERR_KEY_TYPE_MISMATCH');
    }
  });
});

function swapFirst(part: string): string {
  return (part.startsWith('B') ? 'C' : 'B') + part.slice(1);
}

describe.each(forms)('RFC 7519 appendix A.2, a signed JWT in a JWE, $name', ({ jwe, jws }) => {
  test('decrypts and verifies', async () => {
    const outer = await jwe.decryptCompact(nested.token, nested.key, { algorithms: ['RSA1_5'] });
    expect(outer.protected['cty']).toBe('JWT');
    const inner = await jws.deserializeCompact(outer.plaintext.toString(), publicHalf(nested.inner_key ?? {}));
    expect(JSON.parse(inner.payload.toString())).toMatchObject({ iss: 'joe' });
  });
});
