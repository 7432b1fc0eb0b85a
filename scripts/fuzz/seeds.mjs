// What fuzzing begins with: good and bad inputs that other people published (read where they lie, never copied into the
// project), and what the core itself makes.

import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../addon/state.mjs';
import { buildSeeds } from './build.mjs';

export const seedFolder = join(root, 'build', 'fuzz', 'seeds');
const vectors = resolve(root, process.env.JOSE_VECTORS ?? join('..', 'shared', 'vectors'));
/** Enough for each shape that there is; libFuzzer reads them all again at each start. */
const maxSeeds = 400;

const written = new Map();

function add(target, ...parts) {
  const octets = Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));
  const count = written.get(target) ?? 0;
  if (count >= maxSeeds || octets.length > 4096) return;
  const file = join(seedFolder, target, createHash('sha256').update(octets).digest('hex').slice(0, 16));
  if (existsSync(file)) return;
  mkdirSync(join(seedFolder, target), { recursive: true });
  writeFileSync(file, octets);
  written.set(target, count + 1);
}

const keyTypes = ['oct', 'RSA', 'P-256', 'P-384', 'P-521', 'secp256k1', 'Ed25519', 'Ed448', 'X25519', 'X448'];
const members = ['k', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'];

/** As native/test/fuzz/jwk.cc reads them. */
function addJwk(jwk) {
  const type = keyTypes.indexOf(jwk.crv ?? jwk.kty);
  if (type < 0) return;
  const parts = members
    .filter((name) => typeof jwk[name] === 'string')
    .map((name) => {
      const value = Buffer.from(jwk[name], 'base64url');
      return Buffer.concat([Buffer.of(members.indexOf(name), value.length >> 8, value.length & 255), value]);
    });
  add('jwk', type, ...parts);
  for (const [format, make, options] of [
    [0, createPublicKey, { format: 'der', type: 'spki' }],
    [1, createPrivateKey, { format: 'der', type: 'pkcs8' }],
  ]) {
    try {
      add('der', format, make({ key: jwk, format: 'jwk' }).export(options));
    } catch {
      // Published as a bad one, or it has no private half.
    }
  }
}

function derInteger(octets) {
  const first = octets.findIndex((octet) => octet !== 0);
  const shortest = first < 0 ? Buffer.of(0) : octets.subarray(first);
  const body = shortest[0] > 127 ? Buffer.concat([Buffer.of(0), shortest]) : shortest;
  return Buffer.concat([Buffer.of(2, body.length), body]);
}

/** R || S of one of the three sizes, and the same in DER. */
function addEcdsa(raw) {
  const size = [64, 96, 132].indexOf(raw.length);
  if (size < 0) return;
  add('ecdsa', size, raw);
  const body = Buffer.concat([derInteger(raw.subarray(0, raw.length / 2)), derInteger(raw.subarray(raw.length / 2))]);
  add('ecdsa', size, 0x30, ...(body.length > 127 ? [0x81] : []), body.length, body);
}

function addText(text) {
  const parts = text.split('.');
  if (/^[\w.-]{20,4000}$/.test(text) && parts.length === 3) {
    for (const scheme of [0, 1, 5, 7, 0x80])
      add('compact', scheme, scheme < 0x80 ? text : text.slice(0, text.lastIndexOf('.')));
  }
  if (parts.length === 3 || parts.length === 5) {
    for (const part of parts.filter((candidate) => candidate.length < 130)) add('base64url', part);
    add('json', 16, Buffer.from(parts[0], 'base64url'));
    if (parts.length === 3) add('json', 16, Buffer.from(parts[1], 'base64url'));
  }
  if (/^30[\da-f]+$/.test(text)) for (const format of [0, 5]) add('der', format, Buffer.from(text, 'hex'));
}

function walk(value) {
  if (typeof value === 'string') addText(value);
  if (typeof value !== 'object' || value === null) return;
  if (typeof value.kty === 'string') addJwk(value);
  if (typeof value.sig === 'string') addEcdsa(Buffer.from(value.sig, 'hex'));
  Object.values(value).forEach(walk);
}

/** Writes the seeds of every target anew, one folder each. */
export async function writeSeeds() {
  rmSync(seedFolder, { recursive: true, force: true });
  mkdirSync(seedFolder, { recursive: true });
  const program = await buildSeeds();
  const result = spawnSync(program, [seedFolder], { stdio: 'inherit' });
  if (result.status !== 0) throw new Error('the core could not write its seeds; see above');
  if (!existsSync(vectors)) {
    console.warn(`no published vectors in ${vectors}: fuzzing begins with the core's own inputs (JOSE_VECTORS)`);
    return;
  }
  for (const name of readdirSync(vectors, { recursive: true }).map(String).sort()) {
    if (name.endsWith('.json')) walk(JSON.parse(readFileSync(join(vectors, name), 'utf8')));
  }
}
