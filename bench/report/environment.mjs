// What the figures were measured on and with.

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { opensslVersion } from 'jose-openssl';

const root = new URL('../../', import.meta.url);
const packages = ['jose', 'fast-jwt', 'jsonwebtoken', '@node-rs/jsonwebtoken', 'node-jose'].filter((name) =>
  existsSync(new URL(`node_modules/${name}/package.json`, root)),
);
const versionOf = (file) => JSON.parse(readFileSync(new URL(file, root), 'utf8')).version;

export const environment = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  processors: availableParallelism(),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
  openssl: { addon: opensslVersion(), node: process.versions.openssl },
  versions: {
    'jose-openssl': versionOf('package.json'),
    ...Object.fromEntries(packages.map((name) => [name, versionOf(`node_modules/${name}/package.json`)])),
  },
};
