/**
 * Wycheproof: every JSON Web Encryption case, with the errors in the vectors corrected by errata.json.
 *
 * Every algorithm is allowed, RSA1_5 too, so that only the key (its type, alg and use) and the cryptography decide. The
 * files of primitives (a128cbc_hs256, aes_gcm, pbkdf2, rsa_oaep, …) have inputs that no JWE can hold, such as additional
 * data that are no header; they belong to the tests of the native core, as does encrypting again with fixed values.
 */

import { expectJoseError, forms, outcomeOf, type Form, type JweCompactResult } from '../support/both';
import { headerOf } from '../support/forge';
import { everyManagement } from '../support/jwe-extra';
import { readWycheproof, type Json, type Verdict, type WycheproofTest } from '../support/vectors';

interface JweTest extends WycheproofTest {
  readonly jwe?: unknown;
  readonly pt?: string;
  readonly enc?: string;
}

interface NamedCase {
  readonly name: string;
  readonly token: unknown;
  readonly key: Json;
  readonly verdict: Verdict;
  readonly flags: readonly string[];
  readonly plaintext: string | undefined;
  readonly enc: string | undefined;
}

const options = { algorithms: [...everyManagement] };

function encryptionsOf(file: string): { readonly numberOfTests: number; readonly named: readonly NamedCase[] } {
  const { numberOfTests, cases } = readWycheproof<JweTest>(file);
  const named = cases.flatMap(({ group, test, verdict }) => {
    const { jwe, tcId, comment, flags, pt, enc } = test;
    if (jwe === undefined || group.private === undefined) return [];
    const name = `${group.comment} ${tcId}: ${comment}`;
    return [{ name, token: jwe, key: group.private, verdict, flags, plaintext: pt, enc }];
  });
  return { numberOfTests, named };
}

const isCompact = ({ flags }: NamedCase): boolean => !flags.includes('JsonSerialization');

function expectDecrypted({ protected: header, plaintext }: JweCompactResult, one: NamedCase): void {
  if (one.plaintext !== undefined) expect(plaintext.toString('hex')).toBe(one.plaintext);
  else expect(plaintext.length).toBeGreaterThan(0);
  expect(header).toEqual(headerOf(String(one.token)));
}

async function expectVerdict({ jwe }: Form, one: NamedCase): Promise<void> {
  const { token, key, verdict } = one;
  // No errata concern these files: each case is one or the other.
  expect(verdict).not.toBe('either');
  if (verdict === 'valid') {
    expectDecrypted(await jwe.decryptCompact(token, key, options), one);
    expectDecrypted(await jwe.decrypt(token, key, options), one);
    return;
  }
  // A refusal is always a documented error: outcomeOf throws anything else on, and strings never yield a TypeError.
  const outcomes = [
    await outcomeOf(() => jwe.decryptCompact(token, key, options)),
    await outcomeOf(() => jwe.decrypt(token, key, options)),
  ];
  for (const outcome of outcomes) expect(outcome).toMatch(/^ERR_/);
}

const files = [
  { file: 'json_web_encryption_test.json', count: 139, encryptions: 139, valid: 65 },
  { file: 'json_web_crypto_test.json', count: 83, encryptions: 34, valid: 2 },
] as const;

describe.each(files)('Wycheproof $file', ({ file, count, encryptions, valid }) => {
  const { numberOfTests, named } = encryptionsOf(file);

  test('is complete', () => {
    expect(numberOfTests).toBe(count);
    expect(named).toHaveLength(encryptions);
    expect(named.filter(({ verdict }) => verdict === 'valid')).toHaveLength(valid);
    expect(named.filter((one) => !isCompact(one))).toHaveLength(1);
  });

  describe.each(forms)('$name', (form) => {
    test.each(named.filter(isCompact))('$name', async (one) => {
      await expectVerdict(form, one);
    });
  });

  /** A good JWE in JSON where Wycheproof expects the compact one: the compact verb refuses it, the JSON verb does not. */
  test.each(forms)('JSON serialization where compact is expected, $name', async ({ jwe }) => {
    const [one] = named.filter((entry) => !isCompact(entry));
    expect(await outcomeOf(() => jwe.decryptCompact(one?.token, one?.key, options))).toMatch(/^(ERR_JWE_INVALID|TypeError)$/); // prettier-ignore
    const { plaintext } = await jwe.decryptJson(one?.token, one?.key, options);
    expect(plaintext.length).toBeGreaterThan(0);
  });
});

describe.each(forms)('Wycheproof, paddings, $name', ({ jwe }) => {
  const { named } = encryptionsOf('json_web_encryption_test.json');
  const flagged = (flag: string): readonly NamedCase[] => named.filter(({ flags }) => flags.includes(flag));

  test.each([
    ['ModifiedPkcs15Padding', 8],
    ['Pkcs5Padding', 4],
  ])('all of %s are one failure', async (flag, count) => {
    const cases = flagged(flag);
    expect(cases).toHaveLength(count);
    const messages = new Set<string>();
    for (const { token, key } of cases) {
      const error = await expectJoseError(() => jwe.decryptCompact(token, key, options), 'ERR_JWE_DECRYPTION_FAILED');
      messages.add(error.message);
    }
    expect(messages.size).toBe(1);
  });

  test.each([
    ['Pkcs15WithOaepKey', 14],
    ['WrongCipher', 4],
  ])('all of %s are refused, mostly for the alg of the key', async (flag, count) => {
    const cases = flagged(flag);
    expect(cases).toHaveLength(count);
    for (const { token, key } of cases) {
      await expectJoseError(
        () => jwe.decryptCompact(token, key, options),
        key['alg'] === headerOf(String(token))['alg'] ? 'ERR_JWE_DECRYPTION_FAILED' : 'ERR_KEY_USE_MISMATCH',
      );
    }
  });
});
