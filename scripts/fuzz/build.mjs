// One libFuzzer program for each target, and the program that writes the seeds that the core makes.

import { join } from 'node:path';
import { builder, coreSources } from '../sanitize/compile.mjs';
import { opensslFor } from '../sanitize/openssl.mjs';
import { targets } from './targets.mjs';

const folder = join('native', 'test', 'fuzz');
/** What the targets share, beside the core. */
const shared = ['fuzz', 'keys', 'message'].map((name) => join(folder, `${name}.cc`));
const support = ['harness', 'support', 'jwe_support'].map((name) => join('native', 'test', `${name}.cc`));

function linkerFor(instrumented) {
  const openssl = instrumented ? opensslFor('fuzz') : undefined;
  return openssl === undefined ? builder('fuzz') : builder('fuzz-openssl', { openssl });
}

/** The program that writes the core's seeds into the folder given. */
export function buildSeeds() {
  return linkerFor(false)('seeds', [...coreSources, ...support, ...shared, join(folder, 'seeds.cc')]);
}

/** @returns {Promise<Map<string, string>>} the program of each target asked for, by its name. */
export async function buildFuzzers(names) {
  const programs = new Map();
  for (const { name, openssl = false } of targets.filter((target) => names.includes(target.name))) {
    const link = linkerFor(openssl);
    const own = join(folder, `${name}.cc`);
    programs.set(
      name,
      await link(`fuzz-${name}`, [...coreSources, ...support, ...shared, own], { flags: ['-fsanitize=fuzzer'] }),
    );
  }
  return programs;
}
