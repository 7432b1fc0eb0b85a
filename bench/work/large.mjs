// JWS over large octets: HS256, where the signature costs least beside the encoding.

import crypto from 'node:crypto';
import * as jose from 'jose';
import { jws } from 'jose-openssl';
import { workOf } from './claims.mjs';
import { joseKeys, ownKeys } from './peers.mjs';
import { both } from './tokens.mjs';

const header = { alg: 'HS256' };

function own({ payload, ...row }) {
  const [key] = ownKeys(row);
  return {
    sign: () => jws.serializeCompact(header, payload, key),
    verify: (token) => jws.deserializeCompact(token, key).payload,
  };
}

function nodeCrypto({ payload, secret }) {
  const key = crypto.createSecretKey(secret);
  const start = Buffer.from(JSON.stringify(header)).toString('base64url');
  const mac = (text) => crypto.createHmac('sha256', key).update(text).digest();
  return {
    sign: () => {
      const text = `${start}.${payload.toString('base64url')}`;
      return `${text}.${mac(text).toString('base64url')}`;
    },
    verify: (token) => {
      const dot = token.lastIndexOf('.');
      const text = token.slice(0, dot);
      const signature = Buffer.from(token.slice(dot + 1), 'base64url');
      if (!crypto.timingSafeEqual(mac(text), signature)) throw new Error('bad signature');
      return Buffer.from(text.slice(text.indexOf('.') + 1), 'base64url');
    },
  };
}

async function josePeer({ payload, ...row }) {
  const [key] = await joseKeys(row);
  return {
    sign: () => new jose.CompactSign(payload).setProtectedHeader(header).sign(key),
    verify: async (token) => (await jose.compactVerify(token, key)).payload,
  };
}

const libraries = [
  { name: 'jose-openssl', own: true, make: own },
  { name: 'node:crypto', make: nodeCrypto },
  { name: 'jose', make: josePeer },
];
const sizes = { '1 MB': 2 ** 20, '16 MB': 2 ** 24 };

export const large = Object.entries(sizes).flatMap(([label, octets]) =>
  both('Large JWS', `HS256 ${label}`, ['sign', 'verify'], libraries, () => ({
    ...workOf('HS256'),
    payload: crypto.randomBytes(octets),
  })),
);
