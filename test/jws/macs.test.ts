/** HMAC tags: all of one, and nothing but it (RFC 7518 section 3.2). */

import { expectJoseError, forms } from '../support/both';
import { b64u, mac } from '../support/forge';

const secret = Buffer.alloc(64, 7);
const bad = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED';

describe.each(forms)('tags, $name', ({ jws }) => {
  describe.each(['HS256', 'HS384', 'HS512'])('%s', (alg) => {
    const [header, payload] = [b64u({ alg }), b64u('payload')];
    const input = `${header}.${payload}`;
    const tag = mac(alg, secret, input);
    const read = (signature: Uint8Array): readonly (() => Promise<unknown>)[] => [
      () => jws.deserializeCompact(`${input}.${b64u(signature)}`, secret, { algorithms: [alg] }),
      () =>
        jws.deserializeJson({ protected: header, payload, signature: b64u(signature) }, secret, { algorithms: [alg] }),
    ];

    test('the whole tag is good', async () => {
      for (const good of read(tag)) await expect(good()).resolves.toBeDefined();
    });

    test('the start of it is not, of whatever length', async () => {
      for (let length = 0; length < tag.length; length++) {
        for (const short of read(tag.subarray(0, length))) await expectJoseError(short, bad);
      }
    });

    test('nor what begins with it, nor the end of it', async () => {
      for (const other of [Buffer.concat([tag, Buffer.alloc(1)]), Buffer.concat([tag, tag]), tag.subarray(1)]) {
        for (const long of read(other)) await expectJoseError(long, bad);
      }
    });

    test('nor a tag with one bit changed, whichever octet it is in', async () => {
      for (let at = 0; at < tag.length; at++) {
        const changed = Buffer.from(tag);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        for (const other of read(changed)) await expectJoseError(other, bad);
      }
    });
  });
});
