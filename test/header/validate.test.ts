import { InvalidHeaderError, UnsupportedCritError, UnsupportedHeaderError } from '../../lib/errors';
import { type Direction, type HeaderRule, HeaderRules } from '../../lib/header/rules';
import { type HeaderParts, type HeaderToValidate, validateHeader } from '../../lib/header/validate';

const known = new HeaderRules({
  ext: { description: 'an extension', validate: (value) => value === 1 },
  note: { description: 'a remark' },
  'https://a.example/x': { description: 'a private name' },
});
const none = new HeaderRules();

type Expected = typeof InvalidHeaderError | typeof UnsupportedCritError | typeof UnsupportedHeaderError | 'good';

function validate(parts: HeaderParts, rest: Partial<HeaderToValidate> = {}): void {
  const compact = parts.header === undefined && parts.unprotected === undefined;
  validateHeader({ compact, for: 'jws', direction: 'read', rules: none, ...parts, ...rest });
}

function expectOutcome(expected: Expected, run: () => void): void {
  if (expected === 'good') {
    expect(run).not.toThrow();
  } else {
    expect(run).toThrow(expected);
  }
}

const both: Direction[] = ['write', 'read'];

describe('alg and enc', () => {
  test.each<[string, HeaderParts, 'jws' | 'jwe', Expected]>([
    ['JWS with alg', { protected: { alg: 'HS256' } }, 'jws', 'good'],
    ['JWS with alg unprotected', { header: { alg: 'HS256' } }, 'jws', 'good'],
    ['JWS without alg', { protected: { typ: 'JWT' } }, 'jws', InvalidHeaderError],
    ['JWS with nothing', { protected: {} }, 'jws', InvalidHeaderError],
    ['JWS with no header at all', {}, 'jws', InvalidHeaderError],
    [
      'JWS with inherited alg',
      { protected: Object.create({ alg: 'HS256' }) as Record<string, unknown> },
      'jws',
      InvalidHeaderError,
    ],
    ['JWS with undefined alg', { protected: { alg: undefined } }, 'jws', InvalidHeaderError],
    ['JWS with null alg', { protected: { alg: null } }, 'jws', InvalidHeaderError],
    ['JWS with a list for alg', { protected: { alg: ['none'] } }, 'jws', InvalidHeaderError],
    ['JWS with an unknown alg', { protected: { alg: 'nOnE ' } }, 'jws', 'good'],
    ['JWE with both', { protected: { alg: 'dir', enc: 'A128GCM' } }, 'jwe', 'good'],
    ['JWE with both apart', { unprotected: { enc: 'A128GCM' }, header: { alg: 'dir' } }, 'jwe', 'good'],
    ['JWE without enc', { protected: { alg: 'dir' } }, 'jwe', InvalidHeaderError],
    ['JWE without alg', { protected: { enc: 'A128GCM' } }, 'jwe', InvalidHeaderError],
    ['JWE with a number for enc', { protected: { alg: 'dir', enc: 1 } }, 'jwe', InvalidHeaderError],
  ])('%s', (_, parts, kind, expected) => {
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate(parts, { for: kind, direction });
      });
    }
  });

  test('a header on Object.prototype is none', () => {
    const polluted = Object.prototype as Record<string, unknown>;
    Object.assign(polluted, { protected: { alg: 'HS256' }, unprotected: { kid: 5 }, header: { alg: 'HS256' } });
    const input = { compact: true, for: 'jws', direction: 'read', rules: none } as const;
    try {
      expect(() => {
        validateHeader(input);
      }).toThrow('must have the parameter "alg"');
      expect(() => {
        validateHeader({ ...input, protected: { alg: 'HS256' } });
      }).not.toThrow();
    } finally {
      delete polluted.protected;
      delete polluted.unprotected;
      delete polluted.header;
    }
  });

  test('an alg on Object.prototype does not count', () => {
    const polluted = Object.prototype as Record<string, unknown>;
    Object.assign(polluted, { alg: 'HS256', crit: ['x'], b64: false });
    try {
      expect(() => {
        validate({ protected: {} });
      }).toThrow(InvalidHeaderError);
      delete polluted.alg;
      expect(() => {
        validate({ protected: { alg: 'HS256' } });
      }).not.toThrow();
    } finally {
      delete polluted.alg;
      delete polluted.crit;
      delete polluted.b64;
    }
  });
});

