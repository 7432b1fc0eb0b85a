/** What was read or written before never decides what is read or written now. */

import { jws as library } from '../../lib';
import { expectJoseError, expectRefusal, forms } from '../support/both';
import { b64u, hs256 } from '../support/forge';
import { secret } from '../support/keys';

const names = ['typ', 'cty', 'kid', 'iss', 'sub'];

describe.each(forms)('repeated headers, $name', ({ jws }) => {
  const write = (header: unknown): Promise<string> => jws.serializeCompact(header, 'x', secret);
  const written = (header: object): string => hs256(header, 'x', secret);

  test('that differ in one value, one member, or the order', async () => {
    const headers: object[] = [
      { alg: 'HS256', kid: 'a' },
      { alg: 'HS256', kid: 'b' },
      { kid: 'a', alg: 'HS256' },
      { alg: 'HS256' },
      { alg: 'HS256', kid: 'a', typ: 'JWT' },
      { alg: 'HS256', typ: 'a' },
      { alg: 'HS256', kid: '' },
      { alg: 'HS256', aud: 'a' },
      { alg: 'HS256', aud: ['a'] },
      { alg: 'HS256', b64: true, crit: ['b64'] },
    ];
    for (let round = 0; round < 3; round++) {
      for (const header of headers) {
        const token = await write(header);
        expect(token).toBe(written(header));
        expect((await jws.deserializeCompact(token, secret)).protected).toEqual(header);
      }
    }
  });

  test('of one object that changes', async () => {
    const header: Record<string, unknown> = { alg: 'HS256', kid: 'a' };
    expect(await write(header)).toBe(written({ alg: 'HS256', kid: 'a' }));
    header['kid'] = 'b';
    expect(await write(header)).toBe(written({ alg: 'HS256', kid: 'b' }));
    header['typ'] = 'JWT';
    expect(await write(header)).toBe(written({ alg: 'HS256', kid: 'b', typ: 'JWT' }));
    delete header['kid'];
    expect(await write(header)).toBe(written({ alg: 'HS256', typ: 'JWT' }));
    header['kid'] = 7;
    await expectJoseError(() => write(header), 'ERR_JOSE_HEADER_INVALID');
    header['kid'] = undefined;
    expect(await write(header)).toBe(written({ alg: 'HS256', typ: 'JWT' }));
    header['own'] = 'x';
    await expectJoseError(() => write(header), 'ERR_JOSE_HEADER_UNSUPPORTED');
  });

  test('of which there are more than any cache holds', async () => {
    for (let index = 0; index < 600; index++) {
      const header = { alg: 'HS256', [names[index % names.length] ?? 'kid']: `value ${index}` };
      const token = await write(header);
      expect(token).toBe(written(header));
      expect((await jws.deserializeCompact(token, secret)).protected).toEqual(header);
    }
    expect(await write({ alg: 'HS256', typ: 'value 0' })).toBe(written({ alg: 'HS256', typ: 'value 0' }));
  });

  test('whose parts begin alike', async () => {
    const long = written({ alg: 'HS256', kid: 'abcdef' });
    const [header = ''] = long.split('.');
    await jws.deserializeCompact(long, secret);
    for (const part of [header.slice(0, -4), `${header}AAAA`, header.slice(0, -1), header.slice(0, -2)]) {
      const forged = long.replace(header, part);
      await expectJoseError(
        () => jws.deserializeCompact(forged, secret),
        ['ERR_JOSE_HEADER_INVALID', 'ERR_JWS_INVALID'],
      );
    }
  });

  test('before a body that is none', async () => {
    // Once a header is known, the periods are taken to be where they usually are.
    const token = written({ alg: 'HS256', kid: 'known' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    for (let round = 0; round < 2; round++) {
      expect((await jws.deserializeCompact(token, secret)).payload.toString()).toBe('x');
      for (const forged of [
        header,
        `${header}.`,
        `${header}.${payload}`,
        `${header}.${signature}`,
        `${header}.${payload}${signature}`,
        `${header}..${payload}.${signature}`,
        `${header}.${payload}.${payload}.${signature}`,
        `${header}.${payload}.${signature}.`,
        `${header}.${payload}.${signature}.${signature}`,
        `${header}.${payload}=.${signature}`,
        `${header}.${payload}.${signature.slice(0, -1)}=`,
        `${header}.${payload}.${signature.slice(0, -1)}\u0141`,
      ]) {
        await expectJoseError(() => jws.deserializeCompact(forged, secret), 'ERR_JWS_INVALID');
      }
      for (const forged of [`${header}..${signature}`, `${header}.${payload}.`, `${header}.${payload}.${payload}`]) {
        await expectJoseError(() => jws.deserializeCompact(forged, secret), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
      }
      await expectJoseError(
        () => jws.deserializeCompact(token, secret, { algorithms: [] }),
        'ERR_JOSE_ALG_NOT_ALLOWED',
      );
      const registry = new library.Registry({ maxSignatureLength: 42 });
      await expectJoseError(() => jws.deserializeCompact(token, secret, { registry }), 'ERR_JOSE_LIMIT_EXCEEDED');
    }
  });

  test('that were read are still refused when they are written', async () => {
    const header = { alg: 'HS256', tenant: 'a' };
    for (let round = 0; round < 3; round++) {
      expect((await jws.deserializeCompact(written(header), secret)).protected).toEqual(header);
      await expectJoseError(() => write(header), 'ERR_JOSE_HEADER_UNSUPPORTED');
    }
  });

  test('are judged by each registry for itself', async () => {
    const header = { alg: 'HS256', tenant: 'a' };
    const lax = { registry: new library.Registry({ strictHeaders: false }) };
    const strict = { registry: new library.Registry({ strictHeaders: true }) };
    const small = { registry: new library.Registry({ maxHeaderLength: 8 }) };
    for (let round = 0; round < 3; round++) {
      expect(await jws.serializeCompact(header, 'x', secret, lax)).toBe(written(header));
      await expectJoseError(() => jws.serializeCompact(header, 'x', secret, strict), 'ERR_JOSE_HEADER_UNSUPPORTED');
      await expectJoseError(
        () => jws.deserializeCompact(written(header), secret, strict),
        'ERR_JOSE_HEADER_UNSUPPORTED',
      );
      await expectJoseError(() => jws.deserializeCompact(written(header), secret, small), 'ERR_JOSE_LIMIT_EXCEEDED');
    }
  });

  test('are shown to a validate function each time', async () => {
    let asked = 0;
    const validate = (): boolean => ++asked <= 3;
    const registry = new library.Registry({ headers: { tenant: { description: 'whose token it is', validate } } });
    const token = written({ alg: 'HS256', tenant: 'a' });
    for (let round = 0; round < 3; round++) {
      expect((await jws.deserializeCompact(token, secret, { registry })).payload.toString()).toBe('x');
    }
    await expectJoseError(() => jws.deserializeCompact(token, secret, { registry }), 'ERR_JOSE_HEADER_INVALID');
    expect(asked).toBe(4);
  });

  test('are written as JSON.stringify writes them', async () => {
    await write({ alg: 'HS256', kid: 'a' });
    const other = { alg: 'HS256', kid: 'b' };
    const withMethod: object = Object.defineProperty({ alg: 'HS256', kid: 'a' }, 'toJSON', { value: () => other });
    expect(await write(withMethod)).toBe(written(other));
    class Header {
      readonly alg = 'HS256';
      readonly kid = 'a';
      toJSON(): object {
        return other;
      }
    }
    expect(await write(new Header())).toBe(written(other));
    const hidden: object = Object.defineProperty({ alg: 'HS256' }, 'kid', { value: 'a', enumerable: false });
    expect(await write(hidden)).toBe(written({ alg: 'HS256' }));
    const inherited = Object.assign(Object.create({ kid: 'a' }) as object, { alg: 'HS256' });
    expect(await write(inherited)).toBe(written({ alg: 'HS256' }));
    const bare = Object.assign(Object.create(null) as object, { alg: 'HS256', kid: 'a' });
    expect(await write(bare)).toBe(written({ alg: 'HS256', kid: 'a' }));
  });

  test('read through getters that change their mind are written as they were read', async () => {
    await write({ alg: 'HS256', kid: 'a' });
    let reads = 0;
    const fickle: object = Object.defineProperty({ alg: 'HS256' }, 'kid', {
      enumerable: true,
      get: () => (reads++ % 2 === 0 ? 'a' : 'b'),
    });
    const token = await write(fickle);
    expect([written({ alg: 'HS256', kid: 'a' }), written({ alg: 'HS256', kid: 'b' })]).toContain(token);
    let calls = 0;
    const turning: object = Object.defineProperty({}, 'alg', {
      enumerable: true,
      get: () => (calls++ === 0 ? 'HS256' : 'none'),
    });
    const outcome = await write(turning).catch((error: unknown) => error);
    if (typeof outcome === 'string') expect(outcome).toBe(written({ alg: 'HS256' }));
    else await expectRefusal(() => write({ alg: 'none' }));
  });

  test('whose results cannot be changed for the next reader', async () => {
    const token = written({ alg: 'HS256', aud: ['a'] });
    const { protected: first } = await jws.deserializeCompact(token, secret);
    expect(Reflect.set(first, 'alg', 'none')).toBe(false);
    expect(Reflect.set(first['aud'] as string[], 0, 'b')).toBe(false);
    const { protected: second } = await jws.deserializeCompact(token, secret);
    expect(second).toEqual({ alg: 'HS256', aud: ['a'] });
    expect(b64u(second)).toBe(token.split('.')[0]);
  });
});
