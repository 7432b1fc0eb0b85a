/**
 * What would not fit into a string is refused before any work (threats row 83). The real limit is tried with memory that is
 * never touched; everything that has to be text, with a limit that is lowered for the test.
 */

import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';

import * as library from '../../lib';
import { type Engine, promiseEngine, syncEngine } from '../../lib/native/engine';
import { core } from '../../lib/native/load';
import { longest } from '../../lib/util/token-room';
import { expectJoseError, forms } from '../support/both';
import { octJwk } from '../support/jwe-keys';
import { jwtForms } from '../support/jwt';
import { secret } from '../support/keys';

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';
const unencoded = { alg: 'HS256', b64: false, crit: ['b64'] };
const sealing = octJwk(16);
const header = { alg: 'dir', enc: 'A128GCM' };
const dir = { algorithms: ['dir', 'A128GCM'] };

const making: readonly string[] = ['sign', 'encryptCompact', 'encryptJson'];

/** Fails where a step of either engine ran. */
async function withoutWork(run: () => Promise<unknown>): Promise<void> {
  const ran: string[] = [];
  const spies = [syncEngine, promiseEngine].flatMap((engine: Engine) => {
    const { call, deflate } = engine as unknown as Record<string, (...args: unknown[]) => unknown>;
    return [
      jest.spyOn(engine, 'call').mockImplementation((...args: [boolean, unknown]) => {
        const name = Object.entries(core).find(([, known]) => known === args[1])?.[0] ?? '';
        if (making.includes(name)) ran.push(name);
        return call?.(...args);
      }),
      jest.spyOn(engine, 'deflate').mockImplementation(((octets: Buffer) => {
        ran.push('deflate');
        return deflate?.(octets);
      }) as Engine['deflate']),
    ];
  });
  try {
    const error = await expectJoseError(run, limit);
    expect(error.message).toMatch(/longest|string|too long/);
  } finally {
    spies.forEach((spy) => {
      spy.mockRestore();
    });
  }
  expect(ran).toEqual([]);
}

afterEach(() => {
  jest.restoreAllMocks();
});

/** Zero pages, which take no memory as long as nobody looks at them. */
const tooLong = new Uint8Array(Math.floor((constants.MAX_STRING_LENGTH * 3) / 4));

describe.each(forms)('$name', ({ jws, jwe }) => {
  describe('row 83: octets beyond the longest string are refused before any work', () => {
    const makers: readonly [string, (content: unknown) => Promise<unknown>][] = [
      ['jws.serializeCompact', (content) => jws.serializeCompact({ alg: 'HS256' }, content, secret)],
      ['jws.serializeCompact with none', (content) => jws.serializeCompact({ alg: 'none' }, content, null, { algorithms: ['none'] })],
      ['jws.serializeJson', (content) => jws.serializeJson({ protected: { alg: 'HS256' } }, content, secret)],
      ['jws.serializeJson, general', (content) => jws.serializeJson([{ protected: { alg: 'HS256' } }], content, secret)],
      ['jws.serialize', (content) => jws.serialize({ alg: 'HS256' }, content, secret)],
      ['jwe.encryptCompact', (content) => jwe.encryptCompact(header, content, sealing)],
      ['jwe.encryptJson', (content) => jwe.encryptJson({ protected: header, recipient: { key: sealing } }, content)],
      ['jwe.encryptJson, aad', (content) => jwe.encryptJson({ protected: header, aad: content, recipient: { key: sealing } }, 'p')],
      ['jwe.encrypt', (content) => jwe.encrypt(header, content, sealing)],
      ['apu', (content) => jwe.encryptCompact({ alg: 'ECDH-ES', enc: 'A128GCM' }, 'p', library.jwk.generateKey('EC'), { apu: content })],
    ]; // prettier-ignore

    test.each(makers)('%s: by the real limit', async (_, make) => {
      await withoutWork(() => make(tooLong));
    });

    test.each(makers)('%s: by a limit for the test', async (name, make) => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      const most = Math.floor(((2 ** 18 - 2 ** 16) * 3) / 4);
      await withoutWork(() => make(Buffer.alloc(most + 1)));
      // Text by its octets in UTF-8, not by its characters.
      await withoutWork(() => make('\u20ac'.repeat(most / 3 + 1)));
      if (name === 'apu') return;
      await make(Buffer.alloc(most - 1024));
      await make('\u20ac'.repeat(most / 3 - 1024));
      await make('a'.repeat(most - 1024));
    });

    test('an unencoded payload that is attached, but not one that is detached', async () => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      for (const content of ['a'.repeat(2 ** 18), Buffer.alloc(2 ** 18, 'a')]) {
        await withoutWork(() => jws.serializeCompact(unencoded, content, secret));
        const detached = `${String(content)}.`;
        const token = await jws.serializeCompact(unencoded, detached, secret);
        expect(token).toMatch(/^[\w-]+\.\.[\w-]+$/);
        const { payload } = await jws.deserializeCompact(token, secret, { payload: detached });
        expect(payload.equals(Buffer.from(detached))).toBe(true);
      }
      await withoutWork(() => jws.serializeJson({ protected: unencoded }, Buffer.alloc(2 ** 18 + 1), secret));
      const binary = Buffer.alloc(2 ** 18 + 1, 0xff);
      expect(await jws.serializeJson({ protected: unencoded }, binary, secret)).not.toHaveProperty('payload');
      // Where the only octet that cannot be attached is the last of several pieces.
      const late = Buffer.alloc(2 ** 17 + 1, 'a').fill('.', 2 ** 17);
      expect(await jws.serializeCompact(unencoded, late, secret)).toMatch(/^[\w-]+\.\.[\w-]+$/);
      const attached = await jws.serializeCompact(unencoded, late.subarray(0, 2 ** 17), secret);
      expect(attached.split('.')[1]).toHaveLength(2 ** 17);
    });

    test('a plaintext that is too long even when it is compressed', async () => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      const zipped = { ...header, zip: 'DEF' };
      const encrypts = [
        (content: Buffer) => jwe.encryptCompact(zipped, content, sealing),
        (content: Buffer) => jwe.encryptJson({ protected: zipped, recipient: { key: sealing } }, content),
      ];
      for (const encrypt of encrypts) {
        await encrypt(Buffer.alloc(2 ** 20));
        await expectJoseError(() => encrypt(randomBytes(2 ** 18)), limit);
      }
    });
  });
});

