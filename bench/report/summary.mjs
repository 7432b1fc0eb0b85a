// What a user of a library wants to know first: ten rows, each as how many times as fast this library is as the others.

import { kinds } from '../work/claims.mjs';
import { table, short, times } from './markdown-table.mjs';
import { smallestRatios } from './targets.mjs';

const tokens = { sections: Object.keys(kinds), own: 'jose-openssl jwt' };
const inSection = (section) => ({ sections: [section], own: 'jose-openssl' });

/** In a user's words, the operations that stand in one row, and where they were measured. */
const rows = [
  ['verify a token, HS256', ['HS256 verify'], tokens],
  ['sign a token, HS256', ['HS256 sign'], tokens],
  ['verify a token, RS256', ['RS256 verify'], tokens],
  ['sign / verify a token, ES256', ['ES256 sign', 'ES256 verify'], tokens],
  ['sign / verify a token, EdDSA (Ed25519)', ['Ed25519 sign', 'Ed25519 verify'], tokens],
  ['encrypt / decrypt 256 bytes, dir and A256GCM', ['dir A256GCM 256 B encrypt', 'dir A256GCM 256 B decrypt'], inSection('Encryption')], // prettier-ignore
  ['encrypt / decrypt 256 bytes, RSA-OAEP-256', ['RSA-OAEP-256 A256GCM 256 B encrypt', 'RSA-OAEP-256 A256GCM 256 B decrypt'], inSection('Encryption')], // prettier-ignore
  ['sign / verify 1 MB, HS256', ['HS256 1 MB sign', 'HS256 1 MB verify'], inSection('Large JWS')],
  ['encrypt / decrypt 1 MB, dir and A256GCM', ['dir A256GCM 1 MB encrypt', 'dir A256GCM 1 MB decrypt'], inSection('Encryption')], // prettier-ignore
  ['verify 64 tokens in flight with promises, HS256 / RS256 / ES256', ['HS256', 'RS256', 'ES256'].map((alg) => `${alg} verify, 64 in flight`), inSection('Promises')], // prettier-ignore
];
const peers = ['jose', 'jsonwebtoken', 'fast-jwt'];

/** The cells of the operations of one row; "–" stands for all that was not measured, or that a library has not. */
function joined(cells) {
  return cells.every((cell) => cell === undefined) ? '–' : cells.map((cell) => cell ?? '–').join(' / ');
}

function slowest(items, { sections, own }, operation) {
  const figures = items
    .filter(({ section, name }) => sections.includes(section) && name === operation)
    .flatMap(({ subjects }) => subjects.filter(({ name }) => name === own))
    .map(({ perSecond }) => perSecond.best);
  return figures.length === 0 ? undefined : short(Math.min(...figures));
}

function ratio(items, { sections, own }, operation, against) {
  const [smallest] = smallestRatios(items, { sections, operation, against, of: own });
  return smallest && `${times(smallest.ratio.ratio)}x`;
}

/** The table; the smallest ratio of the kinds of tokens counts. */
export const summary = (items) =>
  table(
    ['operation', 'jose-openssl, a second', ...peers.map((peer) => `against ${peer}`)],
    rows.map(([words, operations, where]) => [
      words,
      joined(operations.map((operation) => slowest(items, where, operation))),
      ...peers.map((peer) => joined(operations.map((operation) => ratio(items, where, operation, peer)))),
    ]),
  );
