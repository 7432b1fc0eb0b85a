// The layers of docs/ARCHITECTURE.md for TypeScript, as ESLint holds them: who may import what.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lib = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'lib');

/**
 * The folders of lib/, the lowest first: each may import from itself and from those before it, but for those of its own row. The files of lib/ itself,
 * which are the entry points, may import from all.
 */
export const layers = [
  ['errors'],
  ['util'],
  ['jwa'],
  ['header'],
  ['native'],
  ['jwk'],
  ['message'],
  ['jws', 'jwe'],
  ['jwt'],
  ['small'],
];

const loaders = ['lib/native/load.ts'];
const loader = { name: 'node-gyp-build', message: 'Only the loader in lib/native loads the addon.' };
const crypto = ['crypto', 'node:crypto'].map((name) => ({
  name,
  message: "Cryptography is the addon's work: only lib/jwk knows node:crypto, to recognise its key objects.",
}));

const restricted = (files, paths, patterns = []) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
});

function layer(folder, below) {
  const known = [...below, folder].join('|');
  const message = `lib/${folder} may import from ${below.join(', ') || 'no other folder'} (scripts/check/layers.mjs).`;
  const patterns = [{ regex: `^\\.\\./(?!(${known})(/|$))`, message }];
  const paths = folder === 'jwk' ? [loader] : [loader, ...crypto];
  return [
    restricted([`lib/${folder}/**/*.ts`], paths, patterns),
    restricted(
      loaders.filter((file) => file.startsWith(`lib/${folder}/`)),
      crypto,
      patterns,
    ),
  ].filter(({ files }) => files.length > 0);
}

const unknown = readdirSync(lib, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !layers.flat().includes(entry.name))
  .map(({ name }) => name);
if (unknown.length > 0) throw new Error(`lib/${unknown.join(', lib/')}: give it a row in scripts/check/layers.mjs`);

/** For eslint.config.mjs. */
export const layerRules = [
  restricted(['lib/*.ts'], [loader, ...crypto]),
  ...layers.flatMap((row, index) => row.flatMap((folder) => layer(folder, layers.slice(0, index).flat()))),
];
