/**
 * The header parameters that key management algorithms have of their own (RFC 7518 section 4.1): added by encryption,
 * needed by decryption.
 */

import { InvalidHeaderError } from '../errors';
import type { HeaderObject } from '../header/validate';
import { curveOf, type KeyManagement, type KeyManagementMode } from '../jwa';
import type { KeyParameters } from '../native/load';
import { isBase64url } from '../util/base64url';
import { quote } from '../util/text';

/** The parameters that encryption adds and without which there is no decryption. */
const needed: ReadonlyMap<KeyManagementMode, readonly (keyof KeyParameters)[]> = new Map([
  ['ecdh', ['epk']],
  ['gcm-kw', ['iv', 'tag']],
  ['pbes2', ['p2s', 'p2c']],
]);

/** Whether encryption adds parameters, so that no two tokens have the same header. */
export function addsParameters({ mode }: KeyManagement): boolean {
  return mode === 'ecdh' || mode === 'gcm-kw' || mode === 'pbes2';
}

function own(header: HeaderObject, name: string): unknown {
  return Object.hasOwn(header, name) ? header[name] : undefined;
}

/** A parameter that validation has found to be a string, or absent. */
function text(header: HeaderObject, name: 'apu' | 'apv' | 'iv' | 'tag' | 'p2s'): string | undefined {
  return own(header, name) as string | undefined;
}

/** The base64url texts of "apu" and "apv", as far as they are there. */
export function partyInfo(header: HeaderObject): {
  readonly apu: string | undefined;
  readonly apv: string | undefined;
} {
  return { apu: text(header, 'apu'), apv: text(header, 'apv') };
}

/** Checks that a header to be written leaves to encryption what encryption adds. */
export function refuseAdded({ name, mode }: KeyManagement, header: HeaderObject): void {
  const given = needed.get(mode)?.find((parameter) => own(header, parameter) !== undefined);
  if (given === undefined) return;
  const remedy = given === 'p2c' ? 'give the p2c option' : 'leave it out';
  throw new InvalidHeaderError(`the header parameter "${given}" is added by ${name} itself; ${remedy}`);
}

/**
 * The shape of an ephemeral key (RFC 7518 section 4.6.1.1). Whether it is a good point, and on the curve of the
 * recipient's key, is part of the decryption.
 */
function readEphemeralKey(header: HeaderObject): NonNullable<KeyParameters['epk']> {
  // Validation has found an object with a string "kty" and without private members.
  const epk = header['epk'] as HeaderObject;
  const crv = own(epk, 'crv');
  const curve = typeof crv === 'string' ? curveOf(crv) : undefined;
  if (curve === undefined || !curve.agrees || curve.kty !== epk['kty']) {
    throw new InvalidHeaderError(
      `the header parameter "epk" must be a key on P-256, P-384, P-521, X25519 or X448, found "crv" ${quote(crv)}`,
    );
  }
  const [x, y] = [own(epk, 'x'), own(epk, 'y')];
  const type = curve.name;
  if (curve.kty === 'OKP' && isCoordinate(x)) return { __proto__: null, type, x } as KeyParameters['epk'] & object;
  if (curve.kty === 'EC' && isCoordinate(x) && isCoordinate(y)) {
    return { __proto__: null, type, x, y } as KeyParameters['epk'] & object;
  }
  const coordinates = curve.kty === 'EC' ? '"x" and "y"' : '"x"';
  throw new InvalidHeaderError(`the header parameter "epk" must have ${coordinates} as strings of unpadded base64url`);
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && isBase64url(value);
}

/**
 * The parameters that decryption needs, from a header that has been validated; undefined where it needs none. Without a
 * prototype, in which the core would find parameters that the header has not.
 *
 * @throws InvalidHeaderError - one is missing, or "epk" has not the shape of a key
 */
export function readKeyParameters({ name, mode }: KeyManagement, header: HeaderObject): KeyParameters | undefined {
  const names = needed.get(mode);
  if (names === undefined) return undefined;
  const missing = names.find((parameter) => own(header, parameter) === undefined);
  if (missing !== undefined) {
    throw new InvalidHeaderError(`the header of a JWE with ${name} must have the parameter "${missing}", found none`);
  }
  if (mode !== 'ecdh') {
    const values = names.map((parameter) => [parameter, header[parameter]]);
    return { __proto__: null, ...Object.fromEntries(values) } as KeyParameters;
  }
  const parties = Object.entries(partyInfo(header)).filter(([, value]) => value !== undefined);
  return { __proto__: null, epk: readEphemeralKey(header), ...Object.fromEntries(parties) } as KeyParameters;
}
