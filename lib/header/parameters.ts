/** The registered header parameters as data: IANA's "JSON Web Signature and Encryption Header Parameters" registry. */

import * as type from './value-types';
import type { ValueType } from './value-types';

/** The two kinds of JOSE object. */
export type ObjectKind = 'jws' | 'jwe';

/** A row of {@link headerParameters}. */
export interface HeaderParameter {
  readonly name: string;
  readonly description: string;
  /** Where it is specified. */
  readonly rfc: string;
  /** What its value must be. */
  readonly type: ValueType;
  /**
   * Where it has a meaning. Parameters that only carry information to the application are good in both, even those
   * that the registry lists for one: nothing here acts on them.
   */
  readonly use: ObjectKind | 'both';
  /** Whether RFC 7515, 7516 or 7518 defines it: "crit" must not list such names (RFC 7515 section 4.1.11). */
  readonly isBase: boolean;
  /** Whether it must be integrity protected. */
  readonly protectedOnly: boolean;
}

interface Row {
  readonly description: string;
  readonly rfc: string;
  readonly type: ValueType;
  readonly use?: ObjectKind;
  readonly protectedOnly?: true;
}

const rows: Readonly<Record<string, Row>> = {
  alg: { description: 'Algorithm', rfc: 'RFC 7515 section 4.1.1', type: type.string },
  jku: { description: 'JWK Set URL', rfc: 'RFC 7515 section 4.1.2', type: type.uri },
  jwk: { description: 'JSON Web Key', rfc: 'RFC 7515 section 4.1.3', type: type.publicJwk },
  kid: { description: 'Key ID', rfc: 'RFC 7515 section 4.1.4', type: type.string },
  x5u: { description: 'X.509 URL', rfc: 'RFC 7515 section 4.1.5', type: type.uri },
  x5c: { description: 'X.509 Certificate Chain', rfc: 'RFC 7515 section 4.1.6', type: type.certificates },
  x5t: { description: 'X.509 Certificate SHA-1 Thumbprint', rfc: 'RFC 7515 section 4.1.7', type: type.base64urlOf(20) },
  'x5t#S256': {
    description: 'X.509 Certificate SHA-256 Thumbprint',
    rfc: 'RFC 7515 section 4.1.8',
    type: type.base64urlOf(32),
  },
  typ: { description: 'Type', rfc: 'RFC 7515 section 4.1.9', type: type.string },
  cty: { description: 'Content Type', rfc: 'RFC 7515 section 4.1.10', type: type.string },
  crit: { description: 'Critical', rfc: 'RFC 7515 section 4.1.11', type: type.criticalNames, protectedOnly: true },

  enc: { description: 'Encryption Algorithm', rfc: 'RFC 7516 section 4.1.2', type: type.string, use: 'jwe' },
  zip: {
    description: 'Compression Algorithm',
    rfc: 'RFC 7516 section 4.1.3',
    type: type.string,
    use: 'jwe',
    protectedOnly: true,
  },

  epk: { description: 'Ephemeral Public Key', rfc: 'RFC 7518 section 4.6.1.1', type: type.publicJwk, use: 'jwe' },
  apu: { description: 'Agreement PartyUInfo', rfc: 'RFC 7518 section 4.6.1.2', type: type.base64url, use: 'jwe' },
  apv: { description: 'Agreement PartyVInfo', rfc: 'RFC 7518 section 4.6.1.3', type: type.base64url, use: 'jwe' },
  // The lengths of these two are no matter of form: a wrong one is a failed decryption like any other.
  iv: { description: 'Initialization Vector', rfc: 'RFC 7518 section 4.7.1.1', type: type.base64url, use: 'jwe' },
  tag: { description: 'Authentication Tag', rfc: 'RFC 7518 section 4.7.1.2', type: type.base64url, use: 'jwe' },
  // Section 4.8.1.1: "A Salt Input value containing 8 or more octets MUST be used".
  p2s: { description: 'PBES2 Salt Input', rfc: 'RFC 7518 section 4.8.1.1', type: type.base64urlFrom(8), use: 'jwe' },
  // Section 4.8.1.2: "A minimum iteration count of 1000 is RECOMMENDED."
  p2c: { description: 'PBES2 Count', rfc: 'RFC 7518 section 4.8.1.2', type: type.integerFrom(1000), use: 'jwe' },

  iss: { description: 'Issuer', rfc: 'RFC 7519 section 5.3', type: type.string },
  sub: { description: 'Subject', rfc: 'RFC 7519 section 5.3', type: type.string },
  aud: { description: 'Audience', rfc: 'RFC 7519 section 5.3', type: type.stringOrStrings },

  b64: {
    description: 'Base64url-Encode Payload',
    rfc: 'RFC 7797 section 3',
    type: type.boolean,
    use: 'jws',
    protectedOnly: true,
  },

  ppt: { description: 'PASSporT Extension Identifier', rfc: 'RFC 8225 section 8.1', type: type.string },
  url: { description: 'URL', rfc: 'RFC 8555 section 6.4.1', type: type.uri },
  // ACME's rule that it be base64url is left to ACME: other protocols put any text here.
  nonce: { description: 'Nonce', rfc: 'RFC 8555 section 6.5.2', type: type.string },
  svt: { description: 'Signature Validation Token', rfc: 'RFC 9321', type: type.stringOrStrings },

  iheSSId: { description: 'IHE SubmissionSet Unique ID', rfc: 'IHE ITI DSGj section 5.10', type: type.string },
  jwt: { description: 'JWT', rfc: 'OpenID for Verifiable Presentations 1.0 section 12', type: type.string },
  client_id: { description: 'Client Identifier', rfc: 'RFC 6749 section 2.2', type: type.string },
  trust_chain: { description: 'Trust Chain', rfc: 'OpenID Federation 1.0 section 4.3', type: type.strings },
  peer_trust_chain: { description: 'Peer Trust Chain', rfc: 'OpenID Federation 1.0 section 4.4', type: type.strings },
};

const baseRfcs = /^RFC 751[568] /;

function freeze([name, row]: readonly [string, Row]): HeaderParameter {
  return Object.freeze({
    name,
    description: row.description,
    rfc: row.rfc,
    type: Object.freeze(row.type),
    use: row.use ?? 'both',
    isBase: baseRfcs.test(row.rfc),
    protectedOnly: row.protectedOnly ?? false,
  });
}

/** Every registered header parameter. */
export const headerParameters: readonly HeaderParameter[] = Object.freeze(Object.entries(rows).map(freeze));

const byName = new Map(headerParameters.map((row) => [row.name, row]));

/** The row of a header parameter, or `undefined` if the name is not registered. */
export function headerParameter(name: string): HeaderParameter | undefined {
  return byName.get(name);
}
