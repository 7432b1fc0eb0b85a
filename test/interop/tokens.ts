/** Claims in every algorithm that a peer shares with us, both ways: theirs read here, in both forms, and ours by them. */

import { Conversation } from '../support/conversation';
import { b64u } from '../support/forge';
import { encNames } from '../support/forge-jwe';
import { algorithmCases, type AlgorithmCase } from '../support/jwe-keys';
import { jwtForms } from '../support/jwt';
import { jwks, publicJwk, type Jwk, type KeyName } from '../support/keys';
import { describeWithPeer } from '../support/peers';
import type { Program } from './peers';

export interface TokenPeer extends Program {
  /** The signature algorithms that it does not have: it must refuse them. */
  readonly lacks: readonly string[];
  /** Which key management algorithms it has for encrypted tokens; undefined where it has none at all. */
  readonly encrypts?: (one: AlgorithmCase) => boolean;
}

/** Every signature algorithm, with a key. */
export const signatures: readonly (readonly [name: string, alg: string, key: KeyName])[] = [
  ['HS256', 'HS256', 'oct'],
  ['HS384', 'HS384', 'oct'],
  ['HS512', 'HS512', 'oct'],
  ['RS256', 'RS256', 'rsa'],
  ['RS384', 'RS384', 'rsa'],
  ['RS512', 'RS512', 'rsa'],
  ['PS256', 'PS256', 'rsa'],
  ['PS384', 'PS384', 'rsa'],
  ['PS512', 'PS512', 'rsa'],
  ['ES256', 'ES256', 'p256'],
  ['ES256K', 'ES256K', 'secp256k1'],
  ['ES384', 'ES384', 'p384'],
  ['ES512', 'ES512', 'p521'],
  ['EdDSA with Ed25519', 'EdDSA', 'ed25519'],
  ['EdDSA with Ed448', 'EdDSA', 'ed448'],
  ['Ed25519', 'Ed25519', 'ed25519'],
  ['Ed448', 'Ed448', 'ed448'],
];

/** What both sides must understand in the same way: numbers, text beyond ASCII, nesting. */
export const claims = {
  iss: 'me',
  aud: ['a', 'b'],
  sub: 'ünï 😀',
  n: 1.5,
  big: 2 ** 53 - 1,
  nested: { list: [1, null, true, ''] },
};

export function verifyingKey(name: KeyName): Jwk {
  return name === 'oct' ? jwks.oct : publicJwk(name);
}

const expected = { issuer: 'me', audience: 'a' };
const soon = (): number => Math.floor(Date.now() / 1000) + 3600;

