// What a JOSE header must be for the reference: RFC 7515 section 4, RFC 7516 section 4, RFC 7518 section 4, RFC 7797.

import { base64url, isObject, Refused } from './strict.mjs';

const text = (value) => typeof value === 'string';
const texts = (value) => Array.isArray(value) && value.every(text);
const uri = (value) => text(value) && /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]*$/.test(value);
const privateNames = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const publicKey = (value) => isObject(value) && text(value.kty) && !privateNames.some((name) => name in value);
const certificate = (value) => text(value) && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value) && value !== ''; // prettier-ignore
const octets = (least, most) => (value) => {
  if (!text(value)) return false;
  try {
    const { length } = base64url(value, 'header');
    return length >= least && length <= most;
  } catch {
    return false;
  }
};

const common = {
  alg: text,
  jku: uri,
  jwk: publicKey,
  kid: text,
  x5u: uri,
  x5c: (value) => Array.isArray(value) && value.length > 0 && value.every(certificate),
  x5t: octets(20, 20),
  'x5t#S256': octets(32, 32),
  typ: text,
  cty: text,
  crit: (value) => texts(value) && value.length > 0 && new Set(value).size === value.length,
  iss: text,
  sub: text,
  aud: (value) => text(value) || texts(value),
  ppt: text,
  url: uri,
  nonce: text,
  svt: (value) => text(value) || texts(value),
  iheSSId: text,
  jwt: text,
  client_id: text,
  trust_chain: (value) => texts(value) && value.length > 0,
  peer_trust_chain: (value) => texts(value) && value.length > 0,
};
const types = {
  jws: { ...common, b64: (value) => typeof value === 'boolean' },
  jwe: {
    ...common,
    enc: text,
    zip: text,
    epk: publicKey,
    apu: octets(0, Infinity),
    apv: octets(0, Infinity),
    iv: octets(0, Infinity),
    tag: octets(0, Infinity),
    p2s: octets(8, Infinity),
    p2c: (value) => Number.isInteger(value) && value >= 1000,
  },
};
const ofBase = new Set(
  'alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c'.split(' '),
);
const protectedOnly = ['crit', 'b64', 'zip'];

/**
 * The union of the header objects of one signature or recipient, the protected one first.
 *
 * @param {'jws' | 'jwe'} kind
 */
export function joseHeader(kind, protectedHeader, ...unprotected) {
  const union = Object.create(null);
  for (const header of [protectedHeader, ...unprotected]) {
    for (const name of Object.keys(header)) {
      if (name in union) throw new Refused('two headers', name);
      union[name] = header[name];
    }
  }
  for (const name of kind === 'jws' ? ['alg'] : ['alg', 'enc']) {
    if (!(name in union)) throw new Refused('header', name);
  }
  for (const [name, value] of Object.entries(union)) {
    const accepts = Object.hasOwn(types[kind], name) ? types[kind][name] : undefined;
    if (accepts?.(value) === false) throw new Refused('header', name);
  }
  for (const name of protectedOnly) {
    if (unprotected.some((header) => name in header)) throw new Refused('unprotected', name);
  }
  checkCrit(kind, protectedHeader);
  return union;
}

function checkCrit(kind, header) {
  const names = header.crit ?? [];
  for (const name of names) {
    if (ofBase.has(name) || !(name in header)) throw new Refused('crit', name);
  }
  for (const name of names) {
    if (kind !== 'jws' || name !== 'b64') throw new Refused('crit unknown', name);
  }
  if (kind === 'jws' && header.b64 === false && !names.includes('b64')) throw new Refused('crit', 'b64');
}
