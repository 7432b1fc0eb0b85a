/**
 * RFC 7520 section 4, the cookbook's signatures: each verified in every serialization it is printed in, and made
 * again, byte for byte, where the algorithm is deterministic.
 */

import { expectJoseError, forms, keySet } from '../support/both';
import { publicHalf } from '../support/keys';
import {
  readVector,
  readVectorFolder,
  type CookbookSignature,
  type CookbookSigning,
  type Json,
} from '../support/vectors';

const examples = readVectorFolder<CookbookSignature>('rfc7520', 'jws');
const single = examples.filter(({ vector }) => !Array.isArray(vector.signing));
const [multiple] = examples.filter(({ vector }) => Array.isArray(vector.signing));

test('sections 4.1 to 4.8 are all here', () => {
  expect(examples).toHaveLength(8);
  expect(single).toHaveLength(7);
});

interface Single {
  readonly alg: string;
  readonly key: Json;
  readonly verifying: Json;
  readonly signing: CookbookSigning;
  readonly payload: string;
  readonly output: CookbookSignature['output'];
  readonly reproducible: boolean;
  readonly detached: boolean;
}

function singleOf({ input, signing, output, reproducible }: CookbookSignature): Single {
  const key = input.key as Json;
  return {
    alg: input.alg as string,
    key,
    verifying: key['kty'] === 'oct' ? key : publicHalf(key),
    signing: signing as CookbookSigning,
    payload: input.payload,
    output,
    reproducible: reproducible === true,
    detached: output.json?.payload === undefined,
  };
}

describe.each(forms)('RFC 7520 section 4, $name', ({ jws }) => {
  describe.each(single)('$name', ({ vector }) => {
    const { alg, key, verifying, signing, payload, output, reproducible, detached } = singleOf(vector);
    const options = { algorithms: [alg] };
    const reading = detached ? { ...options, payload } : options;
    const member = { protected: signing.protected, header: signing.unprotected };

    test('verifies in each serialization', async () => {
      const { compact, json, json_flat: flattened } = output;
      const payloads = [
        ...(compact === undefined ? [] : [(await jws.deserializeCompact(compact, verifying, reading)).payload]),
        ...(json === undefined ? [] : [(await jws.deserializeJson(json, verifying, reading)).payload]),
        ...(flattened === undefined ? [] : [(await jws.deserializeJson(flattened, verifying, reading)).payload]),
      ];
      expect(payloads.length).toBeGreaterThanOrEqual(2);
      for (const read of payloads) expect(read.toString()).toBe(payload);
    });

    test('fails with another payload', async () => {
      const [header, , signature] = `${signing.protected_b64u ?? ''}..${signing.sig}`.split('.');
      const changed = { ...(header === '' ? {} : { protected: header }), header: signing.unprotected, signature };
      const value = JSON.parse(JSON.stringify(changed)) as Json;
      await expectJoseError(
        () => jws.deserializeJson(value, verifying, { ...options, payload: `${payload}.` }),
        'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      );
    });

    test(reproducible ? 'is made again to the same bytes' : 'is made again and verifies', async () => {
      const given = Object.fromEntries(Object.entries(member).filter(([, value]) => value !== undefined));
      const flattened = await jws.serializeJson(given, payload, key, options);
      const general = await jws.serializeJson([given], payload, key, options);
      const compact = output.compact && (await jws.serializeCompact(signing.protected, payload, key, options));
      if (reproducible) {
        expect(detached ? await jws.detach(flattened) : flattened).toEqual(output.json_flat);
        expect(detached ? await jws.detach(general) : general).toEqual(output.json);
        expect(detached ? await jws.detach(compact) : compact).toBe(output.compact);
      }
      expect((await jws.deserializeJson(flattened, verifying, options)).payload.toString()).toBe(payload);
      expect((await jws.deserializeJson(general, verifying, options)).payload.toString()).toBe(payload);
    });
  });

  test('4.8: three signatures, the deterministic ones byte for byte', async () => {
    if (multiple === undefined) throw new Error('Section 4.8 is missing');
    const { input, signing, output } = multiple.vector;
    const keys = input.key as readonly Json[];
    const options = { algorithms: [...(input.alg as string[])] };
    const byAlgorithm = new Map(options.algorithms.map((alg, index) => [alg, keys[index] ?? {}]));
    const verifying = ({ alg }: { alg: string }): Json => {
      const key = byAlgorithm.get(alg) ?? {};
      return key['kty'] === 'oct' ? key : publicHalf(key);
    };

    const result = await jws.deserializeJson(output.json, verifying, options);
    expect(result.payload.toString()).toBe(input.payload);
    expect(result.members.map(({ verified }) => verified)).toEqual([true, true, true]);

    const members = (signing as readonly CookbookSigning[]).map((one) => ({
      ...(one.protected && { protected: one.protected }),
      ...(one.unprotected && { header: one.unprotected }),
    }));
    const made = await jws.serializeJson(members, input.payload, keys, options);
    expect(made.payload).toBe(output.json?.payload);
    expect(made.signatures[0]).toEqual(output.json?.signatures[0]);
    expect(made.signatures[1]?.header).toEqual(output.json?.signatures[1]?.header);
    expect(made.signatures[2]).toEqual(output.json?.signatures[2]);
    const again = await jws.deserializeJson(made, verifying, options);
    expect(again.members.every(({ verified }) => verified)).toBe(true);
  });

  test('4.8 with the whole set: two keys share one kid, the type decides between them', async () => {
    const { input, output } = (multiple as { vector: CookbookSignature }).vector;
    const keys = (input.key as readonly Json[]).map((key) => (key['kty'] === 'oct' ? key : publicHalf(key)));
    const set = keySet(keys);
    const result = await jws.deserializeJson(output.json, set, { algorithms: [...(input.alg as string[])] });
    expect(result.members.map(({ key }) => key?.kty)).toEqual(['RSA', 'EC', 'oct']);
  });
});

test('the example of nesting (section 6) verifies as a signature', async () => {
  interface Nesting {
    readonly sign: { readonly input: { payload: string; key: Json; alg: string }; output: { compact: string } };
  }
  const { sign } = readVector<Nesting>('rfc7520', '6.nesting_signatures_and_encryption.json');
  for (const { jws } of forms) {
    const { payload } = await jws.deserializeCompact(sign.output.compact, publicHalf(sign.input.key), {
      algorithms: [sign.input.alg],
    });
    expect(payload.toString()).toBe(sign.input.payload);
  }
});
