import { readOptions } from '../../lib/util/options';

const known = ['algorithms', 'payload', '__proto__', 'constructor'];

function read(value: unknown): Record<string, unknown> {
  return readOptions(value, known);
}

test('gives the members that were given', () => {
  const algorithms = ['HS256'];
  const options = read({ algorithms, payload: undefined });
  expect(options.algorithms).toBe(algorithms);
  expect('payload' in options).toBe(false);
  expect(Object.getPrototypeOf(options)).toBeNull();
});

test('takes no options at all', () => {
  expect(Object.keys(read(undefined))).toEqual([]);
  expect(Object.keys(read({}))).toEqual([]);
  expect(Object.keys(read(Object.create(null)))).toEqual([]);
});

test.each([[null], [5], ['algorithms'], [true], [[]], [() => undefined], [Symbol('s')]])('refuses %p', (value) => {
  expect(() => read(value)).toThrow(TypeError);
  expect(() => read(value)).toThrow(/^options must be an object, found /);
});

test('does not show a string that was passed as options', () => {
  expect(() => read('hunter2')).toThrow(/found a string$/);
});

test('refuses an unknown name, and tells the known ones', () => {
  expect(() => read({ algoritms: [] })).toThrow(TypeError);
  expect(() => read({ algoritms: [] })).toThrow(
    /^unknown option "algoritms" \(did you mean "algorithms"\?\); the options are "algorithms", /,
  );
  expect(() => read({ algoritms: undefined })).toThrow(TypeError);
  expect(() => read({ toString: 1 })).toThrow(TypeError);
});

test('names another object than the options', () => {
  expect(() => readOptions(null, known, 'filter')).toThrow(/^filter must be an object, found null$/);
  expect(() => readOptions({ paylod: 1 }, known, 'filter')).toThrow(
    /^filter has the unknown member "paylod" \(did you mean "payload"\?\); its members are "algorithms", /,
  );
});

test('reads nothing through the prototype', () => {
  expect(read(Object.create({ algorithms: ['none'], unknown: 1 }))).not.toHaveProperty('algorithms');
  const polluted = Object.prototype as Record<string, unknown>;
  polluted.algorithms = ['none'];
  try {
    expect(Object.hasOwn(read({}), 'algorithms')).toBe(false);
    expect(read({}).algorithms).toBeUndefined();
  } finally {
    delete polluted.algorithms;
  }
});

test('an own __proto__ or constructor is a member like any other', () => {
  const options = read(JSON.parse('{"__proto__":{"payload":"x"},"constructor":1}'));
  expect(Object.keys(options)).toEqual(['__proto__', 'constructor']);
  expect(options.payload).toBeUndefined();
  expect(read({}).constructor).toBeUndefined();
});
