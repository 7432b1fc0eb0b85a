/** Objects that tell another thing when they are asked again, and count how often they are asked. */

/** How often each member of an object, and of what is in it, was read. */
export class Reads {
  readonly #counts = new Map<string, number>();

  note(path: string): number {
    const count = (this.#counts.get(path) ?? 0) + 1;
    this.#counts.set(path, count);
    return count;
  }

  /** The members that were read more than once, such as `options.algorithms.0 (2)`. */
  get repeated(): string[] {
    return [...this.#counts].filter(([, count]) => count > 1).map(([path, count]) => `${path} (${count})`);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

function isData(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A proxy for plain data throughout: the reads of its own members are counted. Instances of classes stay what they are. */
export function counted<T>(value: T, reads: Reads, path: string): T {
  if (!isData(value)) return value;
  // Of frozen objects a proxy could give nothing but their own values.
  const target = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as object;
  const inner = new Map<string, unknown>();
  return new Proxy(target, {
    get(_, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return member;
      reads.note(`${path}.${name}`);
      if (!inner.has(name)) inner.set(name, counted(member, reads, `${path}.${name}`));
      return inner.get(name);
    },
  }) as T;
}

/** A getter's descriptor: the first time it gives one value, then the other. */
export function changing(first: unknown, then: unknown): PropertyDescriptor {
  let isAsked = false;
  return {
    enumerable: true,
    configurable: true,
    get: () => {
      const value = isAsked ? then : first;
      isAsked = true;
      return value;
    },
  };
}

/** An object with one more member, which gives one value first and then another. */
export function withChanging<T extends object>(object: T, name: string, first: unknown, then: unknown): T {
  return Object.defineProperty(object, name, changing(first, then));
}

/** A list of one element, which is one thing first and then another. */
export function changingList(first: unknown, then: unknown): unknown[] {
  return withChanging([] as unknown[], '0', first, then);
}
