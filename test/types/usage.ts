/**
 * What the public types allow and what they refuse. Nothing here runs: `tsc` compiles it (npm run check), and a line
 * under `@ts-expect-error` that compiles is an error.
 */

import * as jose from '../../lib';
import * as later from '../../lib/promises';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only when both types are the same. */
declare function same<A, B>(verdict: Equal<A, B>): void;

declare const key: jose.Key;
declare const set: jose.KeySet;
declare const registry: jose.jws.Registry;

export function keys(): void {
  same<ReturnType<typeof jose.OctKey.importKey>, jose.OctKey>(true);
  const rsa: jose.RSAKey = jose.jwk.generateKey('RSA', 2048, { kid: 'a', autoKid: false });
  const ec: jose.ECKey = jose.jwk.generateKey('EC', 'P-256');
  const okp: jose.OKPKey = jose.jwk.generateKey('OKP', 'Ed25519');
  const oct: jose.OctKey = jose.jwk.generateKey('oct', 256);
  const any: jose.Key[] = [rsa, ec, okp, oct];
  const members: jose.JWK = rsa.toJWK({ private: true });
  const pem: string = rsa.toPEM({ format: 'pkcs1' });
  const der: Buffer = ec.toDER({ private: true, format: 'sec1' });
  const text: string = okp.thumbprint('sha512');
  jose.jwk.importKey(pem, { use: 'sig', key_ops: ['verify'] });
  jose.jwk.importKey(members);
  jose.jwk.importKey(der);
  new jose.KeySet(any).find({ kid: text, kty: 'RSA' });

  // @ts-expect-error: not a key
  jose.jwk.importKey(1);
  // @ts-expect-error: not an encoding
  rsa.toPEM({ format: 'pem' });
  // @ts-expect-error: keys are immutable
  rsa.kid = 'b';
}

export function signing(): void {
  const token: string = jose.jws.serializeCompact({ alg: 'HS256' }, 'payload', 'secret', { algorithms: ['HS256'] });
  jose.jws.serializeCompact({ alg: 'HS256' }, new Uint8Array(1), key, { registry });
  const result = jose.jws.deserializeCompact(token, set);
  same<typeof result.payload, Buffer>(true);
  const alg: string = result.protected.alg;
  jose.jws.deserializeCompact(token, (header) => (header.kid === alg ? key : set), { payload: 'detached' });
  const flattened: jose.jws.FlattenedJWS = jose.jws.serializeJson({ protected: { alg } }, 'payload', key);
  const general: jose.jws.GeneralJWS = jose.jws.serializeJson([{ header: { alg } }], 'payload', [key]);
  const { members } = jose.jws.deserializeJson(general, key, { verify: 'any' });
  for (const member of members) {
    if (member.verified) same<typeof member.key, jose.Key>(true);
    else jose.errors satisfies object;
    // @ts-expect-error: the headers of a member that may not be verified
    member.joseHeader satisfies object;
  }
  jose.jws.deserialize(flattened, key);
  const detached: string = jose.jws.detach(token);
  jose.jws.decodeUnverified(detached);
  new jose.jws.Registry({
    algorithms: ['HS256'],
    headers: { mine: { description: 'mine', required: true } },
    maxDepth: 8,
  });

  // @ts-expect-error: a compact token is a string
  jose.jws.deserializeCompact(flattened, key);
  // @ts-expect-error: a payload is text or bytes
  jose.jws.serializeCompact({ alg: 'HS256' }, { sub: 'a' }, key);
  // @ts-expect-error: a key is missing
  jose.jws.serializeCompact({ alg: 'HS256' }, 'payload');
  // @ts-expect-error: not an option
  jose.jws.serializeCompact({ alg: 'HS256' }, 'payload', key, { algorithm: 'HS256' });
  // @ts-expect-error: neither all nor any
  jose.jws.deserializeJson(general, key, { verify: 'most' });
  // @ts-expect-error: asynchronous key functions are for jose-openssl/promises
  jose.jws.deserializeCompact(token, () => Promise.resolve(key));
  // @ts-expect-error: results are readonly
  result.protected.alg = 'none';
}