describe('places', () => {
  test.each<[string, HeaderParts, 'jws' | 'jwe', Expected]>([
    ['disjoint', { protected: { alg: 'A' }, header: { kid: '1' } }, 'jws', 'good'],
    ['repeated', { protected: { alg: 'A', kid: '1' }, header: { kid: '1' } }, 'jws', InvalidHeaderError],
    ['repeated, unregistered', { protected: { alg: 'A', x: 1 }, header: { x: 1 } }, 'jws', InvalidHeaderError],
    [
      'repeated __proto__',
      JSON.parse('{"protected":{"alg":"A","__proto__":1},"header":{"__proto__":1}}'),
      'jws',
      InvalidHeaderError,
    ],
    ['undefined is no repetition', { protected: { alg: 'A', kid: undefined }, header: { kid: '1' } }, 'jws', 'good'],
    ['three disjoint', { protected: { enc: 'E' }, unprotected: { jku: 'a:b' }, header: { alg: 'A' } }, 'jwe', 'good'],
    ['first and second', { protected: { enc: 'E', alg: 'A' }, unprotected: { alg: 'A' } }, 'jwe', InvalidHeaderError],
    ['first and third', { protected: { enc: 'E', alg: 'A' }, header: { alg: 'A' } }, 'jwe', InvalidHeaderError],
    [
      'second and third',
      { protected: { enc: 'E' }, unprotected: { alg: 'A' }, header: { alg: 'A' } },
      'jwe',
      InvalidHeaderError,
    ],
    ['crit unprotected', { protected: { alg: 'A', ext: 1 }, header: { crit: ['ext'] } }, 'jws', InvalidHeaderError],
    [
      'crit unprotected in a JWE',
      { protected: { alg: 'A', enc: 'E' }, unprotected: { crit: ['ext'] } },
      'jwe',
      InvalidHeaderError,
    ],
    ['b64 unprotected', { protected: { alg: 'A', crit: ['b64'] }, header: { b64: false } }, 'jws', InvalidHeaderError],
    ['b64 true unprotected', { protected: { alg: 'A' }, header: { b64: true } }, 'jws', InvalidHeaderError],
    ['zip unprotected', { protected: { alg: 'A', enc: 'E' }, header: { zip: 'DEF' } }, 'jwe', InvalidHeaderError],
    [
      'zip shared unprotected',
      { protected: { alg: 'A', enc: 'E' }, unprotected: { zip: 'DEF' } },
      'jwe',
      InvalidHeaderError,
    ],
    ['zip protected', { protected: { alg: 'A', enc: 'E', zip: 'DEF' } }, 'jwe', 'good'],
    ['wrong type unprotected', { protected: { alg: 'A' }, header: { kid: 5 } }, 'jws', InvalidHeaderError],
  ])('%s', (_, parts, kind, expected) => {
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate(parts, { for: kind, direction, rules: known });
      });
    }
  });

  test('a compact serialization has no unprotected header', () => {
    expect(() => {
      validate({ protected: { alg: 'A' }, header: {} }, { compact: true });
    }).toThrow(InvalidHeaderError);
    expect(() => {
      validate({ protected: { alg: 'A' }, header: undefined }, { compact: true });
    }).not.toThrow();
  });
});

