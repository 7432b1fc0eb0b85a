/** The protected header of a compact JWE. */

import { InvalidHeaderError, InvalidJWEError } from '../errors';
import {
  contentEncryption,
  type ContentEncryption,
  type KeyManagement,
  keyManagementAlgorithm,
  keyManagementWith,
} from '../jwa';
import type { HeaderKind } from '../message/header';
import type { CachedHeader } from '../message/header-cache';
import type { KeyParameters } from '../native/load';
import { encodeBase64url } from '../util/base64url';
import type { JsonObject } from '../util/json';
import { quote } from '../util/text';
import { addsParameters, readKeyParameters, refuseAdded } from './key-parameters';
import type { JoseHeader, JWEHeader } from './types';

/** The algorithms that a header names, as far as they are known. */
export interface NamedAlgorithms {
  readonly alg: string;
  readonly enc: string;
  /** With "dir" it is the one for this "enc". */
  readonly management: KeyManagement | undefined;
  readonly content: ContentEncryption | undefined;
}

export interface ProtectedHeader extends CachedHeader, NamedAlgorithms {
  /** As received; of one that was written, what the core takes: its JSON if it adds parameters, else its base64url. */
  readonly text: string;
  readonly header: JoseHeader;
  readonly isCompressed: boolean;
  /** What decryption needs of it beside the algorithms. */
  readonly parameters: KeyParameters | undefined;
}

/** The algorithms of a JOSE header that has been validated. */
export function namedAlgorithms({ alg, enc }: JoseHeader): NamedAlgorithms {
  const content = contentEncryption(enc);
  const named = keyManagementAlgorithm(alg);
  const management = named === undefined || content === undefined ? named : keyManagementWith(named, content);
  return { alg, enc, management, content };
}

/**
 * Whether the plaintext is compressed.
 *
 * @throws InvalidHeaderError - in a way that is not known: RFC 7516 section 4.1.3 defines "DEF" alone
 */
export function isCompressed(header: JWEHeader | JsonObject): boolean {
  const zip = Object.hasOwn(header, 'zip') ? header.zip : undefined;
  if (zip !== undefined && zip !== 'DEF') {
    throw new InvalidHeaderError(`the header parameter "zip" must be "DEF" or absent, found ${quote(zip)}`);
  }
  return zip !== undefined;
}

export const jweHeader: HeaderKind<ProtectedHeader> = {
  kind: 'jwe',
  invalid: (reason) => new InvalidJWEError(reason),
  ofRead(text, header) {
    // Validation has found "alg" and "enc" to be there and strings.
    const own = header as JsonObject & JoseHeader;
    const named = namedAlgorithms(own);
    const parameters = named.management === undefined ? undefined : readKeyParameters(named.management, own);
    return { text, header: own, ...named, isCompressed: isCompressed(own), parameters };
  },
  ofWritten(json, header) {
    const own = header as JsonObject & JoseHeader;
    const named = namedAlgorithms(own);
    const { management } = named;
    if (management !== undefined) refuseAdded(management, own);
    const text = management !== undefined && addsParameters(management) ? json : encodeBase64url(json);
    return { text, header: own, ...named, isCompressed: isCompressed(own), parameters: undefined };
  },
  isRepeatable: ({ parameters }) => parameters === undefined,
};
