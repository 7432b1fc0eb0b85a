import { type HeaderRule, HeaderRules } from '../../lib/header/rules';

test('without arguments there are no rules, and unregistered names are refused in writing', () => {
  const rules = new HeaderRules();
  expect(rules.required).toEqual([]);
  expect(rules.hasValidators).toBe(false);
  expect(rules.understands('x')).toBe(false);
  expect([rules.refusesUnregistered('write'), rules.refusesUnregistered('read')]).toEqual([true, false]);
});

test.each([
  ['write', true, false],
  [true, true, true],
  [false, false, false],
] as const)('strictHeaders %j', (strict, write, read) => {
  const rules = new HeaderRules({}, strict);
  expect([rules.refusesUnregistered('write'), rules.refusesUnregistered('read')]).toEqual([write, read]);
});

test('a snapshot is taken', () => {
  const rule: { description: string; required: boolean; validate?: () => boolean } = {
    description: 'x',
    required: true,
  };
  const headers: Record<string, HeaderRule> = { x: rule };
  const rules = new HeaderRules(headers);
  rule.required = false;
  rule.validate = () => true;
  headers.y = { description: 'y' };
  expect(rules.required).toEqual(['x']);
  expect(rules.understands('x')).toBe(false);
  expect(rules.rule('y')).toBeUndefined();
  expect([rules, rules.required, rules.rule('x')].every((part) => Object.isFrozen(part))).toBe(true);
});

test('only a rule with validate understands its parameter', () => {
  const rules = new HeaderRules({ a: { description: 'a' }, b: { description: 'b', validate: () => true } });
  expect(rules.hasValidators).toBe(true);
  expect(['a', 'b', 'c', '__proto__', 'constructor', 'toString'].filter((name) => rules.understands(name))).toEqual([
    'b',
  ]);
});

test('names of the prototype are names like any other', () => {
  const headers = JSON.parse(
    '{"__proto__":{"description":"d","required":true},"constructor":{"description":"d"}}',
  ) as Record<string, HeaderRule>;
  const rules = new HeaderRules(headers);
  expect(rules.required).toEqual(['__proto__']);
  expect(rules.rule('constructor')).toEqual({ description: 'd', required: false });
  expect(rules.rule('toString')).toBeUndefined();
});

test('nothing is read through the prototype', () => {
  const polluted = Object.prototype as Record<string, unknown>;
  polluted.required = true;
  polluted.validate = () => true;
  try {
    const rules = new HeaderRules({ x: { description: 'x' } });
    expect(rules.required).toEqual([]);
    expect(rules.hasValidators).toBe(false);
  } finally {
    delete polluted.required;
    delete polluted.validate;
  }
});

test.each<[string, unknown, unknown, RegExp]>([
  ['null for headers', null, undefined, /^headers must be an object of rules by parameter name, found null$/],
  ['an array for headers', [], undefined, /found an array$/],
  ['names for headers', 'x', undefined, /found a string$/],
  ['a rule that is a text', { x: 'text' }, undefined, /^the rule for "x" in headers /],
  ['a rule that is a function', { x: () => true }, undefined, /^the rule for "x" in headers /],
  ['a rule that is undefined', { x: undefined }, undefined, /^the rule for "x" in headers must be an object/],
  ['a rule without description', { x: {} }, undefined, /string description, found undefined$/],
  ['a number for description', { x: { description: 1 } }, undefined, /string description, found a number$/],
  ['a text for required', { x: { description: 'x', required: 'yes' } }, undefined, /required true, false or absent/],
  ['a text for validate', { x: { description: 'x', validate: 'yes' } }, undefined, /function validate or none/],
  ['an unknown member', { x: { description: 'x', requred: true } }, undefined, /unknown member "requred"/],
  ['an unknown text for strict', {}, 'read', /^strictHeaders must be 'write', true or false, found "read"$/],
  ['a number for strict', {}, 1, /found a number$/],
  ['null for strict', {}, null, /found null$/],
])('refuses %s', (_, headers, strict, message) => {
  const make = (): HeaderRules => new HeaderRules(headers as never, strict as never);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});
