/** docs/interop.md is what the tables of these tests say. `npm run docs` writes it, by running this test. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { algorithmCases } from '../support/jwe-keys';
import { encNames } from '../support/forge-jwe';
import { encryptionCombinations, type EncryptionCombination } from './encryption';
import { encryptionPeers, signaturePeers, tokenLibraries, type EncryptionPeer } from './peers';
import { signatureCombinations, signatureFormats } from './signatures';
import { signatures } from './tokens';

const file = join(__dirname, '..', '..', 'docs', 'interop.md');

const count = <Row>(rows: readonly Row[], of: (row: Row) => boolean): number => rows.filter(of).length;
const list = (names: readonly string[]): string => (names.length === 0 ? '' : names.join(', '));

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function signatureRows(): (string | number)[][] {
  const json = Object.values(signaturePeers).map((peer) => ({ ...peer, has: signatureCombinations(peer) }));
  const plain = Object.values(tokenLibraries).map((peer) => ({
    ...peer,
    has: signatureCombinations({ ...peer, json: false }),
  }));
  return [...json, ...plain].map(({ name, lacks, has }) => [
    name,
    `${signatures.length - lacks.length} of ${signatures.length}`,
    ...signatureFormats.map((one) => count(has, ({ format }) => format === one)),
    list(lacks),
  ]);
}

function lacking(peer: EncryptionPeer): string {
  const has = new Set(encryptionCombinations(peer).map(({ one }) => one));
  const missing = algorithmCases.filter((one) => !has.has(one)).map(({ name }) => name);
  const pairs = algorithmCases.flatMap((one) => encNames.filter((enc) => has.has(one) && peer.lacksPair?.(one.alg, enc) !== undefined).map((enc) => `${one.name} with ${enc}`)); // prettier-ignore
  const closed = algorithmCases.filter(({ alg }) => peer.cannotDecrypt?.(alg) !== undefined).map(({ name }) => `reading ${name}`); // prettier-ignore
  const made = encryptionCombinations(peer).some(({ one }) => peer.cannotEncrypt?.(/ on (.*)$/.exec(one.name)?.[1]) !== undefined); // prettier-ignore
  const odd = made ? ['making "epk" on P-256, P-384 and P-521 with leading zeros'] : [];
  return list([...missing, ...pairs, ...closed, ...odd, ...(peer.zip.makes ? [] : ['compressing'])]);
}

function encryptionRows(): (string | number)[][] {
  return Object.values(encryptionPeers).map((peer) => {
    const all = encryptionCombinations(peer);
    const of = (test: (one: EncryptionCombination) => boolean): number => count(all, test);
    return [
      peer.name,
      `${new Set(all.map(({ one }) => one)).size} of ${algorithmCases.length}`,
      new Set(all.map(({ enc }) => enc)).size,
      of(({ format, zip }) => format === 'compact' && !zip),
      of(({ format, zip }) => format === 'compact' && zip),
      of(({ format, zip }) => format === 'flattened' && !zip),
      of(({ format, zip }) => format === 'flattened' && zip),
      lacking(peer),
    ];
  });
}

function total(): number {
  const peers = [
    ...Object.values(signaturePeers),
    ...Object.values(tokenLibraries).map((one) => ({ ...one, json: false })),
  ];
  const signed = peers.map((peer) => signatureCombinations(peer).length);
  const encrypted = Object.values(encryptionPeers).map((peer) => encryptionCombinations(peer).length);
  return [...signed, ...encrypted].reduce((sum, each) => sum + each, 0);
}

function page(): string {
  return `# Interoperability

<!-- Made by \`npm run docs\` from the tables in test/interop; a test compares. -->

Each of the ${total()} combinations below is exchanged in both directions by \`npx jest test/interop\`, wherever both sides can: what the
other makes is read here, in the synchronous and in the promise form, and what is made here is read by the other. Contents are
random, empty to 16 or 64 KiB, and 1 MB for one algorithm of each family (180 kB with python3-authlib, which takes no more). A peer that is not installed is named by the run, and
is a failure in CI. \`ES256\` and the like stand for their key; an agreement counts once for each curve.

## Signatures

The numbers are combinations of algorithm and key in each serialization; general JSON has two signatures. The last
three have JWT alone, so that claims are exchanged with them.

${table(['peer', 'algorithms', 'compact', 'flattened', 'general', 'it lacks'], signatureRows())}

## Encryption

The numbers are combinations of algorithm, curve and content encryption. General JSON with two recipients and additional data is exchanged
with each peer that has JSON. PBES2 runs with 4096 iterations, because peers refuse the default of this library.

${table(['peer', 'algorithms', 'enc', 'compact', 'with zip', 'flattened', 'with zip', 'it lacks'], encryptionRows())}
`;
}

test('docs/interop.md', () => {
  const wanted = page();
  if (process.env['JOSE_WRITE_DOCS'] !== undefined) writeFileSync(file, wanted);
  expect(readFileSync(file, 'utf8')).toBe(wanted);
});

test('at least 500 combinations', () => {
  expect(total()).toBeGreaterThanOrEqual(500);
});
