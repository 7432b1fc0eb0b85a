/** RFC 7797 section 4, and the cookbook's two examples of unencoded payloads. */

import { expectJoseError, forms } from '../support/both';
import type { Jwk } from '../support/keys';
import {
  readOwnVector,
  readVector,
  type CookbookSignature,
  type CookbookSigning,
  type FlattenedJson,
  type Json,
} from '../support/vectors';

interface Example {
  readonly section: string;
  readonly protected: Json;
  readonly compact: string;
  readonly flattened: FlattenedJson;
}

interface Section4 {
  readonly key: Jwk;
  readonly payload: string;
  readonly control: Example;
  readonly unencoded: Example;
}

const { key, payload, control, unencoded } = readOwnVector<Section4>('rfc7797_section_4.json');

describe.each(forms)('RFC 7797 section 4, $name', ({ jws }) => {
  test.each([control, unencoded])('$section is made as printed', async ({ protected: header, compact, flattened }) => {
    expect(await jws.serializeCompact(header, payload, key)).toBe(compact);
    expect(await jws.serializeJson({ protected: header }, payload, key)).toEqual(flattened);
  });

  test('4.1 verifies', async () => {
    expect((await jws.deserializeCompact(control.compact, key)).payload.toString()).toBe(payload);
    expect((await jws.deserializeJson(control.flattened, key)).payload.toString()).toBe(payload);
  });

  test('4.2 verifies: compact with the detached payload, JSON with its own', async () => {
    const compact = await jws.deserializeCompact(unencoded.compact, key, { payload });
    expect(compact.payload.toString()).toBe(payload);
    expect((await jws.deserializeJson(unencoded.flattened, key)).payload.toString()).toBe(payload);
    await expectJoseError(
      () => jws.deserializeCompact(unencoded.compact, key),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });
});

describe.each(forms)('the cookbook on RFC 7797, $name', ({ jws }) => {
  test('b64=false: made again to the same bytes in JSON; in compact the payload of words is detached', async () => {
    const { input, signing, output } = readVector<CookbookSignature>('rfc7520', 'rfc7797', 'hmac-sha2_b64_false.json');
    const header = (signing as CookbookSigning).protected;
    const member = { protected: header };
    expect(await jws.serializeJson(member, input.payload, input.key)).toEqual(output.json_flat);
    expect(await jws.serializeJson([member], input.payload, input.key)).toEqual(output.json);
    for (const value of [output.json, output.json_flat]) {
      expect((await jws.deserializeJson(value, input.key)).payload.toString()).toBe(input.payload);
    }
    const detached = output.compact?.replace(input.payload, '');
    expect(await jws.serializeCompact(header, input.payload, input.key)).toBe(detached);
    const read = await jws.deserializeCompact(detached, input.key, { payload: input.payload });
    expect(read.payload.toString()).toBe(input.payload);
    // Not what the writer would attach, but RFC 7797 section 5.2 permits printable ASCII inside.
    const attached = await jws.deserializeCompact(output.compact, input.key);
    expect(attached.payload.toString()).toBe(input.payload);
  });

  test('an example whose header lacks crit is refused (errata: rfc7797_4_2)', async () => {
    const { input, output } = readVector<CookbookSignature>('rfc7520', 'rfc7797', '4.2.hmac-sha2_b64_false.json');
    for (const value of [output.json, output.json_flat]) {
      await expectJoseError(() => jws.deserializeJson(value, input.key), 'ERR_JOSE_HEADER_INVALID');
    }
  });
});