describe('crit', () => {
  const json = (text: string): HeaderParts => ({ protected: JSON.parse(text) as Record<string, unknown> });

  test.each<[string, Expected]>([
    ['{"alg":"A","ext":1,"crit":["ext"]}', 'good'],
    ['{"alg":"A","b64":true,"crit":["b64"]}', 'good'],
    ['{"alg":"A","b64":false,"crit":["b64"]}', 'good'],
    ['{"alg":"A","b64":false,"ext":1,"crit":["ext","b64"]}', 'good'],
    ['{"alg":"A","unknown":1,"crit":["unknown"]}', UnsupportedCritError],
    ['{"alg":"A","ext":1,"unknown":1,"crit":["ext","unknown"]}', UnsupportedCritError],
    ['{"alg":"A","cnf":{},"crit":["cnf"]}', UnsupportedCritError],
    // Declared, but nobody checks it: not understood.
    ['{"alg":"A","note":1,"crit":["note"]}', UnsupportedCritError],
    // Registered, but no extension that is processed here.
    ['{"alg":"A","nonce":"n","crit":["nonce"]}', UnsupportedCritError],
    ['{"alg":"A","iss":"i","crit":["iss"]}', UnsupportedCritError],
    ['{"alg":"A","":1,"crit":[""]}', UnsupportedCritError],
    ['{"alg":"A","__proto__":1,"crit":["__proto__"]}', UnsupportedCritError],
    ['{"alg":"A","__proto__":{"ext":1},"crit":["__proto__"]}', UnsupportedCritError],
    ['{"alg":"A","constructor":1,"crit":["constructor"]}', UnsupportedCritError],
    ['{"alg":"A","toString":1,"crit":["toString"]}', UnsupportedCritError],
    ['{"alg":"A","crit":["__proto__"]}', InvalidHeaderError],
    ['{"alg":"A","crit":["constructor"]}', InvalidHeaderError],
    ['{"alg":"A","__proto__":{"ext":1},"crit":["ext"]}', InvalidHeaderError],
    ['{"alg":"A","crit":["ext"]}', InvalidHeaderError],
    ['{"alg":"A","crit":["unknown"]}', InvalidHeaderError],
    ['{"alg":"A","crit":["b64"]}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":[]}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":"ext"}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":{"0":"ext","length":1}}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":null}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":true}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":["ext","ext"]}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":["ext",1]}', InvalidHeaderError],
    ['{"alg":"A","ext":1,"crit":[["ext"]]}', InvalidHeaderError],
    ['{"alg":"A","crit":["alg"]}', InvalidHeaderError],
    ['{"alg":"A","crit":["crit"]}', InvalidHeaderError],
    ['{"alg":"A","kid":"1","crit":["kid"]}', InvalidHeaderError],
    ['{"alg":"A","enc":"E","crit":["enc"]}', InvalidHeaderError],
    ['{"alg":"A","p2c":1,"crit":["p2c"]}', InvalidHeaderError],
    // The value is refused by the extension's own check.
    ['{"alg":"A","ext":2,"crit":["ext"]}', InvalidHeaderError],
  ])('JWS %s', (text, expected) => {
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate(json(text), { direction, rules: known });
      });
    }
  });

  test.each<[string, Expected]>([
    ['{"alg":"A","enc":"E","ext":1,"crit":["ext"]}', 'good'],
    ['{"alg":"A","enc":"E","b64":false,"crit":["b64"]}', UnsupportedCritError],
    ['{"alg":"A","enc":"E","unknown":1,"crit":["unknown"]}', UnsupportedCritError],
    ['{"alg":"A","enc":"E","zip":"DEF","crit":["zip"]}', InvalidHeaderError],
    ['{"alg":"A","enc":"E","crit":["unknown"]}', InvalidHeaderError],
    ['{"alg":"A","enc":"E","crit":[]}', InvalidHeaderError],
  ])('JWE %s', (text, expected) => {
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate(json(text), { for: 'jwe', direction, rules: known });
      });
    }
  });

  test('a listed name must be protected itself', () => {
    const parts = { protected: { alg: 'A', crit: ['ext'] }, header: { ext: 1 } };
    expect(() => {
      validate(parts, { rules: known });
    }).toThrow(InvalidHeaderError);
  });

  test('strictHeaders does not soften it', () => {
    const parts = { protected: { alg: 'A', unknown: 1, crit: ['unknown'] } };
    for (const strict of ['write', true, false] as const) {
      expect(() => {
        validate(parts, { rules: new HeaderRules({}, strict) });
      }).toThrow(UnsupportedCritError);
    }
  });

  test('a rule for a base parameter does not let crit list it', () => {
    const rules = new HeaderRules({ kid: { description: 'key', validate: () => true } });
    expect(() => {
      validate({ protected: { alg: 'A', kid: '1', crit: ['kid'] } }, { rules });
    }).toThrow(InvalidHeaderError);
  });

  test('a hostile name is shown short', () => {
    const name = `\n${'x'.repeat(100_000)}`;
    const run = (): void => {
      validate({ protected: { alg: 'A', [name]: 1, crit: [name] } });
    };
    expect(run).toThrow(UnsupportedCritError);
    expect(run).toThrow(/^[ -~…]{1,300}$/);
  });
});

