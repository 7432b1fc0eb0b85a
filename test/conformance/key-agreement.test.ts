/**
 * RFC 7518 appendix C and RFC 8037 appendices A.6 and A.7: what the RFCs print is a key that two parties agree on, so the
 * test wraps a content key in it, by its own means, and the library has to find the same one. RFC 7518 appendix B has
 * additional data that are no header: it is for the tests of the native core.
 */

import * as crypto from 'node:crypto';
import { forms } from '../support/both';
import { fromB64u, privateKeyObject, publicKeyObject } from '../support/forge';
import { agreedKey, forgeCompact, wrap } from '../support/forge-jwe';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { publicHalf, type Jwk } from '../support/keys';
import { readAppendix, readOwnVector } from '../support/vectors';

interface Agreement {
  readonly section: string;
  readonly recipient: Jwk;
  readonly epk: Jwk;
  readonly header: { readonly alg: string; readonly enc: string };
  readonly secret: string;
}

interface Derivation {
  readonly alice_epk: Jwk;
  readonly bob: Jwk;
  readonly apu: string;
  readonly apv: string;
  readonly enc: string;
  readonly derived_b64u: string;
}

const { agreement } = readOwnVector<{ agreement: readonly Agreement[] }>('rfc8037_appendix_a.json');
const derivation = readAppendix('rfc7518-C') as unknown as Derivation;

test('both examples of RFC 8037 are here', () => {
  expect(agreement.map(({ section }) => section)).toEqual(['A.6', 'A.7']);
});

describe.each(forms)('RFC 7518 appendix C, $name', ({ jwe }) => {
  const { alice_epk: alice, bob, apu, apv, enc, derived_b64u: derived } = derivation;
  const epk = publicHalf(alice);
  const header = { alg: 'ECDH-ES', enc, apu, apv, epk };

  test('Bob finds the key that Alice has derived', async () => {
    const token = forgeCompact({ header, cek: fromB64u(derived) });
    expect((await jwe.decryptCompact(token, bob)).plaintext.toString()).toBe('hello');
  });

  test.each(['apu', 'apv'])('not with another %s', async (name) => {
    const token = forgeCompact({ header: { ...header, [name]: 'AAAA' }, cek: fromB64u(derived) });
    await expectDecryptionFailed(() => jwe.decryptCompact(token, bob));
  });
});

describe.each(forms)('RFC 8037 appendix A, $name', ({ jwe }) => {
  test.each(agreement)('$section: $header.alg', async ({ recipient, epk, header: names, secret }) => {
    const privateKey = privateKeyObject(recipient);
    expect(crypto.diffieHellman({ privateKey, publicKey: publicKeyObject(epk) })).toEqual(fromB64u(secret));
    const header = { ...names, kid: recipient['kid'], epk };
    const cek = crypto.randomBytes(names.enc === 'A128GCM' ? 16 : 32);
    const kek = agreedKey(header, fromB64u(secret));
    const token = forgeCompact({ header, cek, encryptedKey: wrap(kek, cek) });
    const read = await jwe.decryptCompact(token, recipient);
    expect(read.plaintext.toString()).toBe('hello');
    const other = forgeCompact({ header, cek, encryptedKey: wrap(Buffer.from(kek).reverse(), cek) });
    await expectDecryptionFailed(() => jwe.decryptCompact(other, recipient));
  });
});
