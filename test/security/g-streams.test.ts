/** Sources that are always ready, and sources that were read already (threats row 81). */

import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';

import * as sync from '../../lib';
import * as promises from '../../lib/promises';
import { failureOf, expectTypeError, expectJoseError } from '../support/both';
import { secret } from '../support/keys';

/** Far more pieces than can be taken before a timer of some milliseconds is over, but not without end. */
const many = 300_000;
const piece = Buffer.from('x');
const octets = Buffer.from('the payload');
const token = sync.jws.detach(sync.jws.serializeCompact({ alg: 'HS256' }, octets, secret));

/** How often the event loop has turned since. */
function countTurns(): { readonly turns: () => number; readonly end: () => void } {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  return {
    turns: () => turns,
    end: () => {
      isOver = true;
    },
  };
}

function* pieces(count: number, size = 1): Generator<Buffer, void, undefined> {
  const one = Buffer.alloc(size);
  for (let index = 0; index < count; index++) yield one;
}

async function* asyncPieces(count: number): AsyncGenerator<Buffer, void, undefined> {
  for (let index = 0; index < count; index++) yield piece;
}

/** Always ready, each in its manner. */
const ready: readonly [string, (count: number) => Iterable<Uint8Array> | AsyncIterable<Uint8Array>][] = [
  ['an array', (count) => Array.from({ length: count }, () => piece)],
  ['a generator', (count) => pieces(count)],
  ['a generator of nothing', (count) => pieces(count, 0)],
  ['an async generator', asyncPieces],
  [
    'a web stream',
    (count) => {
      let index = 0;
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        if (++index > count) controller.close();
        else controller.enqueue(new Uint8Array(1));
      };
      return new ReadableStream({ pull });
    },
  ],
];

/** Sources that somebody has read, in whole or in part. */
const read: readonly [string, () => unknown][] = [
  [
    'a Readable, to its end',
    async () => {
      const source = Readable.from([octets]);
      await once(source.resume(), 'end');
      return source;
    },
  ],
  [
    'an empty Readable, to its end',
    async () => {
      const source = Readable.from([]);
      await once(source.resume(), 'end');
      return source;
    },
  ],
  [
    'a Readable, in part',
    () => {
      const source = new PassThrough();
      source.end(octets);
      source.read(3);
      return source;
    },
  ],
  [
    'a Readable that was destroyed',
    () => {
      const source = new PassThrough();
      source.end(octets);
      return source.destroy();
    },
  ],
  ['a web stream that is locked', () => lockedStream(false)],
  ['a web stream that was read', () => lockedStream(true)],
  [
    'a web stream that was cancelled',
    async () => {
      const source = new Blob([octets]).stream();
      await source.cancel();
      return source;
    },
  ],
  [
    'the body of a response that was read',
    async () => {
      const response = new Response('the payload');
      await response.text();
      return response.body;
    },
  ],
];

async function lockedStream(reads: boolean): Promise<unknown> {
  const source = new Blob([octets]).stream();
  const reader = source.getReader();
  if (reads) {
    await reader.read();
    reader.releaseLock();
  }
  return source;
}

describe.each([
  { name: 'sync', jws: sync.jws },
  { name: 'promise', jws: promises.jws },
])('jws of the form $name', ({ jws }) => {
  const verbs: readonly [string, (source: never, options?: object) => Promise<unknown>][] = [
    ['signStream', (source, options) => jws.signStream({ alg: 'HS256' }, source, secret, options)],
    ['verifyStream', (source, options) => jws.verifyStream(token, source, secret, options)],
  ];

  describe.each(verbs)('row 81: %s', (verb, run) => {
    test.each(ready)('%s that is always ready lets AbortSignal.timeout fire', async (_, make) => {
      const error = await failureOf(() => run(make(many) as never, { signal: AbortSignal.timeout(5) }));
      expect(error.name).toBe('TimeoutError');
    });

    test.each(ready)('%s that is always ready lets others have their turn', async (_, make) => {
      const { turns, end } = countTurns();
      await run(make(6400) as never).catch(() => undefined);
      end();
      expect(turns()).toBeGreaterThanOrEqual(100);
    });

    test('so do few but long pieces', async () => {
      const { turns, end } = countTurns();
      await run(pieces(400, 16_383) as never).catch(() => undefined);
      end();
      expect(turns()).toBeGreaterThanOrEqual(20);
    });

    test.each(read)('%s is a TypeError', async (_, make) => {
      const source = await make();
      const error = await expectTypeError(() => run(source as never));
      expect(error.message).toMatch(/^the payload must be a source that nobody has read/);
    });

    test('what was begun here cannot be begun again, unless it begins anew', async () => {
      const sources = [pieces(3), asyncPieces(3), [octets].values(), new Map([[1, octets]]).values(), Readable.from([octets])]; // prettier-ignore
      for (const source of sources) {
        await run(source as never).catch(() => undefined);
        await expectTypeError(() => run(source as never));
      }
      const anew = {
        *[Symbol.iterator]() {
          yield octets;
        },
      };
      for (const source of [[octets], new Set([octets]), anew]) {
        for (let round = 0; round < 2; round++) await run(source as never);
      }
    });

    test('a stream that is read while the key is looked for', async () => {
      const source = new PassThrough();
      source.end(octets);
      const key = async (): Promise<Uint8Array> => {
        source.resume();
        await new Promise((done) => source.once('end', done));
        return secret;
      };
      const later = verb === 'signStream' ? jws.signStream({ alg: 'HS256' }, source, key) : jws.verifyStream(token, source, key); // prettier-ignore
      await expectTypeError(() => later);
    });

    test('one that has failed says why', async () => {
      const reason = new Error('the disk is gone');
      const source = new PassThrough();
      source.on('error', () => undefined);
      source.destroy(reason);
      expect(await failureOf(() => run(source as never))).toBe(reason);
    });
  });
});

describe('row 81: the body of a key set', () => {
  const endless = (count: number): AsyncIterable<Uint8Array> => {
    let index = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      if (++index > count) controller.close();
      else controller.enqueue(new Uint8Array(0));
    };
    return new ReadableStream({ pull });
  };
  const answer = (body: unknown): Response => ({ status: 200, headers: new Headers(), body }) as unknown as Response;

  test('that never says anything ends with the timeout', async () => {
    const fetch = async (): Promise<Response> => Promise.resolve(answer(endless(many)));
    const keys = new sync.RemoteKeySet('https://a.example/', { fetch, timeout: 5 });
    await expectJoseError(() => keys.refresh(), 'ERR_JWKS_TIMEOUT');
  });

  test('that was read already is refused, and one that is read now is not', async () => {
    const used = new Response('{"keys":[]}');
    await used.text();
    const fetch = async (): Promise<Response> => Promise.resolve(used);
    const keys = new sync.RemoteKeySet('https://a.example/', { fetch });
    await expectJoseError(() => keys.refresh(), 'ERR_JWKS_INVALID');
    const good = async (): Promise<Response> => Promise.resolve(new Response('{"keys":[]}'));
    expect((await new sync.RemoteKeySet('https://a.example/', { fetch: good }).refresh()).keys).toEqual([]);
  });
});