export function encryption(): void {
  const header = { alg: 'A256KW', enc: 'A256GCM', zip: 'DEF', kid: 'a' };
  const token: string = jose.jwe.encryptCompact(header, 'text', 'a secret', { algorithms: ['A256KW'], p2c: 1000 });
  const result = jose.jwe.decryptCompact(token, set, { registry: new jose.jwe.Registry({ maxPBES2Count: 5000 }) });
  same<typeof result.plaintext, Buffer>(true);
  const alg: string = result.protected.alg;
  const flattened: jose.jwe.FlattenedJWE = jose.jwe.encryptJson({ protected: header, recipient: { key } }, 'text');
  const general: jose.jwe.GeneralJWE = jose.jwe.encryptJson(
    { protected: { enc: 'A256GCM' }, aad: new Uint8Array(1), recipients: [{ header: { alg }, key: () => set }] },
    'text',
    { apu: 'a', apv: new Uint8Array(1) },
  );
  const { recipient, aad } = jose.jwe.decryptJson(general, key);
  aad satisfies Buffer | undefined;
  const place: number = recipient.index;
  const own: string | undefined = recipient.header?.kid;
  const compact: string = jose.jwe.encrypt(header, own ?? String(place), key);
  jose.jwe.encrypt({ recipient: { header, key } }, 'text') satisfies jose.jwe.FlattenedJWE;
  jose.jwe.decrypt(flattened, key).recipient.joseHeader.enc satisfies string;
  jose.jwe.decodeUnverified(compact).protected satisfies object | undefined;

  // @ts-expect-error: a key is missing
  jose.jwe.encryptCompact(header, 'text');
  // @ts-expect-error: a recipient needs a key
  jose.jwe.encryptJson({ protected: header, recipient: {} }, 'text');
  // @ts-expect-error: either one recipient or several
  jose.jwe.encryptJson({ protected: header, recipient: { key }, recipients: [{ key }] }, 'text');
  // @ts-expect-error: an option of encryption alone
  jose.jwe.decryptCompact(token, key, { p2c: 1000 });
  // @ts-expect-error: a registry of JWS
  jose.jwe.decryptCompact(token, key, { registry });
  // @ts-expect-error: a registry of JWE
  jose.jws.deserializeCompact(token, key, { registry: new jose.jwe.Registry() });
  // @ts-expect-error: no option of this registry
  new jose.jwe.Registry({ maxSignatures: 1 });
  // @ts-expect-error: asynchronous key functions are for jose-openssl/promises
  jose.jwe.decryptCompact(token, () => Promise.resolve(key));
  // @ts-expect-error: results are readonly
  result.protected.alg = 'dir';
}

export async function promises(): Promise<void> {
  const sealed: string = await later.jwe.encryptCompact({ alg: 'dir', enc: 'A128GCM' }, 'text', async () => key);
  (await later.jwe.decrypt(sealed, key)).plaintext satisfies Buffer;

  const token: string = await later.jws.serializeCompact({ alg: 'HS256' }, 'payload', 'secret');
  const { payload } = await later.jws.deserializeCompact(token, () => Promise.resolve(key));
  same<typeof payload, Buffer>(true);
  const generated: jose.RSAKey = await later.jwk.generateKey('RSA', 2048);
  // One set of classes serves both entry points.
  same<later.OctKey, jose.OctKey>(true);
  jose.jws.serializeCompact({ alg: 'RS256' }, payload, generated);
  // @ts-expect-error: a promise, not the token
  token satisfies ReturnType<typeof later.jws.serializeCompact>;
}

