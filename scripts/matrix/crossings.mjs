// Which symbols cross between the addon and the rest of the process, as the dynamic linker reports it (LD_DEBUG=bindings).

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The system's own libraries. */
const systemLibrary = /^(ld-linux[-\w]*|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)\.so\.\d+$/;
/** Versions that only the C and C++ libraries' symbols have; a host program that has copies of those may be who gives them. */
const systemVersion = /^(GLIBC|GLIBCXX|CXXABI|GCC)_/;
const nodeApi = /^(napi_|node_api_)\w+$/;
const entryPoint = /^(napi_register_module_v1|node_api_module_get_api_version_v1)$/;

const line = /binding file (\S+) \[\d+\] to (\S+) \[\d+\]: \w+ symbol [`'](\w+)'(?: \[([\w.]+)\])?/;

/** Of the text of a log: how many bindings the addon has, and which of them go where they must not. */
export function crossingsIn(text, isAddon) {
  let bindings = 0;
  const crossed = new Set();
  for (const entry of text.split('\n')) {
    const [, from, to, symbol, version = ''] = line.exec(entry) ?? [];
    if (from === undefined || isAddon(from) === isAddon(to)) continue;
    if (isAddon(from)) {
      bindings += 1;
      const harmless = systemLibrary.test(basename(to)) || systemVersion.test(version) || nodeApi.test(symbol);
      if (!harmless) crossed.add(`${symbol} taken from ${to}`);
    } else if (!entryPoint.test(symbol)) {
      crossed.add(`${symbol} given to ${from}`);
    }
  }
  return { bindings, crossed: [...crossed].sort() };
}

/** The same of the logs that LD_DEBUG_OUTPUT left, one for each process; they are removed. */
export function readCrossings(log, installed) {
  const folder = dirname(log);
  const files = readdirSync(folder).filter((name) => name.startsWith(`${basename(log)}.`));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  for (const name of files) rmSync(join(folder, name));
  const { bindings, crossed } = crossingsIn(text, (file) => file.startsWith(installed));
  // Each addon takes its Node-API functions from its host: where none is seen, nothing was looked at.
  const failures = bindings === 0 ? ['the dynamic linker reported no binding of the addon'] : [];
  return { bindings, crossed, failures: [...failures, ...crossed] };
}
