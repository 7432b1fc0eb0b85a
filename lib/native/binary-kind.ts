/** What the head of a native library says of it: for which system and processor it was made, and whether all of it is there. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What a file holds, as far as its head tells. */
export interface BinaryKind {
  /** In words: `an ELF library for arm64`. */
  readonly text: string;
  /** Node's names of the systems that load this format; empty where it is no library. */
  readonly platforms: readonly string[];
  /** Node's name of the processor; undefined where it is not one that is known here, or there are several. */
  readonly arch: string | undefined;
  /** How many octets the file should have, where the format says so. */
  readonly wholeSize: number | undefined;
  /** How many octets it has. */
  readonly size: number;
}

/** Long enough for an ELF header, and for the place where Windows' has its offset. */
const headLength = 64;

const elfMachines = new Map([
  [0x03, 'ia32'],
  [0x28, 'arm'],
  [0x15, 'ppc64'],
  [0x16, 's390x'],
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
  [0xf3, 'riscv64'],
  [0x102, 'loong64'],
]);

const machProcessors = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);

const windowsMachines = new Map([
  [0x014c, 'ia32'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

const elfPlatforms = ['linux', 'android', 'freebsd', 'openbsd', 'sunos'];

type Described = Omit<BinaryKind, 'size' | 'wholeSize'> & { readonly wholeSize?: number };

function described(format: string, platforms: readonly string[], arch: string | undefined): Described {
  return { text: `${format} for ${arch ?? 'another processor'}`, platforms, arch };
}

function elf(head: Buffer): Described {
  const wide = head[4] === 2;
  const little = head[5] === 1;
  const machine = little ? head.readUInt16LE(18) : head.readUInt16BE(18);
  const found = described('an ELF library', elfPlatforms, elfMachines.get(machine));
  if (!wide || !little) return found;
  // The table of sections ends the file: linkers write it last, and strip keeps it there.
  const wholeSize = Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60);
  return { ...found, wholeSize };
}

function windowsLibrary(head: Buffer, at: (offset: number) => Buffer): Described {
  const machine = at(head.readUInt32LE(60) + 4).readUInt16LE(0);
  return described('a Windows library', ['win32'], windowsMachines.get(machine));
}

function describe(head: Buffer, at: (offset: number) => Buffer): Described {
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return elf(head);
  if (magic === 0xcffaedfe) return described('a macOS library', ['darwin'], machProcessors.get(head.readUInt32LE(4)));
  if (magic === 0xcafebabe) return { text: 'a universal macOS library', platforms: ['darwin'], arch: undefined };
  if (magic >>> 16 === 0x4d5a) return windowsLibrary(head, at);
  return { text: 'no native library at all', platforms: [], arch: undefined };
}

/** Reads the head of a file; `undefined` where it cannot be read, as in the archives that some programs are shipped in. */
export function binaryKind(file: string): BinaryKind | undefined {
  try {
    return read(file);
  } catch {
    return undefined;
  }
}

function read(file: string): BinaryKind {
  const descriptor = openSync(file, 'r');
  try {
    // What is not there reads as zeros.
    const at = (offset: number): Buffer => {
      const octets = Buffer.alloc(headLength);
      readSync(descriptor, octets, 0, headLength, offset);
      return octets;
    };
    const { size } = fstatSync(descriptor);
    const { text, platforms, arch, wholeSize } = describe(at(0), at);
    return { text: size === 0 ? 'empty' : text, platforms, arch, wholeSize, size };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Whether the end of a file is missing. The loader of Linux maps what the head promises and looks no further, so a file
 * that is cut short ends the process with SIGBUS instead of an error.
 */
export function isCutShort(kind: BinaryKind | undefined): boolean {
  return kind?.wholeSize !== undefined && kind.size < kind.wholeSize;
}
