// Reads what a 64-bit Mach-O file says of itself: what it exports, what it takes from whom, which macOS it asks for. Here,
// because no tool for it is on most machines that build for macOS from elsewhere.

import { isolationFindings } from '../check/isolation-rules.mjs';

const commands = {
  symbols: 0x2,
  dylib: 0xc,
  dyldInfo: 0x80000022,
  exportsTrie: 0x80000033,
  signature: 0x1d,
  build: 0x32,
};
const cpus = { 0x01000007: 'x86_64', 0x0100000c: 'arm64' };
const external = 0x01;
const typeMask = 0x0e;
const debugMask = 0xe0;
/** The library's number of a symbol that any image in the process may give. */
const anyImage = 0xfe;

function textAt(octets, offset) {
  return octets.toString('latin1', offset, octets.indexOf(0, offset));
}

function dotted(version) {
  return [version >>> 16, (version >>> 8) & 0xff].join('.');
}

function uleb(octets, offset) {
  let value = 0;
  let at = offset;
  for (let factor = 1; ; factor *= 128, at += 1) {
    value += (octets[at] & 0x7f) * factor;
    if (octets[at] < 0x80) return [value, at + 1];
  }
}

/** The names in the trie that the dynamic linker looks exports up in. */
function exportsIn(trie, node = 0, prefix = '') {
  if (trie.length === 0) return [];
  const [terminal, data] = uleb(trie, node);
  const names = terminal > 0 ? [prefix] : [];
  let at = data + terminal;
  const children = trie[at];
  at += 1;
  for (let index = 0; index < children; index += 1) {
    const edge = textAt(trie, at);
    const [child, next] = uleb(trie, at + edge.length + 1);
    names.push(...exportsIn(trie, child, prefix + edge));
    at = next;
  }
  return names;
}

function symbolsIn(octets, at, libraries) {
  const [table, count, texts] = [8, 12, 16].map((field) => octets.readUInt32LE(at + field));
  return Array.from({ length: count }, (_, index) => {
    const entry = table + 16 * index;
    const type = octets[entry + 4];
    const library = octets.readUInt16LE(entry + 6) >> 8;
    return {
      name: textAt(octets, texts + octets.readUInt32LE(entry)),
      isLocal: (type & external) === 0 || (type & debugMask) !== 0,
      isUndefined: (type & typeMask) === 0,
      from: library === anyImage ? 'any image' : libraries[library - 1],
    };
  });
}

/** { cpu, isBundle, minimum, libraries, exports, imports: [{ name, from }], locals, isSigned } */
export function readMacho(octets) {
  if (octets.readUInt32LE(0) !== 0xfeedfacf) throw new Error('not a 64-bit Mach-O file');
  const found = [];
  for (let index = 0, at = 32; index < octets.readUInt32LE(16); index += 1, at += octets.readUInt32LE(at + 4)) {
    found.push({ command: octets.readUInt32LE(at), at });
  }
  const all = (command) => found.filter((entry) => entry.command === command).map(({ at }) => at);
  const libraries = all(commands.dylib).map((at) => textAt(octets, at + octets.readUInt32LE(at + 8)));
  const symbols = all(commands.symbols).flatMap((at) => symbolsIn(octets, at, libraries));
  const tries = [...all(commands.dyldInfo).map((at) => at + 40), ...all(commands.exportsTrie).map((at) => at + 8)].map(
    (field) => [octets.readUInt32LE(field), octets.readUInt32LE(field + 4)],
  );
  return {
    cpu: cpus[octets.readUInt32LE(4)],
    isBundle: octets.readUInt32LE(12) === 8,
    minimum: all(commands.build).map((at) => dotted(octets.readUInt32LE(at + 12)))[0],
    libraries,
    exports: tries.flatMap(([offset, size]) => exportsIn(octets.subarray(offset, offset + size))),
    imports: symbols.filter(({ isUndefined }) => isUndefined).map(({ name, from }) => ({ name, from })),
    locals: symbols.filter(({ isLocal }) => isLocal).map(({ name }) => name),
    isSigned: all(commands.signature).length > 0,
  };
}

const withoutUnderscore = (name) => name.replace(/^_/, '');

/** What is against a binary for macOS. */
export function machoFindings(root, file, { arch, floor }) {
  const systemLibrary = '/usr/lib/libSystem.B.dylib';
  const fromHost = file.imports.filter(({ from }) => from !== systemLibrary);
  return [
    ...isolationFindings(
      root,
      file.exports.map(withoutUnderscore),
      fromHost.map(({ name }) => withoutUnderscore(name)),
    ),
    ...fromHost
      .filter(({ name }) => !/^_(napi|node_api)_/.test(name))
      .map(({ name, from }) => `${name} is taken from ${from}`),
    ...file.libraries.filter((name) => name !== systemLibrary).map((name) => `needs ${name}`),
    ...(file.cpu === arch ? [] : [`is for ${file.cpu}, expected ${arch}`]),
    ...(file.isBundle ? [] : ['is no bundle']),
    ...(file.minimum === floor ? [] : [`asks for macOS ${file.minimum}, expected ${floor}`]),
    ...(file.locals.length === 0 ? [] : [`is not stripped: ${file.locals.length} local symbols`]),
    // An ARM Mac loads nothing without at least a signature by nobody.
    ...(arch === 'arm64' && !file.isSigned ? ['is not signed'] : []),
  ];
}