describe('b64', () => {
  test.each<[Record<string, unknown>, Expected]>([
    [{ b64: true }, 'good'],
    [{ b64: false }, InvalidHeaderError],
    [{ b64: false, ext: 1, crit: ['ext'] }, InvalidHeaderError],
    [{ b64: 'false', crit: ['b64'] }, InvalidHeaderError],
    [{ b64: 0, crit: ['b64'] }, InvalidHeaderError],
    [{ b64: null, crit: ['b64'] }, InvalidHeaderError],
    [{ b64: undefined, crit: ['b64'] }, InvalidHeaderError],
  ])('%j', (header, expected) => {
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate({ protected: { alg: 'A', ...header } }, { direction, rules: known });
      });
    }
  });
});

describe('unregistered names', () => {
  const jws = { alg: 'A' };
  const jwe = { alg: 'A', enc: 'E' };

  test.each<[string, HeaderParts, 'jws' | 'jwe', HeaderRules, Expected, Expected]>([
    ['unknown', { protected: { ...jws, x: 1 } }, 'jws', known, UnsupportedHeaderError, 'good'],
    ['unknown, unprotected', { protected: jws, header: { x: 1 } }, 'jws', known, UnsupportedHeaderError, 'good'],
    ['undefined is absent', { protected: { ...jws, x: undefined } }, 'jws', known, 'good', 'good'],
    ['declared', { protected: { ...jws, note: 'any' } }, 'jws', known, 'good', 'good'],
    ['declared URI', { protected: { ...jws, 'https://a.example/x': {} } }, 'jws', known, 'good', 'good'],
    ['__proto__', JSON.parse('{"protected":{"alg":"A","__proto__":1}}'), 'jws', known, UnsupportedHeaderError, 'good'],
    ['constructor', { protected: { ...jws, constructor: 1 } }, 'jws', known, UnsupportedHeaderError, 'good'],
    ['another case', { protected: { ...jws, Kid: '1' } }, 'jws', known, UnsupportedHeaderError, 'good'],
    ['a name of JWE in a JWS', { protected: { ...jws, enc: 'E' } }, 'jws', known, UnsupportedHeaderError, 'good'],
    ['and of the wrong type', { protected: { ...jws, zip: 5 } }, 'jws', known, UnsupportedHeaderError, 'good'],
    [
      'b64: false without crit in a JWE',
      { protected: { ...jwe, b64: false } },
      'jwe',
      known,
      UnsupportedHeaderError,
      'good',
    ],
    ['a name of JWS in a JWE', { protected: { ...jwe, b64: 'x' } }, 'jwe', known, UnsupportedHeaderError, 'good'],
    ['claims as parameters', { protected: { ...jws, iss: 'i', sub: 's', aud: ['a'] } }, 'jws', none, 'good', 'good'],
    [
      'names of other RFCs',
      { protected: { ...jws, nonce: 'n', url: 'a:b', ppt: 'p', svt: ['s'] } },
      'jws',
      none,
      'good',
      'good',
    ],
    [
      'the same in a JWE',
      { protected: { ...jwe, nonce: 'n', trust_chain: ['t'], client_id: 'c' } },
      'jwe',
      none,
      'good',
      'good',
    ],
    [
      'always strict',
      { protected: { ...jws, x: 1 } },
      'jws',
      new HeaderRules({}, true),
      UnsupportedHeaderError,
      UnsupportedHeaderError,
    ],
    ['never strict', { protected: { ...jws, x: 1, enc: 'E' } }, 'jws', new HeaderRules({}, false), 'good', 'good'],
  ])('%s', (_, parts, kind, rules, write, read) => {
    expectOutcome(write, () => {
      validate(parts, { for: kind, direction: 'write', rules });
    });
    expectOutcome(read, () => {
      validate(parts, { for: kind, direction: 'read', rules });
    });
  });

  test('the message says how to allow the name', () => {
    const write = (header: object): void => {
      validate({ protected: { ...jws, ...header } }, { direction: 'write' });
    };
    expect(() => {
      write({ x: 1 });
    }).toThrow(
      'the header parameter "x" is not registered for a JWS; declare it in the `headers` of a registry, ' +
        'or set its `strictHeaders: false`',
    );
    expect(() => {
      write({ enc: 'E' });
    }).toThrow('(RFC 7516 section 4.1.2 defines it for a JWE)');
  });
});

