/** Tokens so long that they cross to the core in pieces: results and refusals are the same. */

import { randomBytes } from 'node:crypto';
import { expectJoseError, forms, type KeyFace } from '../support/both';
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
/** What is decoded and hashed at a time. */
const step = (1536 / 4) * 3;
const around = (size: number): readonly number[] => [size - 1, size, size + 1, size + 2];
const sizes = [piece - 30, ...around(piece), ...around(piece + step), 2 * piece, 3 * piece + 1, 1024 * 1024];

function sign(alg: string, jwk: Jwk, payload: Uint8Array): string {
  const key = jwk.kty === 'oct' ? Buffer.from(jwk['k'] ?? '', 'base64url') : privateKeyObject(jwk);
  return rawCompact(JSON.stringify({ alg }), payload, (input) => signInput(alg, key, input));
}

/** A key of the caller's, and one that knows such tokens, so that they are not searched for periods (token-pattern.ts). */
const givens = ['a JWK', 'a key that has verified another'] as const;

describe.each(forms)('long tokens, $name', ({ jws, jwk }) => {
  describe.each(algorithms.flatMap((row) => givens.map((given) => [...row, given] as const)))(
    '%s',
    (alg, material, given) => {
      const options = { algorithms: [alg] };
      let key: KeyFace | Jwk;
      beforeAll(async () => {
        key = material();
        if (given === 'a JWK') return;
        key = await jwk.importKey({ ...key, alg });
        await jws.deserializeCompact(sign(alg, material(), Buffer.from('short')), key, options);
      });
      const read = (token: string): Promise<{ payload: Buffer }> => jws.deserializeCompact(token, key, options);

      test.each(sizes)('with a payload of %i octets', async (size) => {
        const payload = randomBytes(size);
        const token = sign(alg, material(), payload);
        expect((await read(token)).payload.equals(payload)).toBe(true);
        // The same text, in a string that has two octets for each character.
        expect((await read(`${token}\u0141`.slice(0, -1))).payload.equals(payload)).toBe(true);
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
          // The last has the good character for its low octet.
          const cut = String.fromCharCode(0x100 + text.charCodeAt(at));
          for (const bad of ['=', '+', ' ', '\u00c1', '\u0141', '\ud83d\ude00', cut]) {
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
          `${header}.${text}.${signature.slice(0, 9)}.${signature.slice(9)}`,
          `${header}.${text}${signature}`,
          `${header}.${text}A${signature}`,
          `${header}A${text}.${signature}`,
          `${header}${text}.${signature}`,
          `.${header}.${text}.${signature}`,
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
    },
  );

  test('of two headers that are equally long, each with its own', async () => {
    const key = await jwk.importKey({ ...jwks.oct, alg: 'HS256' });
    const secret = Buffer.from(jwks.oct['k'] ?? '', 'base64url');
    for (const kid of ['a', 'a', 'b', 'a', 'b', 'b']) {
      const token = rawCompact(JSON.stringify({ alg: 'HS256', kid }), randomBytes(2 * piece), (input) =>
        signInput('HS256', secret, input),
      );
      expect((await jws.deserializeCompact(token, key)).protected).toEqual({ alg: 'HS256', kid });
    }
  });

  test.each(['HS256', 'HS384'])(
    '%s with headers of many lengths, so that the blocks of the hash begin anywhere',
    async (alg) => {
      const secret = randomBytes(48);
      for (let length = 0; length < 130; length++) {
        const payload = randomBytes(piece + length);
        const header = JSON.stringify({ alg, kid: 'k'.repeat(length) });
        const token = rawCompact(header, payload, (input) => signInput(alg, secret, input));
        const read = await jws.deserializeCompact(token, secret, { algorithms: [alg] });
        expect(read.payload.equals(payload)).toBe(true);
      }
    },
  );

  test('with a public key', async () => {
    const token = sign('RS256', jwks.rsa, randomBytes(2 * piece));
    const key = publicKeyObject(jwks.rsa).export({ format: 'pem', type: 'spki' });
    expect((await jws.deserializeCompact(token, key)).payload).toHaveLength(2 * piece);
  });
});