describe.each(jwtForms)('$name', ({ jwt, small }) => {
  describe('row 83: claims beyond the longest string are refused before any work', () => {
    const layers = {
      sign: { header: { alg: 'HS256' }, key: secret },
      encrypt: { header, key: sealing, algorithms: dir.algorithms },
    };
    const makers: readonly [string, (claims: unknown) => Promise<unknown>][] = [
      ['jwt.encode', (claims) => jwt.encode({ alg: 'HS256' }, claims, secret)],
      ['jwt.encode, encrypted', (claims) => jwt.encode(header, claims, sealing, dir)],
      ['jwt.encodeNested', (claims) => jwt.encodeNested(claims, layers)],
      ['sign', (claims) => small.sign(claims, secret)],
      ['encrypt', (claims) => small.encrypt(claims, sealing, { alg: 'dir', enc: 'A128GCM' })],
    ];

    test.each(makers)('%s', async (_, make) => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      await withoutWork(() => make({ text: 'a'.repeat(2 ** 18) }));
      await withoutWork(() => make({ text: '\u20ac'.repeat(2 ** 16) }));
      await make({ text: 'a'.repeat(2 ** 15) });
    });

    test('a nested token, before its signature is made', async () => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      // It fits when it is signed alone, but not when its signed form is encrypted.
      const claims = { text: 'a'.repeat(110_000) };
      await jwt.encode({ alg: 'HS256' }, claims, secret);
      await withoutWork(() => jwt.encodeNested(claims, layers));
      const zipped = { ...layers, encrypt: { ...layers.encrypt, header: { ...header, zip: 'DEF' } } };
      await jwt.encodeNested(claims, zipped);
    });

    test('what the engine finds too long or too deep to write', async () => {
      let deep: object = {};
      for (let depth = 0; depth < 100_000; depth++) deep = { deep };
      for (const make of [...makers.map(([, make]) => make)]) await withoutWork(() => make({ deep }));
      await withoutWork(() => jwt.encode({ alg: 'HS256', deep }, {}, secret));
      // 600 times a string of a mebibyte, of which there is but one in memory.
      const text = 'a'.repeat(2 ** 20);
      const long = Array.from({ length: 600 }, () => text);
      await withoutWork(() => jwt.encode({ alg: 'HS256' }, { long }, secret));
    });

    test('the parts of a token that are put together', async () => {
      jest.replaceProperty(longest, 'string', 2 ** 18);
      const part = 'a'.repeat(2 ** 17);
      const parts = { header: part, payload: part, signature: '' };
      await withoutWork(() => small.serializeCompact(parts));
      await withoutWork(() => small.verify(parts, secret, 'HS256'));
      const fitting = { header: part, payload: part.slice(2), signature: '' };
      expect(await small.serializeCompact(fitting)).toHaveLength(2 ** 18);
    });
  });
});

test('row 83: the limit is that of the engine', () => {
  expect(longest.string).toBe(constants.MAX_STRING_LENGTH);
});
