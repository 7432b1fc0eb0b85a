/**
 * Wycheproof: every JSON Web Signature case, with the errors in the vectors corrected by errata.json.
 *
 * The allow-list holds every algorithm but none, so that only the key (its type, alg, use and key_ops) and the
 * signature can decide. Wycheproof's files of primitives (ecdsa_*, ed25519, hmac_*, rsa_signature_*) sign bare
 * messages; a JWS signs `header.payload`, so they cannot pass through this interface and belong to the tests of the
 * native core.
 */

import { forms, keySet, outcomeOf, type Form } from '../support/both';
import { everyAlgorithm } from '../support/keys';
import { readWycheproof, type Json, type Verdict, type WycheproofCase, type WycheproofTest } from '../support/vectors';

interface JwsTest extends WycheproofTest {
  readonly jws?: unknown;
}

interface NamedCase {
  readonly name: string;
  readonly token: unknown;
  readonly key: Json;
  readonly verdict: Verdict;
  readonly flags: readonly string[];
}

const options = { algorithms: [...everyAlgorithm] };

function signaturesOf(cases: readonly WycheproofCase<JwsTest>[]): readonly NamedCase[] {
  return cases.flatMap(({ group, test, verdict }) => {
    const key = group.public ?? group.private;
    if (test.jws === undefined || key === undefined) return [];
    return [
      { name: `${group.comment} ${test.tcId}: ${test.comment}`, token: test.jws, key, verdict, flags: test.flags },
    ];
  });
}

/** A set is imported on the way, since Wycheproof counts a refused key set as a rejected signature. */
function keyOf(key: Json): unknown {
  return 'keys' in key ? keySet(key['keys']) : key;
}

function compact({ jws }: Form, { token, key }: NamedCase): Promise<string | undefined> {
  return outcomeOf(() => jws.deserializeCompact(token, keyOf(key), options));
}

function expectVerdict(verdict: Verdict, outcome: string | undefined): void {
  // A refusal is always a documented error: outcomeOf throws anything else on, and strings never yield a TypeError.
  expect(outcome).not.toBe('TypeError');
  if (verdict === 'valid') expect(outcome).toBeUndefined();
  if (verdict === 'invalid') expect(outcome).toBeDefined();
}

const isCompact = ({ flags }: NamedCase): boolean => !flags.includes('JsonSerialization');

const files = [
  { file: 'json_web_signature_test.json', count: 401, signatures: 401 },
  { file: 'json_web_crypto_test.json', count: 83, signatures: 49 },
  { file: 'json_web_key_test.json', count: 26, signatures: 26 },
] as const;

describe.each(files)('Wycheproof $file', ({ file, count, signatures }) => {
  const { numberOfTests, cases } = readWycheproof<JwsTest>(file);
  const named = signaturesOf(cases);

  test('is complete', () => {
    expect(numberOfTests).toBe(count);
    expect(cases).toHaveLength(numberOfTests);
    expect(named).toHaveLength(signatures);
  });

  describe.each(forms)('$name', (form) => {
    test.each(named.filter(isCompact))('$name', async (one) => {
      expectVerdict(one.verdict, await compact(form, one));
      const outcome = await outcomeOf(() => form.jws.deserialize(one.token, keyOf(one.key), options));
      expectVerdict(one.verdict, outcome);
    });
  });
});

/**
 * These stand for a good signature in the JSON serialization, where Wycheproof expects the compact one alone. The
 * compact verb refuses both. The JSON verb, which is a different function, accepts the object; the text has lost its
 * two last brackets and is no JSON.
 */
describe.each(forms)('Wycheproof, JSON serialization where compact is expected, $name', (form) => {
  const cases = files.flatMap(({ file }) => signaturesOf(readWycheproof<JwsTest>(file).cases));
  const [text, object, ...others] = cases.filter((one) => !isCompact(one));

  test('text', async () => {
    expect(text && (await compact(form, text))).toBe('ERR_JWS_INVALID');
    expect(await outcomeOf(() => form.jws.deserializeJson(text?.token, text?.key, options))).toBe('ERR_JWS_INVALID');
    const repaired = `${String(text?.token)}]}`;
    expect(await outcomeOf(() => form.jws.deserializeJson(repaired, text?.key, options))).toBeUndefined();
  });

  test('object', async () => {
    expect(object && (await compact(form, object))).toBe('TypeError');
    expect(await outcomeOf(() => form.jws.deserializeJson(object?.token, object?.key, options))).toBeUndefined();
    expect(others).toEqual([]);
  });
});

describe.each(forms)('Wycheproof, PKCS #1 v1.5 paddings (threats row 15), $name', (form) => {
  const { cases } = readWycheproof<JwsTest>('json_web_signature_test.json');
  const modified = signaturesOf(cases).filter(({ flags }) => flags.includes('ModifiedPadding'));

  test('all 213 are bad signatures, nothing else', async () => {
    expect(modified).toHaveLength(213);
    const outcomes = await Promise.all(modified.map((one) => compact(form, one)));
    expect(new Set(outcomes)).toEqual(new Set(['ERR_JWS_SIGNATURE_VERIFICATION_FAILED']));
  });
});
