/**
 * Every vector of rfc-appendix.json, through the public API: what RFC 7515 to 7519, 7638, 7797 and 8037 print in their
 * appendices. The primitives of RFC 7518 appendix B have additional data that is no header; the core's tests have those.
 */

import * as crypto from 'node:crypto';
import { expectJoseError, forms, outcomeOf, type Form } from '../support/both';
import { b64u, fromB64u } from '../support/forge';
import { agreedKey, cbcTag, forgeCompact } from '../support/forge-jwe';
import { everyManagement } from '../support/jwe-extra';
import { everyAlgorithm, publicHalf } from '../support/keys';
import { readVector, type Json } from '../support/vectors';

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly expect?: string;
  readonly token?: string;
  readonly jws?: Json;
  readonly jwe?: Json;
  readonly key?: Json | null;
  readonly keys?: readonly Json[];
  readonly inner_key?: Json;
  readonly password?: string;
  readonly payload_b64u?: string;
  readonly plaintext_b64u?: string;
  readonly jwk?: Json;
  readonly jwkset?: { readonly keys: readonly Json[] };
  readonly thumbprint_sha256?: string;
  readonly data?: Json;
  readonly [name: string]: unknown;
}

const { vectors } = readVector<{ vectors: readonly Vector[] }>('rfc', 'rfc-appendix.json');
const signing = { algorithms: [...everyAlgorithm] };
const encrypting = { algorithms: [...everyManagement] };

async function signed({ jws }: Form, vector: Vector): Promise<void> {
  if (vector.expect === undefined) {
    const { payload } = await jws.deserializeCompact(vector.token, vector.key, signing);
    expect(b64u(payload)).toBe(vector.payload_b64u);
    return;
  }
  for (const key of [null, { kty: 'oct', k: 'AAAA' }, Buffer.alloc(32)]) {
    expect(await outcomeOf(() => jws.deserializeCompact(vector.token, key))).toMatch(/^ERR_JOSE_(ALG_NOT_ALLOWED|CRIT_UNSUPPORTED)$/); // prettier-ignore
  }
  // What is allowed by name is read, unless "crit" asks for more.
  const options = { algorithms: ['none'] };
  const outcome = await outcomeOf(() => jws.deserializeCompact(vector.token, null, options));
  expect(outcome).toBe(vector.expect === 'reject-by-default' ? undefined : 'ERR_JOSE_CRIT_UNSUPPORTED');
}

async function signedJson(
  { jws }: Form,
  { jws: value, key, keys = [key] as Json[], ...vector }: Vector,
): Promise<void> {
  for (const one of keys) {
    const { payload, members } = await jws.deserializeJson(value, one, { ...signing, verify: 'any' });
    expect(b64u(payload)).toBe(vector.payload_b64u);
    expect(members.filter(({ verified }) => verified)).toHaveLength(1);
  }
}

async function encrypted({ jwe }: Form, { token, key, password, plaintext_b64u }: Vector): Promise<void> {
  const { plaintext } = await jwe.decryptCompact(token, password ?? key, encrypting);
  expect(b64u(plaintext)).toBe(plaintext_b64u);
}

async function encryptedJson({ jwe }: Form, vector: Vector): Promise<void> {
  for (const key of vector.keys ?? [vector.key]) {
    const { plaintext } = await jwe.decryptJson(vector.jwe, key, encrypting);
    expect(b64u(plaintext)).toBe(vector.plaintext_b64u);
  }
}

async function nested({ jwe, jws }: Form, { token, key, inner_key: innerKey }: Vector): Promise<void> {
  const { plaintext, protected: header } = await jwe.decryptCompact(token, key, encrypting);
  expect(header['cty']).toBe('JWT');
  const { payload } = await jws.deserializeCompact(plaintext.toString(), innerKey);
  expect(JSON.parse(payload.toString())).toMatchObject({ iss: 'joe' });
}

async function imported({ jwk }: Form, vector: Vector): Promise<void> {
  for (const member of vector.jwkset?.keys ?? [vector.jwk]) {
    const key = await jwk.importKey(member);
    expect(key.toJWK({ private: key.isPrivate })).toMatchObject({ kty: member?.['kty'] });
    const { kid, alg } = member as { kid?: string; alg?: string };
    expect([key.kid, key.alg]).toEqual([kid, alg]);
  }
}

async function thumbprint({ jwk }: Form, vector: Vector): Promise<void> {
  expect(await jwk.thumbprint(vector.jwk)).toBe(vector.thumbprint_sha256);
}

