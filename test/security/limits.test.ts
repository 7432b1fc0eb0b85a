/**
 * Limits: their defaults, as SECURITY.md documents them, and that each bounds the work. Work is counted: which steps of the
 * core ran, over how many octets, with how many rounds. What is refused for a limit has cost none of them.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

import * as library from '../../lib';
import { type Engine, promiseEngine, syncEngine } from '../../lib/native/engine';
import { core } from '../../lib/native/load';
import { native } from '../../lib/native/load';
import { expectJoseError, forms } from '../support/both';
import { b64u, flattenedHs256, hs256 } from '../support/forge';
import { forgeCompact, forgeDirect } from '../support/forge-jwe';
import { expectDecryptionFailed } from '../support/jwe-extra';
import { octJwk, secretOf } from '../support/jwe-keys';
import { jwks, secret } from '../support/keys';
import { withinASecond } from '../support/timed';

const limit = 'ERR_JOSE_LIMIT_EXCEEDED';

const documented = {
  jws: {
    maxTokenLength: 67_108_864,
    maxHeaderLength: 65_536,
    maxDepth: 64,
    maxKeyCandidates: 16,
    maxSignatureLength: 16_384,
    maxSignatures: 16,
  },
  jwe: {
    maxTokenLength: 67_108_864,
    maxHeaderLength: 65_536,
    maxDepth: 64,
    maxKeyCandidates: 16,
    maxPBES2Count: 1_000_000,
    maxDecompressedLength: 250_000,
    maxRecipients: 16,
  },
};

/** A limit and its default, from the rows of SECURITY.md. */
function writtenDefault(name: string): number {
  const text = readFileSync(join(__dirname, '..', '..', 'SECURITY.md'), 'utf8');
  const row = new RegExp(`^\\| \`${name}\` +\\| ([0-9 ]+)`, 'm').exec(text);
  return Number(row?.[1]?.replaceAll(' ', ''));
}

describe('the defaults', () => {
  test('of JWS', () => {
    expect({ ...new library.jws.Registry().limits }).toEqual(documented.jws);
  });

  test('of JWE', () => {
    expect({ ...new library.jwe.Registry().limits }).toEqual(documented.jwe);
  });

  test.each(Object.entries({ ...documented.jws, ...documented.jwe }))(
    '%s is %d, as SECURITY.md says',
    (name, value) => {
      expect(writtenDefault(name)).toBe(value);
    },
  );
});

/** What the steps of the core were asked to do. */
interface Work {
  /** Signatures verified, content keys unwrapped, streams inflated. */
  operations: number;
  /** Rounds of PBKDF2. */
  rounds: number;
  /** The most that a stream may inflate to, over all of them. */
  inflated: number;
}

const counting: readonly string[] = ['verify', 'verifyCompact', 'verifyClaims', 'decrypt', 'decryptCompact'];

/** The name of a function of the core. */
const nameInCore = (run: unknown): string => Object.entries(core).find(([, known]) => known === run)?.[0] ?? '';

/** The place of the key management parameters among a function's arguments. */
const parametersAt: Readonly<Record<string, number>> = { decrypt: 8, decryptCompact: 5 };

