// The figures to reach: in which items, against whom, at least how many times as fast.

import { kinds } from '../work/claims.mjs';
import { allProcessors } from '../work/promises.mjs';
import { alone } from '../work/start.mjs';

/** In every kind of token; the one in which the ratio is smallest counts. */
const tokens = (operations, against, least) => ({
  sections: Object.keys(kinds),
  operations,
  against,
  of: 'jose-openssl jwt',
  least,
});

/** JWS without JSON, by mechanism: sign, verify. */
const bareLeast = { HS: [0.45, 0.45], RS: [0.95, 0.88], PS: [0.95, 0.88], ES: [0.92, 0.95], Ed: [0.95, 0.95] };
const bare = (algorithms) =>
  algorithms.flatMap((alg) =>
    ['sign', 'verify'].map((verb, index) => ({
      sections: ['Against a bare EVP loop'],
      operations: [`${alg} ${verb} without JSON`],
      against: 'bare EVP',
      least: bareLeast[alg.slice(0, 2)][index],
    })),
  );

const encryption = [
  ['dir A256GCM', 35, 25],
  ['A256KW A128CBC-HS256', 20, 20],
  ['RSA-OAEP-256 A256GCM', 3, 1.1],
  ['ECDH-ES+A128KW A256GCM', 5, 5],
].flatMap(([name, encrypt, decrypt]) => [
  { sections: ['Encryption'], operations: [`${name} 256 B encrypt`], against: 'jose', least: encrypt },
  { sections: ['Encryption'], operations: [`${name} 256 B decrypt`], against: 'jose', least: decrypt },
]);

/** Against jose the ratio depends on how fast the Buffer of the Node.js version is. */
const largeAgainstJose = Number(process.versions.node.split('.')[0]) >= 25 ? 3 : 10;
const large = [
  ['Encryption', 'dir A256GCM 1 MB', ['encrypt', 'decrypt']],
  ['Large JWS', 'HS256 1 MB', ['sign', 'verify']],
  ['Encryption', 'dir A256GCM 16 MB', ['encrypt', 'decrypt']],
  ['Large JWS', 'HS256 16 MB', ['sign', 'verify']],
  ['On one processor', 'dir A256GCM 1 MB on one processor', ['encrypt', 'decrypt']],
].flatMap(([section, name, [make, read]]) => [
  { sections: [section], operations: [`${name} ${make}`], against: 'node:crypto', least: 1.3 },
  { sections: [section], operations: [`${name} ${read}`], against: 'node:crypto', least: 1 },
  { sections: [section], operations: [`${name} ${make}`, `${name} ${read}`], against: 'jose', least: largeAgainstJose },
]);

const inFlight = [
  ['HS256 sign', 2.5],
  ['HS256 verify', 2.5],
  ['RS256 verify', 1.5],
  ['ES256 verify', 1.35],
].map(([operation, least]) => ({
  sections: ['Promises'],
  operations: [`${operation}, 64 in flight`],
  against: 'jose',
  least,
}));

const pem = [
  ['RS256 PEM sign', 3],
  ['RS256 PEM verify', 8],
  ['ES256 PEM sign', 12],
  ['ES256 PEM verify', 3.2],
].map(([operation, least]) => ({
  sections: ['The same PEM text at each call'],
  operations: [operation],
  against: 'jsonwebtoken',
  least,
}));

