/**
 * Where the published test vectors are, and typed readers for them.
 *
 * They are too large to ship: JOSE_VECTORS names their folder; without it `../shared/vectors` beside the repository
 * is used. A folder that is not there is an error, never a skipped test. Facts of the RFCs that must always be at
 * hand stand in test/vectors instead (see `readOwnVector`).
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '..', '..');
const folder = resolve(process.env['JOSE_VECTORS'] ?? join(repository, '..', 'shared', 'vectors'));

/** A JSON object whose members are not known. */
export type Json = { readonly [name: string]: unknown };

export interface GeneralJson {
  readonly payload?: string;
  readonly signatures: readonly { readonly protected?: string; readonly header?: Json; readonly signature: string }[];
}

export interface FlattenedJson {
  readonly payload?: string;
  readonly protected?: string;
  readonly header?: Json;
  readonly signature: string;
}

/** The absolute path of a shared vector file; fails with advice when the vectors are missing. */
export function vectorPath(...parts: readonly string[]): string {
  const path = join(folder, ...parts);
  if (!existsSync(path)) {
    throw new Error(
      `Test vectors not found: ${path}. Set JOSE_VECTORS to the folder that holds wycheproof/, rfc/ and rfc7520/.`,
    );
  }
  return path;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

export function readVector<T>(...parts: string[]): T {
  return readJson<T>(vectorPath(...parts));
}

/** A file of test/vectors: facts with provenance that ship with the repository. */
export function readOwnVector<T>(name: string): T {
  return readJson<T>(join(repository, 'test', 'vectors', name));
}

/** All vectors of a shared folder, by file name, in order. */
export function readVectorFolder<T>(...parts: string[]): { readonly name: string; readonly vector: T }[] {
  const path = vectorPath(...parts);
  const names = readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return names.map((name) => ({ name, vector: readJson<T>(join(path, name)) }));
}

// Wycheproof ---------------------------------------------------------------------------------------------------------

export type Verdict = 'valid' | 'invalid' | 'either';

export interface WycheproofTest {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: string;
}

export interface WycheproofGroup<Test> {
  readonly comment: string;
  readonly public?: Json;
  readonly private?: Json;
  readonly tests: readonly Test[];
}

interface WycheproofFile<Test> {
  readonly numberOfTests: number;
  readonly testGroups: readonly WycheproofGroup<Test>[];
}

export interface WycheproofCase<Test> {
  readonly group: WycheproofGroup<Test>;
  readonly test: Test;
  /** The verdict after errata.json. */
  readonly verdict: Verdict;
}

type Errata = {
  readonly [file: string]: { readonly [tcId: string]: { readonly true: Verdict; readonly why: string } };
};

/** Every case of a Wycheproof file, with the verdict that errata.json leaves standing. */
export function readWycheproof<Test extends WycheproofTest>(
  file: string,
): { readonly numberOfTests: number; readonly cases: readonly WycheproofCase<Test>[] } {
  const errata = readVector<Errata>('wycheproof', 'errata.json')[file] ?? {};
  const { numberOfTests, testGroups } = readVector<WycheproofFile<Test>>('wycheproof', file);
  const cases = testGroups.flatMap((group) =>
    group.tests.map((test) => ({ group, test, verdict: errata[test.tcId]?.true ?? verdictOf(test.result) })),
  );
  return { numberOfTests, cases };
}

function verdictOf(result: string): Verdict {
  if (result === 'valid' || result === 'invalid') return result;
  if (result === 'acceptable') return 'either';
  throw new Error(`Unknown Wycheproof result ${result}`);
}

// RFC appendices and RFC 7520 ----------------------------------------------------------------------------------------

export interface AppendixVector {
  readonly id: string;
  readonly kind: string;
  readonly token?: string;
  readonly jwe?: Json;
  readonly key?: Json;
  readonly keys?: readonly Json[];
  readonly plaintext_b64u?: string;
  readonly password?: string;
  readonly inner_key?: Json;
}

/** One of the RFCs' own examples of encryption, for instance `rfc7516-A.1`; they ship with the repository. */
export function readAppendix(id: string): AppendixVector {
  const { vectors } = readOwnVector<{ vectors: AppendixVector[] }>('rfc_encryption.json');
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`rfc_encryption.json has no vector ${id}`);
  return found;
}

export interface CookbookSigning {
  readonly protected?: Json;
  readonly protected_b64u?: string;
  readonly unprotected?: Json;
  readonly sig: string;
}

/** An RFC 7520 section 4 example in the form of the ietf-jose cookbook. */
export interface CookbookSignature {
  readonly title: string;
  readonly reproducible?: boolean;
  readonly input: { readonly payload: string; readonly key: Json | readonly Json[]; readonly alg: string | string[] };
  readonly signing: CookbookSigning | readonly CookbookSigning[];
  readonly output: { readonly compact?: string; readonly json?: GeneralJson; readonly json_flat?: FlattenedJson };
}

/** An RFC 7520 section 5 example in the form of the ietf-jose cookbook. */
export interface CookbookEncryption {
  readonly title: string;
  readonly input: {
    readonly plaintext: string;
    readonly key?: Json | readonly Json[];
    readonly pwd?: string;
    readonly alg: string | string[];
    readonly enc: string;
    readonly aad?: string;
  };
  readonly encrypting_content: { readonly protected?: Json; readonly unprotected?: Json };
  readonly output: { readonly compact?: string; readonly json?: Json; readonly json_flat?: Json };
}
