// The figures to reach: in which items, against whom, at least how many times as fast.

import { allProcessors } from '../work/promises.mjs';

/** Libraries of JWTs check the claims too, so that they are compared with the jwt verbs. */
const jwtLibraries = ['fast-jwt', 'jsonwebtoken'];
const tokens = (operations, against, least) => ({
  section: 'Tokens of ten claims',
  operations,
  against,
  of: jwtLibraries.includes(against) ? 'jose-openssl jwt' : undefined,
  least,
});

const mechanisms = { RS: 'RSA', PS: 'RSA', HS: 'HMAC', ES: 'ECDSA', Ed: 'EdDSA' };
const bareLeast = (alg, verb) =>
  ({
    HMAC: 0.5,
    RSA: verb === 'sign' ? 0.95 : 0.88,
    ECDSA: verb === 'sign' ? 0.92 : 0.95,
    EdDSA: 0.95,
  })[mechanisms[alg.slice(0, 2)]];
const bare = ['HS256', 'RS256', 'PS256', 'ES256', 'Ed25519'].flatMap((alg) =>
  ['sign', 'verify'].map((verb) => ({
    section: 'Against a bare EVP loop',
    operations: [`${alg} ${verb} without JSON`],
    against: 'bare EVP',
    least: bareLeast(alg, verb),
  })),
);

const encryption = [
  ['dir A256GCM', 35, 25],
  ['A256KW A128CBC-HS256', 20, 20],
  ['RSA-OAEP-256 A256GCM', 3, 1.1],
  ['ECDH-ES+A128KW A256GCM', 5, 5],
].flatMap(([name, encrypt, decrypt]) => [
  { section: 'Encryption', operations: [`${name} 256 B encrypt`], against: 'jose', least: encrypt },
  { section: 'Encryption', operations: [`${name} 256 B decrypt`], against: 'jose', least: decrypt },
]);

/** Against jose the ratio depends on how fast the Buffer of the Node.js version is. */
const largeAgainstJose = Number(process.versions.node.split('.')[0]) >= 25 ? 3 : 10;
const large = ['1 MB', '16 MB'].flatMap((size) =>
  [
    ['Encryption', `dir A256GCM ${size}`, ['encrypt', 'decrypt']],
    ['Large JWS', `HS256 ${size}`, ['sign', 'verify']],
  ].flatMap(([section, name, [make, read]]) => [
    { section, operations: [`${name} ${make}`], against: 'node:crypto', least: 1.5 },
    { section, operations: [`${name} ${read}`], against: 'node:crypto', least: 1.15 },
    { section, operations: [`${name} ${make}`, `${name} ${read}`], against: 'jose', least: largeAgainstJose },
  ]),
);

const pem = [
  ['RS256 PEM sign', 3],
  ['RS256 PEM verify', 8],
  ['ES256 PEM sign', 12],
  ['ES256 PEM verify', 3.2],
].map(([operation, least]) => ({
  section: 'The same PEM text at each call',
  operations: [operation],
  against: 'jsonwebtoken',
  least,
}));

export const targets = [
  tokens(['HS256 sign'], 'fast-jwt', 3.3),
  tokens(['HS256 verify'], 'fast-jwt', 4),
  tokens(['HS256 sign'], 'jsonwebtoken', 4),
  tokens(['HS256 verify'], 'jsonwebtoken', 7),
  tokens(['HS256 sign'], 'jose', 15),
  tokens(['HS256 verify'], 'jose', 14),
  tokens(['RS256 verify', 'PS256 verify'], 'fast-jwt', 1.45),
  tokens(['ES256 sign'], 'fast-jwt', 1.35),
  tokens(['ES256 verify'], 'fast-jwt', 1.15),
  tokens(['RS256 sign', 'PS256 sign'], 'node:crypto', 1),
  tokens(['Ed25519 sign'], 'node:crypto', 0.93),
  tokens(['Ed25519 verify'], 'node:crypto', 1.05),
  ...bare,
  ...encryption,
  ...large,
  { section: 'Promises', operations: ['HS256 sign, 64 in flight', 'HS256 verify, 64 in flight'], against: 'jose', least: 2.5 }, // prettier-ignore
  { section: 'Promises', operations: ['RS256 verify, 64 in flight', 'ES256 verify, 64 in flight'], against: 'jose', least: 1.5 }, // prettier-ignore
  {
    section: 'Batches of 256 tokens',
    operations: ['RS256 batch decode', 'ES256 batch decode', 'Ed25519 batch decode'],
    against: 'loop of jwt.decode',
    of: 'jwt.decodeMany, promise',
    least: 1.6,
    limit: allProcessors,
  },
  { section: 'The cache of verified tokens', operations: ['HS256 cached verify', 'RS256 cached verify'], against: 'fast-jwt', least: 1.5 }, // prettier-ignore
  ...pem,
];

/**
 * Each figure with what was measured, once for each of this library's subjects that was paired with the other; and, where
 * something else was measured beside it that no library can exceed, with that.
 */
export function judge(items) {
  return targets.flatMap(({ section, operations, against, least, of, limit }) =>
    operations.flatMap((operation) => {
      const item = items.find((candidate) => candidate.section === section && candidate.name === operation);
      const subject = (name) => item?.subjects.find((candidate) => candidate.name === name);
      const ratios = subject(against)?.ratios ?? {};
      const best = subject(limit)?.perSecond.best;
      const judged = Object.entries(ratios).filter(([own]) => of === undefined || own === of);
      return judged.map(([own, ratio]) => ({
        operation,
        own,
        against,
        least,
        measured: ratio.ratio,
        isMet: ratio.ratio >= least,
        limit: best && best / subject(against).perSecond.best,
      }));
    }),
  );
}
