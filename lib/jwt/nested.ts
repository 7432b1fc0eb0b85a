/** Nested JWTs: signed, then encrypted (RFC 7519 section 11.2 and appendix A.2). */

import { InvalidJWTError, UnsupportedAlgorithmError } from '../errors';
import { typeError } from '../errors/base';
import { isCompressed } from '../jwe/header';
import { Registry as JWERegistry } from '../jwe/registry';
import type { JWEHeader } from '../jwe/types';
import { jwsHeader } from '../jws/header';
import { type Policy, Registry as JWSRegistry } from '../jws/registry';
import { periodsOf } from '../message/compact';
import { ownHeader, readProtected } from '../message/header';
import { ownPolicy } from '../message/policy';
import { type Engine, type Maybe, then, verb } from '../native/engine';
import { decodeUtf8 } from '../util/json';
import { checkOptions, option, type Options, readOptions } from '../util/options';
import { ownList } from '../util/own-copy';
import { describeType, isSameMediaType } from '../util/text';
import { mostContent, requireRoom } from '../util/token-room';
import { signaturePolicy } from './algorithms';
import { type Expectations, readExpectations } from './claims';
import {
  decodeOptionNames,
  decrypt,
  type Decrypted,
  holdsToken,
  readSigned,
  requireToken,
  signedParts,
} from './decode';
import { encodeOptionNames, hasEncryption, protectClaims, withType, writeClaims } from './encode';
import type { NestedResult } from './types';

/** A layer, as it was given: with its own algorithms, or those of the call. */
interface Layer {
  readonly header: unknown;
  readonly key: unknown;
  readonly options: Options;
}

type RegistryClass = typeof JWSRegistry | typeof JWERegistry;

/** The algorithms of a layer: its own, else the list of the call, else the registry of the call if it is of its kind. */
function layerOptions(own: unknown, options: Options, kind: RegistryClass): Options {
  if (own !== undefined) return { algorithms: Array.isArray(own) ? ownList(own) : own };
  const registry = option(options, 'registry');
  const algorithms = option(options, 'algorithms');
  if (registry === undefined || !(registry instanceof JWSRegistry || registry instanceof JWERegistry)) {
    // One that is no registry at all goes on, to be refused.
    return { algorithms, registry };
  }
  return registry instanceof kind ? { algorithms, registry } : { algorithms };
}

function writeLayer(value: unknown, options: Options, kind: RegistryClass, name: string): Layer {
  if (value === undefined) throw typeError(`${name} must be { header, key, algorithms? }, found undefined`);
  const { header, key, algorithms } = readOptions(value, ['header', 'key', 'algorithms'], name);
  return { header: ownHeader(header), key, options: layerOptions(algorithms, options, kind) };
}

/** A key by itself, or `{ key, algorithms? }`, which no key looks like: a JWK has `kty`. */
function readLayer(value: unknown, options: Options, kind: RegistryClass, name: string): Layer {
  const isLayer =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'key') && !Object.hasOwn(value, 'kty');
  if (!isLayer) return { header: undefined, key: value, options: layerOptions(undefined, options, kind) };
  const { key, algorithms } = readOptions(value, ['key', 'algorithms'], name);
  return { header: undefined, key, options: layerOptions(algorithms, options, kind) };
}

/**
 * RFC 7519 section 5.2: "In the case that nested signing or encryption is employed, this Header Parameter MUST be
 * present; in this case, the value of this Header Parameter MUST be "JWT"".
 */
function withContentType(header: unknown): unknown {
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw typeError(`the header of encrypt must be an object, found ${describeType(header)}`);
  }
  const cty: unknown = Object.hasOwn(header, 'cty') ? Reflect.get(header, 'cty') : undefined;
  if (cty === undefined) return { ...header, cty: 'JWT' };
  if (typeof cty === 'string' && isSameMediaType(cty, 'JWT')) return header;
  throw typeError('the "cty" of a nested JWT is "JWT" (RFC 7519 section 5.2); leave it out');
}