async function unencoded({ jws }: Form, { token, key, payload_b64u: text = '' }: Vector): Promise<void> {
  const payload = fromB64u(text);
  const result = await jws.deserializeCompact(token, key, { payload });
  expect([b64u(result.payload), result.protected['b64']]).toEqual([text, false]);
  await expectJoseError(() => jws.deserializeCompact(token, key), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
}

interface Fixture {
  readonly payload: string;
  readonly tests: readonly { payload?: string; protected: Json; compact: string; flattened_json: Json }[];
}

/** Its key is that of RFC 7515 appendix A.1, as in all of RFC 7797. */
async function fixture({ jws }: Form, { data }: Vector): Promise<void> {
  const { key } = vectors.find(({ id }) => id === 'rfc7797-4.1') ?? {};
  const { payload: shared, tests } = data as unknown as Fixture;
  expect(tests).toHaveLength(4);
  for (const { payload = shared, compact, flattened_json: value, ...one } of tests) {
    const isDetached = compact.split('.')[1] === '';
    const options = isDetached ? { payload } : {};
    const read = await jws.deserializeCompact(compact, key, options);
    expect([read.payload.toString(), read.protected]).toEqual([payload, one.protected]);
    expect((await jws.deserializeJson(value, key)).payload.toString()).toBe(payload);
    expect(await jws.serializeCompact(one.protected, payload, key)).toBe(compact);
    expect(await jws.serializeJson({ protected: one.protected }, payload, key)).toEqual(value);
  }
}

/** The agreed key is not shown by the API: a message under it decrypts. */
async function agreement({ jwe }: Form, vector: Vector): Promise<void> {
  const { alice_epk: epk, bob, apu, apv, enc, derived_b64u: derived } = vector as unknown as Record<string, string>;
  const publicKey = publicHalf(epk as unknown as Json);
  const header = { alg: 'ECDH-ES', enc, apu, apv, epk: publicKey };
  const token = forgeCompact({ header, cek: fromB64u(derived ?? '') });
  expect((await jwe.decryptCompact(token, bob)).plaintext.toString()).toBe('hello');
  // The reference of these tests agrees on the same.
  const ephemeral = crypto.createPublicKey({ key: publicKey as crypto.JsonWebKey, format: 'jwk' });
  const privateKey = crypto.createPrivateKey({ key: bob as unknown as crypto.JsonWebKey, format: 'jwk' });
  expect(b64u(agreedKey(header, crypto.diffieHellman({ privateKey, publicKey: ephemeral })))).toBe(derived);
}

/** The additional data are no header, so that no token has them: what the tests compare with is held to them. */
async function content(_: Form, vector: Vector): Promise<void> {
  const { enc = '', key, iv, aad, ct, tag } = vector as unknown as Record<string, string>;
  const octets = (hex = ''): Buffer => Buffer.from(hex, 'hex');
  expect(cbcTag(enc, octets(key), octets(iv), octets(aad).toString('latin1'), octets(ct)).toString('hex')).toBe(tag);
}

const kinds: Readonly<
  Record<string, { readonly count: number; readonly check: (form: Form, vector: Vector) => Promise<void> }>
> = {
  // prettier-ignore
  'jws-compact': { count: 8, check: signed },
  'jws-general': { count: 1, check: signedJson },
  'jws-flattened': { count: 1, check: signedJson },
  'jws-compact-detached-b64false': { count: 1, check: unencoded },
  'jwe-compact': { count: 5, check: encrypted },
  'jwe-general': { count: 1, check: encryptedJson },
  'jwe-flattened': { count: 1, check: encryptedJson },
  'jwe-compact-nested': { count: 1, check: nested },
  jwkset: { count: 3, check: imported },
  jwk: { count: 1, check: imported },
  thumbprint: { count: 2, check: thumbprint },
  see: { count: 1, check: fixture },
  'ecdh-es-concatkdf': { count: 1, check: agreement },
  'aes-cbc-hmac': { count: 3, check: content },
};

test('the file is whole, and every kind of vector is known', () => {
  expect(vectors).toHaveLength(30);
  const counts = Object.entries(kinds).map(([kind, { count }]) => [kind, count]);
  const found = Object.keys(kinds).map((name) => [name, vectors.filter(({ kind }) => kind === name).length]);
  expect(found).toEqual(counts);
});

describe.each(forms)('$name', (form) => {
  test.each(vectors)('$id, $kind', async (vector) => {
    expect.hasAssertions();
    await kinds[vector.kind]!.check(form, vector);
  });
});