export function failures(error: unknown): string {
  if (error instanceof jose.errors.ExpiredTokenError) return error.expiredAt.toISOString();
  if (error instanceof jose.errors.InvalidClaimError) return error.claim;
  if (!(error instanceof jose.errors.JoseError)) return 'another';
  same<typeof error.code, jose.errors.ErrorCode>(true);
  // @ts-expect-error: not one of the codes
  if (error.code === 'ERR_JOSE_UNHEARD_OF') return 'never';
  return error.code;
}

interface Session {
  readonly role: string;
  readonly sid?: number;
}

export async function tokens(session: Session): Promise<void> {
  const token: string = jose.jwt.encode({ alg: 'HS256', kid: 'a' }, session, 'secret', { expiresIn: '15m' });
  jose.jwt.encode({ alg: 'dir', enc: 'A128GCM' }, { sub: 'a', exp: 1, any: [1] }, key, { algorithms: ['dir'] });
  const { claims, header } = jose.jwt.decode<Session>(token, key, { audience: /a/, required: ['sid'], leeway: 5 });
  const role: string = claims.role;
  same<typeof claims.exp, number | undefined>(true);
  const alg: string = header.alg;
  const plain = jose.jwt.decode(token, key, { registry });
  same<(typeof plain.claims)['exp'], number | undefined>(true);
  const other: unknown = plain.claims['other'];
  jose.jwt.validate({ alg, other }, { nonce: 'a' });
  const verify = jose.jwt.createVerifier<Session>(set, { cache: { max: 10, ttl: '1m' }, collect: true });
  const sign = jose.jwt.createSigner(key, { alg: 'HS256' });
  const again: string = verify(sign(session)).claims.role + role;
  const nested = jose.jwt.encodeNested(session, {
    sign: { header: { alg: 'ES256' }, key },
    encrypt: { header: { alg: 'ECDH-ES', enc: 'A128GCM' }, key, algorithms: ['ECDH-ES'] },
  });
  const opened = jose.jwt.decodeNested<Session>(nested, { decrypt: key, verify: { key: set, algorithms: ['ES256'] } });
  const kind: string | undefined = opened.encryption.header.enc;
  const promised: Promise<string> = later.jwt.encode({ alg: 'HS256' }, { again, kind }, async () =>
    Promise.resolve(key),
  );
  const { claims: late } = await later.jwt.decode<Session>(await promised, key);
  const sid: number | undefined = late.sid;
  jose.jwt.validate(session, {
    now: new Date(),
    claims: { sid: { essential: true, values: [sid], validate: () => true } },
  });

  const signed = jose.sign(session, { k: 'password' }, { alg: 'HS256' });
  const parts = jose.deserializeCompact(jose.serializeCompact(signed));
  same<string, typeof signed.signature>(true);
  jose.verify<Session>(parts, { k: 'password' }, 'HS256', { validateClaims: false }).claims.role.trim();
  const sealed = await later.encrypt(session, { k: 'pem' }, { enc: 'A256GCM' });
  (await later.decrypt<Session>(sealed, { k: 'pem' }, { algorithms: ['RSA-OAEP'] })).claims.role.trim();

  const byKid = new Map<string, jose.Key>([['a', key]]);
  jose.jwt.decode(token, ({ kid, alg }) => byKid.get(`${kid ?? ''}${alg.slice(9)}`) ?? key);

  // @ts-expect-error: a time is a number
  jose.jwt.encode({ alg: 'HS256' }, { exp: '15m' }, key);
  // @ts-expect-error: claims are an object
  jose.jwt.encode({ alg: 'HS256' }, 'claims', key);
  // @ts-expect-error: not an option
  jose.jwt.decode(token, key, { audiance: 'a' });
  // @ts-expect-error: claims alone have no header
  jose.jwt.validate(session, { typ: 'JWT' });
  // @ts-expect-error: a list and a registry exclude each other
  jose.jwt.decode(token, key, { algorithms: ['HS256'], registry });
  // @ts-expect-error: the expected algorithm is not optional
  jose.verify(parts, { k: 'password' });
  // @ts-expect-error: an asynchronous key function needs the promise form
  jose.jwt.decode(token, async () => Promise.resolve(key));
}