/** Runs with every step of both engines counted. */
async function counted(run: () => Promise<unknown>): Promise<Work> {
  const work: Work = { operations: 0, rounds: 0, inflated: 0 };
  const spies = [syncEngine, promiseEngine].flatMap((engine: Engine) => {
    const call = engine.call.bind(engine) as (...args: unknown[]) => unknown;
    const inflate = engine.inflate.bind(engine) as (...args: unknown[]) => unknown;
    const calls = jest
      .spyOn(engine, 'call')
      .mockImplementation((isQuick: boolean, run: unknown, ...args: unknown[]) => {
        const name = nameInCore(run);
        if (counting.includes(name)) work.operations++;
        work.rounds += (args[parametersAt[name] ?? -1] as { p2c?: number } | undefined)?.p2c ?? 0;
        return call(isQuick, run, ...args);
      });
    const inflates = jest.spyOn(engine, 'inflate').mockImplementation(((octets: Buffer, most: number) => {
      work.operations++;
      work.inflated += most;
      return inflate(octets, most);
    }) as Engine['inflate']);
    return [calls, inflates];
  });
  try {
    await withinASecond(run);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return work;
}

const nothing: Work = { operations: 0, rounds: 0, inflated: 0 };

function crowd(count: number): library.KeySet {
  const keys = Array.from({ length: count }, (_, index) => octJwk(32, {}, index + 7));
  return library.KeySet.importKeySet({ keys });
}

const member = flattenedHs256('{"alg":"HS256"}', 'hello', secret);

const signed = (count: number, bad: boolean): object => {
  const { payload, protected: text, signature } = member;
  const one = { protected: text, signature: bad ? b64u(Buffer.alloc(32)) : signature };
  return { payload, signatures: Array<object>(count).fill(one) };
};

function passworded(counts: readonly number[]): object {
  const recipients = counts.map((p2c) => ({
    header: { alg: 'PBES2-HS256+A128KW', p2s: b64u(Buffer.alloc(16, 1)), p2c },
    encrypted_key: b64u(Buffer.alloc(24)),
  }));
  const text = b64u({ enc: 'A128GCM' });
  return { protected: text, recipients, iv: b64u(Buffer.alloc(12)), ciphertext: 'AAAA', tag: b64u(Buffer.alloc(16)) };
}

describe.each(forms)('$name', ({ jws, jwe, jwk }) => {
  test('keys tried: as many as fit, up to 16; beyond it none', async () => {
    const token = hs256({ alg: 'HS256' }, 'x', secret);
    const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
    const sixteen = await counted(() => expectJoseError(() => jws.deserializeCompact(token, crowd(16)), bad));
    expect(sixteen).toEqual({ ...nothing, operations: 16 });
    const beyond = await counted(() => expectJoseError(() => jws.deserializeCompact(token, crowd(17)), limit));
    expect(beyond).toEqual(nothing);
    const registry = new library.jws.Registry({ maxKeyCandidates: 3 });
    expect(await counted(() => expectJoseError(() => jws.deserializeCompact(token, crowd(4), { registry }), limit))).toEqual(nothing); // prettier-ignore
  });

  test('keys tried for a JWE', async () => {
    const token = forgeCompact({ header: { alg: 'A256KW', enc: 'A128GCM' }, cek: secretOf(16), encryptedKey: Buffer.alloc(24) }); // prettier-ignore
    const sixteen = await counted(() => expectDecryptionFailed(() => jwe.decryptCompact(token, crowd(16))));
    expect(sixteen).toEqual({ ...nothing, operations: 16 });
    expect(await counted(() => expectJoseError(() => jwe.decryptCompact(token, crowd(17)), limit))).toEqual(nothing);
  });

  test('signatures: 16, each with the candidates of its own; beyond it none is verified', async () => {
    const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';
    expect((await counted(() => jws.deserializeJson(signed(16, false), secret))).operations).toBe(16);
    const any = { verify: 'any' };
    const all = await counted(() => expectJoseError(() => jws.deserializeJson(signed(16, true), crowd(16), any), bad));
    expect(all).toEqual({ ...nothing, operations: 256 });
    for (const count of [17, 10_000]) {
      const refused = await counted(() => expectJoseError(() => jws.deserializeJson(signed(count, false), secret), limit)); // prettier-ignore
      expect(refused).toEqual(nothing);
    }
  });

  test('rounds of PBES2: the sum over recipients and keys stays below the limit', async () => {
    const algorithms = ['PBES2-HS256+A128KW'];
    const registry = new library.jwe.Registry({ algorithms, maxPBES2Count: 16_000 });
    const most = Array<number>(16).fill(1000);
    const within = await counted(() => expectDecryptionFailed(() => jwe.decryptJson(passworded(most), secret, { registry }))); // prettier-ignore
    expect(within).toEqual({ ...nothing, operations: 16, rounds: 16_000 });
    const cases: (readonly [object, unknown])[] = [
      [passworded([...most.slice(1), 1001]), secret],
      [passworded(Array<number>(8).fill(1000)), crowd(3)],
      [passworded([16_001]), secret],
      [passworded([2 ** 31 - 1]), secret],
    ];
    for (const [message, key] of cases) {
      expect(await counted(() => expectJoseError(() => jwe.decryptJson(message, key, { registry }), limit))).toEqual(nothing); // prettier-ignore
    }
    expect(await counted(() => expectJoseError(() => jwe.decryptJson(passworded([1_000_001]), secret, { algorithms }), limit))).toEqual(nothing); // prettier-ignore
    const compact = forgeCompact({
      header: { alg: algorithms[0], enc: 'A128GCM', p2c: 6000, p2s: b64u(Buffer.alloc(16)) },
      cek: secretOf(16),
      encryptedKey: Buffer.alloc(24),
    });
    expect(await counted(() => expectJoseError(() => jwe.decryptCompact(compact, crowd(3), { registry }), limit))).toEqual(nothing); // prettier-ignore
    const twice = await counted(() =>
      expectDecryptionFailed(() => jwe.decryptCompact(compact, crowd(2), { registry })),
    );
    expect(twice.rounds).toBe(12_000);
  });

  test('recipients: 16; beyond it none is tried', async () => {
    const algorithms = ['PBES2-HS256+A128KW'];
    const message = passworded(Array<number>(17).fill(1000));
    expect(await counted(() => expectJoseError(() => jwe.decryptJson(message, secret, { algorithms }), limit))).toEqual(
      nothing,
    );
  });

  test('octets inflated: the limit, and no memory beyond it', async () => {
    const bomb = deflateRawSync(Buffer.alloc(20_000_000));
    const token = forgeDirect({ enc: 'A128GCM', zip: 'DEF' }, secretOf(16), bomb);
    const before = process.memoryUsage().arrayBuffers;
    const work = await counted(() => expectJoseError(() => jwe.decryptCompact(token, secretOf(16)), limit));
    expect(work).toEqual({ operations: 2, rounds: 0, inflated: 250_000 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
    const registry = new library.jwe.Registry({ maxDecompressedLength: 10 });
    const small = await counted(() =>
      expectJoseError(() => jwe.decryptCompact(token, secretOf(16), { registry }), limit),
    );
    expect(small.inflated).toBe(10);
  });

  test('the lengths of token, header and signature: nothing is decoded beyond them', async () => {
    const scan = jest.spyOn(native, 'scanJson');
    const header = { alg: 'HS256', kid: 'a'.repeat(50_000) };
    const long = hs256(header, 'x', secret);
    const cases: (readonly [unknown, object | undefined])[] = [
      [long, undefined],
      [hs256({ alg: 'HS256' }, 'x', secret), { maxTokenLength: 20 }],
      [hs256({ alg: 'HS256' }, 'x', secret), { maxHeaderLength: 10 }],
      [`${hs256({ alg: 'HS256' }, 'x', secret)}${'A'.repeat(16_385)}`, undefined],
    ];
    try {
      for (const [token, limits] of cases) {
        const options = limits === undefined ? undefined : { registry: new library.jws.Registry(limits) };
        expect(await counted(() => expectJoseError(() => jws.deserializeCompact(token, secret, options), limit))).toEqual(nothing); // prettier-ignore
      }
      expect(scan).not.toHaveBeenCalled();
    } finally {
      scan.mockRestore();
    }
  });

  test('the depth of JSON: found without parsing, whatever follows', async () => {
    const parse = jest.spyOn(JSON, 'parse');
    try {
      const deep = `{"alg":"HS256","x":${'['.repeat(20_000)}`;
      const token = [b64u(deep), 'AA', 'AA'].join('.');
      expect(await counted(() => expectJoseError(() => jws.deserializeCompact(token, secret), limit))).toEqual(nothing);
      expect(parse).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
    }
  });

  test('the size of an RSA modulus: 2048 to 16384 bits, and no operation with another', async () => {
    const odd = (bits: number): string => b64u(Buffer.alloc(bits / 8, 0xff));
    for (const bits of [512, 1024, 2040, 16_392, 32_768, 262_144]) {
      const key = { kty: 'RSA', n: odd(bits), e: 'AQAB' };
      await withinASecond(() => expectJoseError(() => jwk.importKey(key), 'ERR_JWK_INVALID'));
      const token = [b64u({ alg: 'RS256' }), 'AA', b64u(Buffer.alloc(bits / 8))].join('.');
      const outcome = await counted(() => expectJoseError(() => jws.deserializeCompact(token, key), ['ERR_JWK_INVALID', limit])); // prettier-ignore
      expect(outcome).toEqual(nothing);
    }
  });

  test('a key function that gives key functions', async () => {
    let calls = 0;
    const again = (): unknown => {
      calls++;
      return again;
    };
    const token = hs256({ alg: 'HS256' }, 'x', secret);
    expect(await counted(() => expectJoseError(() => jws.deserializeCompact(token, again), limit))).toEqual(nothing);
    expect(calls).toBe(8);
    expect((await jws.deserializeCompact(token, () => () => jwks.oct)).payload.toString()).toBe('x');
  });
});
