import { typeError } from '../errors/base';
import { readOptions } from '../util/options';
import { describeType, quote } from '../util/text';

/** The declaration of a private header parameter, or a further condition on a registered one. */
export interface HeaderRule {
  /** What the parameter is, in a few words. */
  readonly description: string;
  /** Whether every header must have it. Default: false. */
  readonly required?: boolean;
  /**
   * Checks the value, and processes it if "crit" may name it: an extension is understood only if it has this function.
   * It refuses by returning false or by throwing. It must not be asynchronous.
   */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function that only throws returns nothing
  readonly validate?: (value: unknown) => boolean | void;
}

/** When unregistered header parameters are refused: when making a token (`'write'`), always, or never. */
export type StrictHeaders = 'write' | boolean;

/** Whether a token is being made or read. */
export type Direction = 'write' | 'read';

/** A rule as it was given. All members are its own, so that none is looked for in `Object.prototype`. */
export interface KnownRule {
  readonly description: string;
  readonly required: boolean;
  readonly validate: HeaderRule['validate'] | undefined;
}

function readRule(name: string, value: unknown): KnownRule {
  const object = `the rule for ${quote(name)} in headers`;
  if (value === undefined) {
    throw typeError(`${object} must be an object with a description, found undefined`);
  }
  const {
    description,
    required = false,
    validate,
  } = readOptions(value, ['description', 'required', 'validate'], object) as {
    description?: unknown;
    required?: unknown;
    validate?: unknown;
  };
  if (typeof description !== 'string') {
    throw typeError(`${object} must have a string description, found ${describeType(description)}`);
  }
  if (typeof required !== 'boolean') {
    throw typeError(`${object} must have required true, false or absent, found ${describeType(required)}`);
  }
  if (validate !== undefined && typeof validate !== 'function') {
    throw typeError(`${object} must have a function validate or none, found ${describeType(validate)}`);
  }
  return Object.freeze({ description, required, validate: validate as HeaderRule['validate'] | undefined });
}

/** What a registry says about header parameters: a snapshot of its configuration, checked once. */
export class HeaderRules {
  /** The names that every header must have. */
  readonly required: readonly string[];
  /** Whether some rule has a `validate` function, which must see every token: verdicts may then not be cached. */
  readonly hasValidators: boolean;
  readonly #rules: ReadonlyMap<string, KnownRule>;
  readonly #strict: StrictHeaders;

  /**
   * @param headers - the rules by parameter name
   * @param strict - when parameters that are neither registered nor among the rules are refused
   * @throws TypeError - either is not of its type, or a rule has an unknown member
   */
  constructor(headers: Readonly<Record<string, HeaderRule>> = {}, strict: StrictHeaders = 'write') {
    const given: unknown = headers;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw typeError(`headers must be an object of rules by parameter name, found ${describeType(given)}`);
    }
    if (strict !== 'write' && typeof (strict as unknown) !== 'boolean') {
      throw typeError(`strictHeaders must be 'write', true or false, found ${describeStrict(strict)}`);
    }
    this.#rules = new Map(Object.keys(headers).map((name) => [name, readRule(name, headers[name])]));
    this.#strict = strict;
    this.required = Object.freeze([...this.#rules].filter(([, rule]) => rule.required).map(([name]) => name));
    this.hasValidators = [...this.#rules.values()].some((rule) => rule.validate !== undefined);
    Object.freeze(this);
  }

  /** The parameters that have a rule. */
  get names(): Iterable<string> {
    return this.#rules.keys();
  }

  /** The rule for a parameter, or `undefined`. */
  rule(name: string): KnownRule | undefined {
    return this.#rules.get(name);
  }

  /** Whether "crit" may name the parameter: somebody checks its value. */
  understands(name: string): boolean {
    return this.#rules.get(name)?.validate !== undefined;
  }

  /** Whether unregistered parameters without a rule are refused. */
  refusesUnregistered(direction: Direction): boolean {
    return this.#strict === true || this.#strict === direction;
  }
}

function describeStrict(value: unknown): string {
  return typeof value === 'string' ? quote(value) : describeType(value);
}
