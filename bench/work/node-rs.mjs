// @node-rs/jsonwebtoken, if it is installed. It is no development dependency, since npm cannot lock it wherever one of
// its packages for other platforms cannot be had: `npm install --no-save @node-rs/jsonwebtoken@0.5.11` adds it.

import { createRequire } from 'node:module';

function load() {
  try {
    return createRequire(import.meta.url)('@node-rs/jsonwebtoken');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error('without @node-rs/jsonwebtoken; npm install --no-save @node-rs/jsonwebtoken@0.5.11 adds it');
    return undefined;
  }
}

export const nodeRs = load();