/** The tests of one peer. */
export function describeTokensWith(peer: TokenPeer): void {
  describeWithPeer(`${peer.name}, tokens`, peer.isThere(), peer.advice, () => {
    let conversation: Conversation | undefined;
    const ask = <Answer>(operation: string, request: object): Promise<Answer> =>
      (conversation ??= new Conversation(peer.command, peer.args)).ask<Answer>({ operation, ...request });
    const verified = (request: object): Promise<{ claims: object }> => ask('verifyToken', { ...expected, ...request });

    afterAll(() => conversation?.end());

    test.each(signatures.filter(([name]) => !peer.lacks.includes(name)))('%s', async (_, alg, name) => {
      const times = { exp: soon(), nbf: 0, iat: 1_700_000_000 };
      const header = { alg, typ: 'JWT' };
      const { token } = await ask<{ token: string }>('signToken', { header, claims: { ...claims, ...times }, key: jwks[name] }); // prettier-ignore
      for (const { jwt } of jwtForms) {
        const options = { algorithms: [alg], ...expected, typ: 'JWT', required: ['exp', 'nbf', 'iat'] };
        expect((await jwt.decode(token, verifyingKey(name), options)).claims).toEqual({ ...claims, ...times });
        await expect(jwt.decode(token, verifyingKey(name), { ...options, now: times.exp })).rejects.toThrow(/expired/);
        const ours = await jwt.encode({ alg }, claims, jwks[name], { algorithms: [alg], expiresIn: '1h', notBefore: 0 }); // prettier-ignore
        const request = { token: ours, key: verifyingKey(name), alg };
        expect((await verified(request)).claims).toMatchObject(claims);
        // That it looks at what we wrote: the audience, the time, the signature.
        await expect(verified({ ...request, audience: 'c' })).rejects.toThrow('The peer refuses');
        const late = await jwt.encode({ alg }, { ...claims, exp: soon() - 7200 }, jwks[name], { algorithms: [alg] });
        await expect(verified({ ...request, token: late })).rejects.toThrow('The peer refuses');
        const [head = '', , signature = ''] = ours.split('.');
        const changed = `${head}.${b64u({ ...claims, exp: soon() })}.${signature}`;
        await expect(verified({ ...request, token: changed })).rejects.toThrow('The peer refuses');
      }
    });

    test.each(signatures.filter(([name]) => peer.lacks.includes(name)))('%s it lacks', async (_, alg, name) => {
      const request = { header: { alg, typ: 'JWT' }, claims, key: jwks[name] };
      await expect(ask('signToken', request)).rejects.toThrow('The peer refuses');
    });

    const { encrypts } = peer;
    if (encrypts === undefined) return;

    const jwkOf = (key: Jwk | Buffer): Jwk => (Buffer.isBuffer(key) ? { kty: 'oct', k: b64u(key) } : key);

    test.each(algorithmCases.filter(encrypts))('encrypted, $name', async (one) => {
      const { alg } = one;
      for (const [index, enc] of encNames.entries()) {
        // All six with dir, one of them with each of the others.
        if (alg !== 'dir' && (index + alg.length) % encNames.length !== 0) continue;
        const request = { header: { alg, enc }, claims: { ...claims, exp: soon() }, key: jwkOf(one.open(enc)) };
        const { token } = await ask<{ token: string }>('encryptToken', request);
        for (const { jwt } of jwtForms) {
          const options = { algorithms: [alg], ...expected, required: ['exp'] };
          expect((await jwt.decode(token, one.secret(enc), options)).claims).toMatchObject(claims);
          const ours = await jwt.encode({ alg, enc }, claims, one.open(enc), { algorithms: [alg], expiresIn: '1h' });
          const answer = await ask<{ claims: object }>('decryptToken', { token: ours, key: jwkOf(one.secret(enc)), alg, enc, ...expected }); // prettier-ignore
          expect(answer.claims).toMatchObject(claims);
        }
      }
    });

    test('nested', async () => {
      const outer = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM' };
      const inner = { alg: 'ES256', typ: 'JWT' };
      const signed = { header: inner, claims: { ...claims, exp: soon() }, key: jwks.p256 };
      const { token } = await ask<{ token: string }>('signToken', signed);
      const wrapping = { header: { ...outer, cty: 'JWT' }, token, key: publicJwk('otherP256') };
      const { token: theirs } = await ask<{ token: string }>('wrapToken', wrapping);
      for (const { jwt } of jwtForms) {
        const keys = { decrypt: jwks.otherP256, verify: publicJwk('p256') };
        expect((await jwt.decodeNested(theirs, keys, expected)).claims).toMatchObject(claims);
        const layers = {
          sign: { header: inner, key: jwks.p256 },
          encrypt: { header: outer, key: publicJwk('otherP256') },
        };
        const ours = await jwt.encodeNested(claims, layers, { expiresIn: '1h' });
        const unwrapped = await ask<{ token: string }>('unwrapToken', { token: ours, key: jwks.otherP256, ...outer });
        const request = { token: unwrapped.token, key: publicJwk('p256'), alg: 'ES256' };
        expect((await verified(request)).claims).toMatchObject(claims);
      }
    });
  });
}
