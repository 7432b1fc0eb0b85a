/**
 * The other implementations, as data: what each lacks and how it is asked. The tests iterate over it, and docs/interop.md
 * is counted from it.
 */

import { join } from 'node:path';
import type { AlgorithmCase } from '../support/jwe-keys';
import { answers } from '../support/peers';

/** How a peer is started; one that only tests can load has no command. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly isThere: () => boolean;
  readonly advice: string;
  /** The longest content that it takes, in octets; any where there is none. */
  readonly longest?: number;
}

export interface EncryptionPeer extends Program {
  /** Why it cannot take part in a case at all, or in one direction; undefined where it can. */
  readonly lacks: (one: AlgorithmCase, curve: string | undefined) => string | undefined;
  readonly lacksPair?: (alg: string, enc: string) => string | undefined;
  readonly cannotDecrypt?: (alg: string) => string | undefined;
  /** What it makes differs from the specification, now and then or always. */
  readonly cannotEncrypt?: (curve: string | undefined) => string | undefined;
  readonly zip: { readonly makes: boolean; readonly reads: boolean };
  /** Whether it takes an empty plaintext for a success. */
  readonly readsEmpty: boolean;
  /** Whether it has the JSON serializations, several recipients and additional data included. */
  readonly json: boolean;
}

export interface SignaturePeer extends Program {
  /** The rows of `signatures` that it does not have: it must refuse them. */
  readonly lacks: readonly string[];
  /** Whether it has the JSON serializations. */
  readonly json: boolean;
  /** Whether it takes an empty payload in JSON for one that is missing. */
  readonly missesEmpty?: true;
}

/** JWT with the libraries that have nothing else: signed compact tokens. */
export interface TokenLibrary {
  readonly name: string;
  readonly lacks: readonly string[];
}

function script(file: string): Pick<Program, 'command' | 'args'> {
  return { command: process.execPath, args: [join(__dirname, 'peers', file)] };
}

// The Debian packages are for Debian's own interpreter, whatever python3 is first in the path.
const python = '/usr/bin/python3';

function pythonModule(name: string, module: string): Program {
  return {
    name,
    command: python,
    args: [join(__dirname, 'peers', `${module}_peer.py`)],
    isThere: () => answers(python, '-c', `import ${module}`),
    advice: `apt-get install ${name}`,
  };
}

const installed = { isThere: (): boolean => true, advice: 'npm ci' };

export const programs = {
  jose: { name: 'jose from npm', ...script('jose.mjs'), ...installed },
  nodeJose: { name: 'node-jose from npm', ...script('node-jose.mjs'), ...installed },
  jwcrypto: pythonModule('python3-jwcrypto', 'jwcrypto'),
  authlib: { ...pythonModule('python3-authlib', 'authlib'), longest: 180_000 },
  pyjwt: { ...pythonModule('python3-jwt', 'jwt'), args: [join(__dirname, 'peers', 'pyjwt_peer.py')] },
  joseCommand: {
    name: 'the jose command',
    ...script('jose-command.mjs'),
    isThere: (): boolean => answers('jose', 'alg'),
    advice: 'apt-get install jose',
  },
} as const satisfies Readonly<Record<string, Program>>;

const notImplemented = 'not implemented';
const isEdwards = (curve: string | undefined): boolean => curve?.startsWith('X') === true;
const noLargeOaep = ['RSA-OAEP-384', 'RSA-OAEP-512'];

type Name = Exclude<keyof typeof programs, 'pyjwt'>;

export const encryptionPeers: Readonly<Record<Name, EncryptionPeer>> = {
  jose: {
    ...programs.jose,
    lacks: ({ alg }, curve) => (alg === 'RSA1_5' || curve === 'X448' ? notImplemented : undefined),
    zip: { makes: true, reads: true },
    readsEmpty: true,
    json: true,
  },
  nodeJose: {
    ...programs.nodeJose,
    lacks: ({ alg }, curve) => (noLargeOaep.includes(alg) || isEdwards(curve) ? notImplemented : undefined),
    // Its key derivation knows no content keys of 48 and 64 octets.
    lacksPair: (alg, enc) => (alg === 'ECDH-ES' && /^A(192|256)CBC/.test(enc) ? notImplemented : undefined),
    // It leaves PKCS #1 v1.5 to a function that Node has closed to private keys.
    cannotDecrypt: (alg) => (alg === 'RSA1_5' ? 'closed by Node' : undefined),
    zip: { makes: true, reads: true },
    readsEmpty: true,
    json: true,
  },
  jwcrypto: {
    ...programs.jwcrypto,
    lacks: ({ alg }) => (noLargeOaep.includes(alg) ? notImplemented : undefined),
    zip: { makes: true, reads: true },
    // It takes an empty plaintext for a failure.
    readsEmpty: false,
    json: true,
  },
  authlib: {
    ...programs.authlib,
    lacks: ({ alg }) => (noLargeOaep.includes(alg) || alg.startsWith('PBES2') ? notImplemented : undefined),
    zip: { makes: true, reads: true },
    readsEmpty: true,
    // It writes coordinates without leading zeros, where RFC 7518 section 6.2.1.2 asks for "the full size of a coordinate".
    cannotEncrypt: (curve) => (curve?.startsWith('P-') === true ? 'leading zeros of "epk"' : undefined),
    // Its JSON is for the drafts that it was made for, with recipients of several keys alone.
    json: false,
  },
  joseCommand: {
    ...programs.joseCommand,
    // Built against OpenSSL 3 it has no RSA-OAEP: `jose alg` lists none.
    lacks: ({ alg }, curve) => (alg.startsWith('RSA-OAEP') || isEdwards(curve) ? notImplemented : undefined),
    // What it makes of "zip" it does not compress, or not so that it reads it itself.
    zip: { makes: false, reads: true },
    readsEmpty: true,
    json: true,
  },
};

/** The names of RFC 9864 are new. */
const newNames = ['Ed25519', 'Ed448'];
const edwards = ['EdDSA with Ed25519', 'EdDSA with Ed448', ...newNames];

export const signaturePeers: Readonly<Record<Name, SignaturePeer>> = {
  jose: { ...programs.jose, lacks: ['ES256K', 'EdDSA with Ed448', 'Ed448'], json: true },
  nodeJose: { ...programs.nodeJose, lacks: ['ES256K', ...edwards], json: true },
  jwcrypto: { ...programs.jwcrypto, lacks: newNames, json: true },
  authlib: { ...programs.authlib, lacks: newNames, json: true, missesEmpty: true },
  joseCommand: { ...programs.joseCommand, lacks: ['ES256K', ...edwards], json: true },
};

export const tokenLibraries = {
  fastJwt: { name: 'fast-jwt', lacks: ['ES256K', ...newNames] },
  jsonwebtoken: { name: 'jsonwebtoken', lacks: ['ES256K', ...edwards] },
  pyjwt: { name: 'python3-jwt', lacks: newNames },
} as const satisfies Readonly<Record<string, TokenLibrary>>;