function encodeNestedWith(engine: Engine, claims: unknown, layers: unknown, options?: unknown): Maybe<string> {
  const given = checkOptions(options, encodeOptionNames);
  if (layers === undefined) throw typeError('layers must be { sign, encrypt }, found undefined');
  const { sign, encrypt } = readOptions(layers, ['sign', 'encrypt'], 'layers');
  const inner = writeLayer(sign, given, JWSRegistry, 'sign');
  const outer = writeLayer(encrypt, given, JWERegistry, 'encrypt');
  const outerHeader = withContentType(outer.header);
  requireKind(inner.header, false, 'sign');
  requireKind(outer.header, true, 'encrypt');
  const text = writeClaims(claims, given);
  // What is encrypted is the base64url of what is signed. How long it is when it is compressed shows only then.
  if (!isCompressed(outerHeader as JWEHeader)) requireRoom(text, mostContent(mostContent(0)), 'the claims');
  const signed = protectClaims(engine, withType(inner.header), text, inner.key, inner.options);
  return then(signed, (token) => protectClaims(engine, outerHeader, token, outer.key, outer.options));
}

/** A signature's header has no "enc", an encryption's has. */
function requireKind(header: unknown, encrypts: boolean, name: string): void {
  if (hasEncryption(header) !== encrypts) {
    throw typeError(`the header of ${name} must ${encrypts ? 'name the content encryption in' : 'not have'} "enc"`);
  }
}

function decodeNestedWith(engine: Engine, value: unknown, keys: unknown, options?: unknown): Maybe<NestedResult> {
  const given = checkOptions(options, decodeOptionNames);
  const token = requireToken(value);
  if (keys === undefined) throw typeError('keys must be { decrypt, verify }, found undefined');
  const layers = readOptions(keys, ['decrypt', 'verify'], 'keys');
  const outer = readLayer(layers['decrypt'], given, JWERegistry, 'decrypt');
  const inner = readLayer(layers['verify'], given, JWSRegistry, 'verify');
  const expected = readExpectations(given);
  // Read before the first key function runs, which might change the options. Never undefined: `layerOptions` saw to it.
  const policy = ownPolicy(signaturePolicy(inner.options) as Policy);
  if (periodsOf(token).length !== 4) {
    throw new InvalidJWTError('a nested JWT has five parts, since it is encrypted; read a signed one with jwt.decode');
  }
  const decrypted = decrypt(engine, token, outer.key, outer.options, true);
  return then(decrypted, (found) => readInner(engine, found, inner, policy, expected));
}

/** Reads the token inside: signed, and by an algorithm that has a key. */
function readInner(
  engine: Engine,
  { header, plaintext, key }: Decrypted,
  inner: Layer,
  policy: Policy,
  expected: Expectations,
): Maybe<NestedResult> {
  // planted: nested-cty
  if (!holdsToken(header)) {
    throw new InvalidJWTError('the "cty" of a nested JWT must be "JWT" (RFC 7519 section 5.2)');
  }
  const token = decodeUtf8(plaintext) ?? '';
  plaintext.fill(0); // the library\'s own
  const periods = periodsOf(token);
  if (periods.length !== 2) {
    throw new InvalidJWTError('what a nested JWT holds must be a signed JWT, of three parts (RFC 7519 section 11.2)');
  }
  // Encryption to a public key proves no sender, so an inner token without a signature is anybody's, named or not.
  const parts = signedParts(token, periods);
  // planted: none-nested
  if (readProtected(token, parts.firstDot, policy.registry, jwsHeader).alg === 'none') {
    throw new UnsupportedAlgorithmError('the algorithm "none" is never allowed inside of a nested JWT');
  }
  return then(readSigned(engine, parts, inner.key, policy, expected), (result) =>
    Object.freeze({ ...result, encryption: Object.freeze({ header, key }) }),
  );
}

export const encodeNested = verb(encodeNestedWith, 2);
export const decodeNested = verb(decodeNestedWith, 2);