describe('rules', () => {
  test('a required parameter must be there, in either place and direction', () => {
    const rules = new HeaderRules({ kid: { description: 'Key ID', required: true } });
    for (const direction of both) {
      expect(() => {
        validate({ protected: { alg: 'A' } }, { direction, rules });
      }).toThrow(InvalidHeaderError);
      expect(() => {
        validate({ protected: { alg: 'A', kid: undefined } }, { direction, rules });
      }).toThrow(InvalidHeaderError);
      expect(() => {
        validate({ protected: { alg: 'A', kid: '1' } }, { direction, rules });
      }).not.toThrow();
      expect(() => {
        validate({ protected: { alg: 'A' }, header: { kid: '1' } }, { direction, rules });
      }).not.toThrow();
    }
  });

  test.each<[string, NonNullable<HeaderRule['validate']>, Expected]>([
    ['true', () => true, 'good'],
    ['nothing', () => undefined, 'good'],
    ['false', () => false, InvalidHeaderError],
    [
      'an exception',
      () => {
        throw new RangeError('no');
      },
      InvalidHeaderError,
    ],
  ])('validate that gives %s', (_, check, expected) => {
    const rules = new HeaderRules({ x: { description: 'x', validate: check } });
    for (const direction of both) {
      expectOutcome(expected, () => {
        validate({ protected: { alg: 'A', x: 1 } }, { direction, rules });
      });
      expectOutcome(expected, () => {
        validate({ protected: { alg: 'A' }, header: { x: 1 } }, { direction, rules });
      });
      expect(() => {
        validate({ protected: { alg: 'A' } }, { direction, rules });
      }).not.toThrow();
    }
  });

  test('what validate throws is the cause', () => {
    const cause = new RangeError('no');
    const rules = new HeaderRules({
      x: {
        description: 'x',
        validate: () => {
          throw cause;
        },
      },
    });
    try {
      validate({ protected: { alg: 'A', x: 1 } }, { rules });
      expect('accepted').toBe('refused');
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidHeaderError);
      expect((error as Error).cause).toBe(cause);
      expect((error as Error).message).not.toContain('no ');
    }
  });

  test('validate sees the value, once for each token', () => {
    const seen: unknown[] = [];
    const value = { a: 1 };
    const rules = new HeaderRules({ x: { description: 'x', validate: (given) => void seen.push(given) } });
    validate({ protected: { alg: 'A', x: value } }, { rules });
    validate({ protected: { alg: 'A', x: value } }, { rules });
    expect(seen).toEqual([value, value]);
    expect(seen[0]).toBe(value);
  });

  test('an asynchronous validate is refused, not taken for a yes', async () => {
    const refused = Promise.reject(new Error('no'));
    const rules = new HeaderRules({ x: { description: 'x', validate: (() => refused) as unknown as () => boolean } });
    expect(() => {
      validate({ protected: { alg: 'A', x: 1 } }, { rules });
    }).toThrow(TypeError);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('a rule for a registered parameter adds to its type', () => {
    const rules = new HeaderRules({ kid: { description: 'Key ID', validate: (value) => value === 'one' } });
    expect(() => {
      validate({ protected: { alg: 'A', kid: 'one' } }, { rules });
    }).not.toThrow();
    expect(() => {
      validate({ protected: { alg: 'A', kid: 'two' } }, { rules });
    }).toThrow(InvalidHeaderError);
    const lenient = new HeaderRules({ kid: { description: 'Key ID', validate: () => true } });
    expect(() => {
      validate({ protected: { alg: 'A', kid: 1 } }, { rules: lenient });
    }).toThrow(InvalidHeaderError);
  });
});

test('the headers are not changed', () => {
  const header = Object.freeze({ alg: 'A', crit: Object.freeze(['ext']), ext: 1 });
  expect(() => {
    validate({ protected: header }, { rules: known });
  }).not.toThrow();
});
