// Tokens that were verified before, where the cache for them is asked for.

import { createRequire } from 'node:module';
import { jwt } from 'jose-openssl';
import { claims, workOf } from './claims.mjs';
import { ownKeys, pem } from './peers.mjs';

const fastJwt = createRequire(import.meta.url)('fast-jwt');

/** Different tokens in turn, fewer than either cache holds. */
const count = 100;

export const cache = ['HS256', 'RS256'].map((alg) => ({
  section: 'The cache of verified tokens',
  name: `${alg} cached verify`,
  subjects: () => {
    const row = workOf(alg);
    const [signer, verifier] = ownKeys(row);
    const tokens = Array.from({ length: count }, (_, jti) => jwt.encode({ alg }, { ...claims, jti: `${jti}` }, signer));
    const own = jwt.createVerifier(verifier, { cache: {} });
    const key = row.secret ?? pem(row.publicKey, 'spki');
    const peer = fastJwt.createVerifier({ key, algorithms: [alg], cache: true });
    const inTurn = (verify) => {
      let turn = 0;
      return () => verify(tokens[turn++ % count]);
    };
    return [
      { name: 'jose-openssl', own: true, operation: inTurn(own) },
      { name: 'fast-jwt', operation: inTurn(peer) },
    ];
  },
}));
