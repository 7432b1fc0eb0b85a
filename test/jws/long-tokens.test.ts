/** Tokens so long that they cross to the core in pieces (lib/internal/long-text.ts): results and refusals are the same. */

import { randomBytes } from 'node:crypto';
import { expectJoseError, forms } from '../support/both';
import { b64u, privateKeyObject, publicKeyObject, rawCompact, signInput } from '../support/forge';
import { jwks, type Jwk } from '../support/keys';

const algorithms: readonly (readonly [alg: string, jwk: () => Jwk])[] = [
  ['HS256', () => jwks.oct],
  ['RS256', () => jwks.rsa],
  ['PS512', () => jwks.rsa],
  ['ES256', () => jwks.p256],
  ['Ed25519', () => jwks.ed25519],
];

const piece = 48 * 1024;
const sizes = [piece - 30, piece - 1, piece, piece + 1, piece + 2, 2 * piece, 3 * piece + 1, 1024 * 1024];

function sign(alg: string, jwk: Jwk, payload: Uint8Array): string {
  const key = jwk.kty === 'oct' ? Buffer.from(jwk['k'] ?? '', 'base64url') : privateKeyObject(jwk);
  return rawCompact(JSON.stringify({ alg }), payload, (input) => signInput(alg, key, input));
}

describe.each(forms)('long tokens, $name', ({ jws }) => {
  describe.each(algorithms)('%s', (alg, material) => {
    const options = { algorithms: [alg] };
    const read = (token: string): Promise<{ payload: Buffer }> => jws.deserializeCompact(token, material(), options);

    test.each(sizes)('with a payload of %i octets', async (size) => {
      const payload = randomBytes(size);
      const token = sign(alg, material(), payload);
      expect((await read(token)).payload.equals(payload)).toBe(true);
      const [header = '', text = '', signature = ''] = token.split('.');
      const made = await jws.serializeCompact({ alg }, payload, material(), options);
      expect(made.split('.').slice(0, 2)).toEqual([header, text]);
      expect((await read(made)).payload.equals(payload)).toBe(true);
      expect(signature.length).toBe(made.length - made.lastIndexOf('.') - 1);
    });

    test('with a character changed, more or less', async () => {
      const token = sign(alg, material(), randomBytes(3 * piece));
      const [header = '', text = '', signature = ''] = token.split('.');
      for (const at of [0, 1, 65535, 65536, 65537, text.length - 2]) {
        const other = text[at] === 'A' ? 'B' : 'A';
        const forged = [header, text.slice(0, at) + other + text.slice(at + 1), signature].join('.');
        await expectJoseError(() => read(forged), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
        for (const bad of ['=', '+', ' ', '\u00c1', '\u0141', '\ud83d\ude00']) {
          const malformed = [header, text.slice(0, at) + bad + text.slice(at + 1), signature].join('.');
          await expectJoseError(() => read(malformed), 'ERR_JWS_INVALID');
        }
      }
      for (const malformed of [
        `${header}.${text}A.${signature}`,
        `${header}.${text}=.${signature}`,
        `${header}.${text}.${signature}=`,
        `${header}.${text}.${signature}.`,
        `${header}.${text.slice(0, 65536)}.${text.slice(65536)}.${signature}`,
      ]) {
        await expectJoseError(() => read(malformed), 'ERR_JWS_INVALID');
      }
      for (const forged of [
        `${header}.${text.slice(0, -4)}.${signature}`,
        `${header}.${text}AAAA.${signature}`,
        `${header}.${text}.`,
        `${header}.${text}.${b64u('short')}`,
        `${header}.${text}.${sign(alg, material(), Buffer.alloc(3)).split('.')[2] ?? ''}`,
      ]) {
        await expectJoseError(() => read(forged), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
      }
    });
  });

  test('with a public key', async () => {
    const token = sign('RS256', jwks.rsa, randomBytes(2 * piece));
    const key = publicKeyObject(jwks.rsa).export({ format: 'pem', type: 'spki' });
    expect((await jws.deserializeCompact(token, key)).payload).toHaveLength(2 * piece);
  });
});
