/** Wycheproof's key sets: what they hold is chosen and refused as a verifier must. */

import * as crypto from 'node:crypto';
import { errors, jws, KeySet } from '../../lib';
import { importKey, type JWK, type JWKSet } from '../../lib/jwk';
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
    if (error instanceof errors.JoseError) return 'invalid';
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
  const { numberOfTests, cases } = readWycheproof<AgreementTest>('x25519_jwk_test.json');

  /** Both keys go through the library; OpenSSL inside Node agrees on the secret, which is not this folder's work. */
  function agree({ public: theirs, private: own }: AgreementTest): string {
    const key = importKey(theirs);
    if (key.crv !== 'X25519') return 'another type of key';
    const privateKey = crypto.createPrivateKey(importKey(own).toPEM({ private: true }));
    const publicKey = crypto.createPublicKey(key.toPEM());
    return crypto.diffieHellman({ privateKey, publicKey }).toString('hex');
  }

  it('is read in full', () => {
    expect(cases).toHaveLength(numberOfTests);
  });

  it('its valid keys agree on the right secret', () => {
    const good = cases.filter(({ test }) => !test.flags.includes('ZeroSharedSecret') && test.result !== 'invalid');
    expect(good.length).toBeGreaterThan(450);
    for (const { test } of good) expect([test.tcId, agree(test)]).toEqual([test.tcId, test.shared]);
  });

  it('its invalid keys are of another type, or refused', () => {
    const bad = cases.filter(({ test }) => test.result === 'invalid');
    expect(bad).toHaveLength(13);
    for (const { test } of bad) {
      const crv = outcome(() => importKey(test.public)) === 'valid' ? importKey(test.public).crv : undefined;
      expect([test.tcId, crv]).not.toEqual([test.tcId, 'X25519']);
    }
  });

  it('points of low order are keys, but the agreement with them fails', () => {
    const zero = cases.filter(({ test }) => test.flags.includes('ZeroSharedSecret'));
    for (const { test } of zero) expect(() => agree(test)).toThrow(/derivation/);
  });
});
