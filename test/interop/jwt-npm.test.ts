/** JWT with the npm packages that these tests can load: each shared algorithm, both ways. */

import { createSigner, createVerifier, type Algorithm } from 'fast-jwt';
import jsonwebtoken from 'jsonwebtoken';
import { privateKeyObject, publicKeyObject } from '../support/forge';
import { jwtForms } from '../support/jwt';
import { jwks, publicJwk, secret, type KeyName } from '../support/keys';
import { tokenLibraries, type TokenLibrary } from './peers';
import { claims, signatures, verifyingKey } from './tokens';

/** The halves of a key as these packages take them. */
function halves(name: KeyName): [Buffer | string, Buffer | string] {
  if (name === 'oct') return [secret, secret];
  return [
    privateKeyObject(jwks[name]).export({ format: 'pem', type: 'pkcs8' }),
    publicKeyObject(publicJwk(name)).export({ format: 'pem', type: 'spki' }),
  ];
}

interface Peer extends TokenLibrary {
  readonly sign: (claims: object, key: Buffer | string, alg: string) => unknown;
  readonly verify: (token: string, key: Buffer | string, alg: string, audience: string) => unknown;
}

const peers: readonly Peer[] = [
  {
    ...tokenLibraries.fastJwt,
    sign: (payload, key, alg) => createSigner({ key, algorithm: alg as Algorithm, expiresIn: 60_000 })(payload),
    verify: (token, key, alg, audience) =>
      createVerifier({ key, algorithms: [alg as Algorithm], allowedIss: 'me', allowedAud: audience })(token),
  },
  {
    ...tokenLibraries.jsonwebtoken,
    sign: (payload, key, alg) =>
      jsonwebtoken.sign(payload, key, { algorithm: alg as jsonwebtoken.Algorithm, expiresIn: '1h', notBefore: '0s' }),
    verify: (token, key, alg, audience) =>
      jsonwebtoken.verify(token, key, { algorithms: [alg as jsonwebtoken.Algorithm], issuer: 'me', audience }),
  },
];

describe.each(peers)('$name', ({ lacks, sign, verify }) => {
  test.each(signatures.filter(([name]) => !lacks.includes(name)))('%s', async (_, alg, name) => {
    const [key, publicKey] = halves(name);
    const theirs = String(sign({ ...claims }, key, alg));
    for (const { jwt } of jwtForms) {
      const options = { algorithms: [alg], issuer: 'me', audience: 'a', required: ['exp'] };
      expect((await jwt.decode(theirs, verifyingKey(name), options)).claims).toMatchObject(claims);
      const own = { algorithms: [alg], expiresIn: '1h', notBefore: 0 };
      const ours = await jwt.encode({ alg }, claims, jwks[name], own);
      expect(verify(ours, publicKey, alg, 'a')).toMatchObject(claims);
      expect(() => verify(ours, publicKey, alg, 'c')).toThrow();
      const late = await jwt.encode({ alg }, claims, jwks[name], { algorithms: [alg], expiresIn: -1 });
      expect(() => verify(late, publicKey, alg, 'a')).toThrow(/expired/);
    }
  });

  test.each(signatures.filter(([name]) => lacks.includes(name)))('%s it lacks', (_, alg, name) => {
    const [key] = halves(name);
    expect(() => sign({ ...claims }, key, alg)).toThrow();
  });
});
