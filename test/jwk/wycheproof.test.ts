/** Wycheproof's key sets: what they hold is chosen and refused as a verifier must. */

import * as crypto from 'node:crypto';
import { jws, KeySet } from '../../lib/index';
import { importKey, type JWK, type JWKSet } from '../../lib/jwk';
import { JoseError } from '../../lib/errors';
import { everyAlgorithm } from '../support/keys';
import { readWycheproof, type WycheproofTest } from '../support/vectors';

interface KeySetTest extends WycheproofTest {
  readonly jws: string;
}

function outcome(run: () => unknown): string {
  try {
    run();
    return 'valid';
  } catch (error) {
    if (error instanceof JoseError) return 'invalid';
    throw error;
  }
}

describe('json_web_key', () => {
  const { numberOfTests, cases } = readWycheproof<KeySetTest>('json_web_key_test.json');

  it('is read in full', () => {
    expect(cases).toHaveLength(numberOfTests);
  });

  it.each(cases.map((one) => ({ name: `${one.test.tcId} ${one.group.comment}: ${one.test.comment}`, ...one })))(
    '$name',
    ({ group, test, verdict }) => {
      const set = KeySet.importKeySet((group.public ?? group.private) as unknown as JWKSet);
      const found = outcome(() => jws.deserializeCompact(test.jws, set, { algorithms: [...everyAlgorithm] }));
      expect(verdict === 'either' ? 'either' : found).toBe(verdict);
    },
  );
});

interface AgreementTest extends WycheproofTest {
  readonly public: JWK;
  readonly private: JWK;
  readonly shared: string;
}

describe('x25519_jwk', () => {
  const { cases } = readWycheproof<AgreementTest>('x25519_jwk_test.json');

  it('its keys are read, those of other types refused', () => {
    const low = /ZeroSharedSecret|LowOrderPublic/;
    for (const { test } of cases) {
      expect(importKey(test.private)).toMatchObject({ crv: 'X25519', isPrivate: true });
      const found = outcome(() => {
        const key = importKey(test.public);
        if (key.crv !== 'X25519') throw new JoseMismatch();
        const privateKey = crypto.createPrivateKey(importKey(test.private).toPEM({ private: true }));
        const shared = crypto.diffieHellman({ privateKey, publicKey: crypto.createPublicKey(key.toPEM()) });
        expect(shared.toString('hex')).toBe(test.shared);
      });
      if (test.result === 'valid') expect(`${test.tcId} ${found}`).toBe(`${test.tcId} valid`);
      if (test.result === 'invalid') expect(`${test.tcId} ${found}`).toBe(`${test.tcId} invalid`);
      expect(test.flags.some((flag) => low.test(flag)) || found === 'valid' || test.result !== 'valid').toBe(true);
    }
  });
});

class JoseMismatch extends JoseError {
  readonly code = 'ERR_KEY_TYPE_MISMATCH';
}
