/** RFC 8037 appendices A.3 to A.5: Ed25519 signing and validation. */

import { expectJoseError, forms } from '../support/both';
import { fromB64u, withPart } from '../support/forge';
import type { Jwk } from '../support/keys';
import { readOwnVector, readVector, type CookbookSignature } from '../support/vectors';

interface Appendix {
  readonly keys: { readonly 'A.1': Jwk; readonly 'A.2': Jwk };
  readonly thumbprint: { readonly sha256: string };
  readonly compact: { readonly token: string; readonly payload: string };
}

const { keys, thumbprint, compact } = readOwnVector<Appendix>('rfc8037_appendix_a.json');
const privateKey = keys['A.1'];
const publicKey = keys['A.2'];

describe.each(forms)('RFC 8037 appendix A, $name', ({ jws, jwk }) => {
  test('A.3: thumbprint', async () => {
    expect(await jwk.thumbprint(publicKey)).toBe(thumbprint.sha256);
    expect(await jwk.thumbprint(privateKey)).toBe(thumbprint.sha256);
  });

  test('A.4: signing is deterministic', async () => {
    const options = { algorithms: ['EdDSA'] };
    const payload = fromB64u(compact.payload);
    expect(await jws.serializeCompact({ alg: 'EdDSA' }, payload, privateKey, options)).toBe(compact.token);
  });

  test('A.5: validation', async () => {
    const options = { algorithms: ['EdDSA'] };
    const { payload } = await jws.deserializeCompact(compact.token, publicKey, options);
    expect(payload.toString()).toBe('Example of Ed25519 signing');
    const changed = withPart(compact.token, 2, (part) => `A${part.slice(1)}`);
    await expectJoseError(
      () => jws.deserializeCompact(changed, publicKey, options),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });

  test('EdDSA is not in the default list', async () => {
    await expectJoseError(() => jws.deserializeCompact(compact.token, publicKey), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test('the cookbook prints the same signature in three serializations', async () => {
    const { input, output } = readVector<CookbookSignature>('rfc7520', 'curve25519', 'jws.json');
    const options = { algorithms: ['EdDSA'] };
    const member = { protected: { alg: 'EdDSA' } };
    expect(await jws.serializeCompact(member.protected, input.payload, input.key, options)).toBe(output.compact);
    expect(await jws.serializeJson(member, input.payload, input.key, options)).toEqual(output.json_flat);
    expect(await jws.serializeJson([member], input.payload, input.key, options)).toEqual(output.json);
    expect((await jws.deserializeCompact(output.compact, publicKey, options)).payload.toString()).toBe(input.payload);
    expect((await jws.deserializeJson(output.json, publicKey, options)).payload.toString()).toBe(input.payload);
    expect((await jws.deserializeJson(output.json_flat, publicKey, options)).payload.toString()).toBe(input.payload);
  });
});
