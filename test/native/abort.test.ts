/** The option `signal` of the promise verbs. */

import { getEventListeners } from 'node:events';

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { expectTypeError } from '../support/both';

const pair = sync.jwk.generateKey('EC', 'P-256', { alg: 'ES256' });
const recipient = sync.jwk.generateKey('oct', 128);
const es256 = { alg: 'ES256' };
const kw = { alg: 'A128KW', enc: 'A128GCM' };
const layers = { sign: { header: es256, key: pair }, encrypt: { header: kw, key: recipient } };
const to = { protected: kw, recipient: { key: recipient } };
const signed = sync.jwt.encode(es256, { sub: 'alice' }, pair);
const sealed = sync.jwe.encryptCompact(kw, 'hello', recipient);
const small = { k: '16 octets of key' };
const smallSealed = sync.encrypt({ sub: 'alice' }, small, kw);

/** Every verb that has options, with its arguments before them. */
const verbs: readonly (readonly [verb: string, ...args: unknown[]])[] = [
  ['jws.serializeCompact', es256, '', pair],
  ['jws.deserializeCompact', signed, pair],
  ['jws.deserializeCompactMany', [signed], pair],
  ['jws.serializeJson', { protected: es256 }, '', pair],
  ['jws.deserializeJson', sync.jws.serializeJson({ protected: es256 }, 'hello', pair), pair],
  ['jws.serialize', es256, '', pair],
  ['jws.deserialize', signed, pair],
  ['jwe.encryptCompact', kw, '', recipient],
  ['jwe.decryptCompact', sealed, recipient],
  ['jwe.encryptJson', to, ''],
  ['jwe.decryptJson', sync.jwe.encryptJson(to, 'hello'), recipient],
  ['jwe.encrypt', kw, '', recipient],
  ['jwe.encrypt', to, ''],
  ['jwe.decrypt', sealed, recipient],
  ['jwt.encode', es256, {}, pair],
  ['jwt.decode', signed, pair],
  ['jwt.decodeMany', [signed], pair],
  ['jwt.encodeNested', {}, layers],
  ['jwt.decodeNested', sync.jwt.encodeNested({}, layers), { decrypt: recipient, verify: pair }],
  ['encrypt', {}, small],
  ['decrypt', smallSealed, small],
];
const ownOptions: Readonly<Record<string, object>> = { encrypt: kw };

/** Calls a verb by its name, with options that the types may forbid. */
function call(library: object, verb: string, ...args: readonly unknown[]): unknown {
  let found: unknown = library;
  for (const name of verb.split('.')) found = Reflect.get(found as object, name);
  return (found as (...given: readonly unknown[]) => unknown)(...args);
}

function later(library: object, verb: string, ...args: readonly unknown[]): Promise<unknown> {
  const result = call(library, verb, ...args);
  expect(result).toBeInstanceOf(Promise);
  return result as Promise<unknown>;
}

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe.each(verbs.map(([verb, ...args]) => ({ verb, args })))('$verb', ({ verb, args }) => {
  const more = ownOptions[verb] ?? {};

  test('does its work with a signal, and lets go of it', async () => {
    const { signal } = new AbortController();
    const options = Object.freeze({ ...more, signal });
    await later(promises, verb, ...args, options);
    expect(listeners(signal)).toBe(0);
  });

  test('does nothing when it is aborted already', async () => {
    const reason = new Error('no longer wanted');
    await expect(later(promises, verb, ...args, { ...more, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('still knows its options', async () => {
    const { signal } = new AbortController();
    await expectTypeError(() => later(promises, verb, ...args, { ...more, signal, misspelt: true }));
  });

  test('refuses what is no AbortSignal, and in the synchronous form any', async () => {
    await expectTypeError(() => later(promises, verb, ...args, { ...more, signal: { aborted: false } }));
    await expectTypeError(() => call(sync, verb, ...args, { ...more, signal: new AbortController().signal }));
  });
});

test('what is under way rejects at once, and its result is dropped', async () => {
  const controller = new AbortController();
  const options = { signal: controller.signal, algorithms: ['PBES2-HS512+A256KW', 'A128GCM'], p2c: 100_000 };
  const header = { alg: 'PBES2-HS512+A256KW', enc: 'A128GCM' };
  const result = promises.jwe.encryptCompact(header, 'hello', 'a password', options);
  setImmediate(() => {
    controller.abort();
  });
  const reason: unknown = await result.catch((error: unknown) => error);
  expect(reason).toBe(controller.signal.reason);
  expect(reason).toMatchObject({ name: 'AbortError' });
  expect(listeners(controller.signal)).toBe(0);
});

test('what waits for a key function rejects at once', async () => {
  const controller = new AbortController();
  const never = (): Promise<never> => new Promise(() => undefined);
  const result = promises.jws.deserializeCompact(signed, never, { signal: controller.signal });
  controller.abort(new Error('took too long'));
  await expect(result).rejects.toThrow('took too long');
});

test('of many with one signal none is left waiting, and the pool goes on', async () => {
  const controller = new AbortController();
  const options = { signal: controller.signal };
  const many = Array.from({ length: 500 }, () => promises.jws.deserializeCompact(signed, pair, options));
  // Node.js would warn of more than ten.
  expect(listeners(controller.signal)).toBe(1);
  setImmediate(() => {
    controller.abort();
  });
  const outcomes = await Promise.allSettled(many);
  const reasons = outcomes.filter(({ status }) => status === 'rejected');
  expect(reasons.length).toBeGreaterThan(300);
  for (const outcome of reasons) expect(outcome).toMatchObject({ reason: controller.signal.reason as unknown });
  expect(listeners(controller.signal)).toBe(0);
  await expect(promises.jws.deserializeCompact(signed, pair)).resolves.toMatchObject({ key: pair });
});

test('keys are made and imported under a signal, which is no member of theirs', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const key = await promises.jwk.generateKey('oct', 256, { kid: '1', signal });
  expect(key.toJWK({ private: true })).not.toHaveProperty('signal');
  const imported = await promises.jwk.importKey(pair.toPEM({ private: true }), { kid: '2', signal });
  expect(imported.kid).toBe('2');
  const result = promises.jwk.generateKey('RSA', 2048, { signal });
  controller.abort(new Error('never mind'));
  await expect(result).rejects.toThrow('never mind');
});

test('a signal in the prototype of the options is nobody’s', async () => {
  const options = Object.create({ signal: AbortSignal.abort() }) as { signal?: AbortSignal };
  await expect(promises.jws.deserializeCompact(signed, pair, options)).resolves.toMatchObject({ key: pair });
});

test('a signal that is undefined is not given', async () => {
  const options = { signal: undefined } as unknown as { signal: AbortSignal };
  await expect(promises.jws.deserializeCompact(signed, pair, options)).resolves.toMatchObject({ key: pair });
});
