'use strict';

/**
 * Calls one function of the addon with 0 to 40 arguments of odd kinds, and then, argument by argument, with one odd one
 * among right ones. A program of its own, which a crash would end. Usage: node odd-arguments.cjs FUNCTION
 */

const path = require('node:path');
const root = path.resolve(__dirname, '..', '..');
const addon = require('node-gyp-build')(root);

const name = process.argv[2];

/** Numbers from 0 to `below`, the same in each run: a linear congruential generator. */
let state = [...name].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) >>> 0;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const secret = addon.importSecret(Buffer.alloc(32, 1));
const pair = addon.generate('P-256', 0);
const ofStreams = addon.importSecret(Buffer.alloc(32, 2)); // dispose() takes the others
const disposed = addon.importSecret('disposed of');
addon.dispose(disposed);
const row = (names, wanted) => names.indexOf(wanted);
const hs256 = row(addon.schemes(), 'HS256');
const direct = row(addon.keyManagement(), 'dir');
const gcm = row(addon.contentCiphers(), 'A256GCM');

function detached() {
  const octets = new Uint8Array(8);
  globalThis.structuredClone(octets.buffer, { transfer: [octets.buffer] });
  return octets;
}

const throwing = new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new RangeError('no'); } }); // prettier-ignore

// What takes its time by a number (rounds, bits) gets no large ones.
const isSlow = /^(encrypt|generate)/.test(name);
const numbers = [
  0,
  1,
  2,
  3,
  5,
  8,
  13,
  40,
  -0,
  1.5,
  NaN,
  ...(isSlow ? [] : [-1, 65_536, 2 ** 31, 2 ** 32, 1e300, -Infinity]),
];
const texts = ['', '.', 'RSA', 'P-256', 'pkcs8', 'e30', 'e30.e30.e30', '....', 'sha256', '{}', '\0', '\ud800', 'é'.repeat(5), 'A'.repeat(70_000)]; // prettier-ignore
const odd = [
  ...[undefined, null, true, false, 7n, -(2n ** 70n), Symbol('odd'), () => {}, new Date(NaN), /x/, new Map()],
  ...numbers,
  ...texts,
  ...[{}, [], [[]], [null], [undefined, {}], new Array(3), throwing, [throwing], Object.create(null)],
  ...[{ length: 2 ** 32 }, { key: secret, alg: direct }, [{ key: secret, alg: direct }], [{ key: pair, alg: 1e9 }]],
  ...[{ get p2s() { return 'AA'; }, p2c: 3, epk: { type: 'EC', x: 1 } }, { k: 'AA' }, { n: 'AQ', e: 'AQ' }, { epk: {} }], // prettier-ignore
  ...[new Uint8Array(0), new Uint8Array(24), new Uint8Array(70_000), Buffer.from('e30.e30.e30'), detached()],
  ...[new Uint8Array(new SharedArrayBuffer(8)), new ArrayBuffer(8), new DataView(new ArrayBuffer(8))],
  ...[new Uint32Array(5), new Uint32Array(1), new Float64Array(3), new Uint8ClampedArray(3), new Int8Array(3)],
  ...[Uint32Array.of(0, hs256, 3, 7, 11), Uint32Array.of(9, 9, 9, 9, 9), Uint32Array.of(0, 0, 2 ** 32 - 1, 1, 2)],
  ...[['e30.e30.e30'], [secret], [pair], [disposed], [7]],
  ...[secret, pair, disposed],
];

/** Right arguments, of which one at a time is made odd: the odd ones then come as far as they can. */
const header = 'eyJhbGciOiJIUzI1NiJ9';
const right = {
  sign: [secret, hs256, 3, header, 'payload'],
  verify: [secret, hs256, 1, header, 'payload', 'A'.repeat(43)],
  verifyCompact: [secret, hs256, `${header}.e30.${'A'.repeat(43)}`, 20, 24, new Uint8Array(2)],
  verifyClaims: [secret, hs256, `${header}.e30.${'A'.repeat(43)}`, 20, 24, 16],
  verifyPieces: [secret, hs256, header, ['e30'], 'A'.repeat(43), new Uint8Array(2)],
  openStream: [secret, hs256, 1, header],
  encryptCompact: [secret, direct, gcm, header, 'plaintext', undefined, undefined, 0],
  encryptJson: [gcm, [{ key: secret, alg: direct }], '{}', true, '', 'plaintext'],
  decryptCompact: [secret, direct, gcm, `${header}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`, 20, {}, new Uint8Array(3)],
  decrypt: [secret, direct, gcm, header, '', 'A'.repeat(16), 'AAAA', 'A'.repeat(22), {}, new Uint8Array(3)],
  importParts: ['P-256', { x: 'AA', y: 'AA' }],
  importDer: [addon.exportDer(pair, 'spki', false), 'any'],
  exportParts: [pair, true],
  exportDer: [pair, 'pkcs8', true],
  decryptPkcs8: [Buffer.alloc(64, 48), 'password'],
  encryptPkcs8: [pair, 'password', 2],
  scanJson: ['{"a":[1]}', 16],
  digest: ['sha256', 'octets'],
  generate: ['P-256', 0],
}[name.replace(/^pooled\./, '')] ?? [secret]; // prettier-ignore

let calls = 0;
let settled = 0;

/** The function, of the addon or of its copies on the thread pool. */
const run = name.split('.').reduce((object, member) => object[member], addon);

/** Calls a function; its error's message, the number that it gives, or the type of anything else. */
async function call(args) {
  calls++;
  let outcome;
  try {
    const result = await run(...args);
    outcome = typeof result === 'number' ? result : typeof result;
  } catch (error) {
    outcome = error.message;
  }
  settled++;
  return outcome;
}

async function main() {
  for (let round = 0; round < 30; round++) {
    for (let count = 0; count <= 40; count++) {
      await call(Array.from({ length: count }, () => odd[random(odd.length)]));
    }
  }
  const stream = () => addon.openStream(ofStreams, hs256, 1, header);
  for (let count = 0; count <= 40; count++) await call([stream(), ...Array(count).fill(odd[random(odd.length)])]);
  for (let at = 0; at < right.length; at++) {
    for (const value of odd) await call([...right.slice(0, at), value, ...right.slice(at + 1)]);
  }
  // No function has more than ten: whatever stands behind them changes nothing.
  const ten = Array.from({ length: 10 }, (_, at) => right[at]);
  const outcomes = new Set([await call(ten)]);
  for (let more = 1; more <= 30; more++)
    outcomes.add(await call([...ten, ...Array(more).fill(odd[random(odd.length)])]));
  console.log(JSON.stringify({ calls, settled, outcomes: [...outcomes] }));
}

main();
