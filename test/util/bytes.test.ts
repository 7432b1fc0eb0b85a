import { runInNewContext } from 'node:vm';

import { toBytes } from '../../lib/util/bytes';

test.each([
  ['', ''],
  ['hello', '68656c6c6f'],
  ['é€😀', 'c3a9e282acf09f9880'],
])('%j becomes its UTF-8 octets', (text, hex) => {
  expect(Buffer.from(toBytes(text, 'payload')).toString('hex')).toBe(hex);
});

test('byte arrays are passed on as they are', () => {
  for (const bytes of [Uint8Array.of(1, 2), Buffer.from('x'), new Uint8Array(0), Buffer.alloc(0)]) {
    expect(toBytes(bytes, 'payload')).toBe(bytes);
  }
});

test('byte arrays of another realm are taken', () => {
  const foreign = runInNewContext('Uint8Array.of(7, 8)') as Uint8Array;
  expect(foreign instanceof Uint8Array).toBe(false);
  expect(toBytes(foreign, 'payload')).toBe(foreign);
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['an array', [1, 2]],
  ['an object', { length: 1, 0: 1 }],
  ['a fake array', Object.create(Uint8Array.prototype)],
  ['a proxy', new Proxy(Uint8Array.of(1), {})],
  ['a String object', Object('text')],
])('%s is refused', (_, value) => {
  expect(() => toBytes(value, 'payload')).toThrow(TypeError);
  expect(() => toBytes(value, 'payload')).toThrow(/^payload must be a string or a Uint8Array, found /);
});

test.each([
  ['ArrayBuffer', new ArrayBuffer(4)],
  ['DataView', new DataView(new ArrayBuffer(4))],
  ['Uint16Array', new Uint16Array(4)],
  ['Uint8ClampedArray', new Uint8ClampedArray(4)],
  ['SharedArrayBuffer', new SharedArrayBuffer(4)],
])('%s is refused with the way to wrap it', (_, value) => {
  expect(() => toBytes(value, 'key')).toThrow(/another kind of buffer \(wrap it/);
});

test('shared memory is refused', () => {
  expect(() => toBytes(new Uint8Array(new SharedArrayBuffer(4)), 'payload')).toThrow(/SharedArrayBuffer/);
  expect(() => toBytes(new Uint8Array(new SharedArrayBuffer(0)), 'payload')).toThrow(TypeError);
});

test('a detached buffer is refused, an empty one is not', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  expect(() => toBytes(bytes, 'payload')).toThrow(/detached/);
  expect(toBytes(new Uint8Array(bytes.length), 'payload')).toHaveLength(0);
});