/** In the order in which they are told. */
export const targets = [
  tokens(['HS256 sign'], 'fast-jwt', 3),
  tokens(['HS256 verify'], 'fast-jwt', 3.2),
  tokens(['HS256 sign'], 'jsonwebtoken', 3.7),
  tokens(['HS256 verify'], 'jsonwebtoken', 4.5),
  tokens(['HS256 sign'], 'jose', 15),
  tokens(['HS256 verify'], 'jose', 14),
  tokens(['RS256 verify', 'PS256 verify'], 'fast-jwt', 1.4),
  tokens(['ES256 sign'], 'fast-jwt', 1.35),
  tokens(['ES256 verify'], 'fast-jwt', 1.15),
  tokens(['RS256 sign', 'PS256 sign'], 'node:crypto', 1),
  tokens(['Ed25519 sign'], 'node:crypto', 0.93),
  tokens(['Ed25519 verify'], 'node:crypto', 1.05),
  ...bare(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']),
  ...bare(['ES256', 'ES384', 'ES512', 'ES256K', 'Ed25519', 'Ed448']),
  ...encryption,
  ...large,
  ...inFlight,
  {
    sections: ['Batches of 256 tokens'],
    operations: ['RS256 batch decode', 'ES256 batch decode', 'Ed25519 batch decode'],
    against: 'loop of jwt.decode',
    of: 'jwt.decodeMany, promise',
    least: 1.5,
    limit: allProcessors,
  },
  {
    sections: ['The cache of verified tokens'],
    operations: ['HS256 cached verify', 'RS256 cached verify'],
    against: 'fast-jwt',
    least: 1.5,
  },
  ...pem,
];

/** Starting a process may take so many milliseconds more with the library than without. */
const mostMilliseconds = 35;

/** The figures that are not measured here, and where they are. */
export const elsewhere = [
  'The memory of an operation, and that it stays flat: `npm run stress -- peak-memory` and `-- memory`.',
  '`npm ci && npm run demo` in a clean clone, on two idle cores: 60 s, 95 CPU seconds; with a stopwatch.',
];

const itemOf = (items, section, operation) =>
  items.find((candidate) => candidate.section === section && candidate.name === operation);
const subjectOf = (item, name) => item?.subjects.find((candidate) => candidate.name === name);

/**
 * The ratios of this library's subjects to another's in an operation: in each of the sections the smallest of all, by subject.
 *
 * @returns {{ own: string, section: string, ratio: object, item: object }[]}
 */
export function smallestRatios(items, { sections, operation, against, of }) {
  const all = sections.flatMap((section) => {
    const item = itemOf(items, section, operation);
    const ratios = Object.entries(subjectOf(item, against)?.ratios ?? {});
    return ratios.map(([own, ratio]) => ({ own, section, ratio, item }));
  });
  const owns = [...new Set(all.map(({ own }) => own))].filter((own) => of === undefined || own === of);
  return owns.map((own) => all.filter((each) => each.own === own).sort((a, b) => a.ratio.ratio - b.ratio.ratio)[0]);
}

function judgeRatios(items, { sections, operations, against, least, of, limit }) {
  return operations.flatMap((operation) =>
    smallestRatios(items, { sections, operation, against, of }).map(({ own, section, ratio: { ratio }, item }) => {
      const best = subjectOf(item, limit)?.perSecond.best;
      return {
        operation,
        own,
        against,
        least,
        measured: ratio,
        isMet: ratio >= least,
        section: sections.length > 1 ? section : undefined,
        limit: best && best / subjectOf(item, against).perSecond.best,
      };
    }),
  );
}

function judgeStart(items) {
  const item = itemOf(items, 'Starting a process', "require('jose-openssl')");
  if (item === undefined) return [];
  const milliseconds = ({ perSecond }) => 1e3 / perSecond.best;
  const measured = milliseconds(subjectOf(item, 'jose-openssl')) - milliseconds(subjectOf(item, alone));
  const shared = { operation: item.name, own: 'jose-openssl', against: "node's own start" };
  return [{ ...shared, most: mostMilliseconds, measured, isMet: measured <= mostMilliseconds }];
}

/**
 * Each figure with what was measured, once for each of this library's subjects that was paired with the other; and, where
 * something else was measured beside it that no library can exceed, with that.
 */
export const judge = (items) => [...targets.flatMap((target) => judgeRatios(items, target)), ...judgeStart(items)];
