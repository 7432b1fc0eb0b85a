// Lambda's Runtime API on loopback, as much of it as a function needs: it hands out events, and takes their results.

import { createServer } from 'node:http';

const prefix = '/2018-06-01/runtime';

async function bodyOf(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text === '' ? undefined : JSON.parse(text);
}

/**
 * @param {unknown[]} events what the function is called with, in turn
 * @returns {Promise<{ address: string, results: Promise<unknown[]>, close: () => void }>} `results` rejects with what the
 *   function or its initialisation failed with
 */
export async function runtimeApi(events) {
  const results = [];
  let handedOut = 0;
  let finish;
  let fail;
  const finished = new Promise((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  function next(response) {
    // As Lambda does between calls, the last question stays without an answer.
    if (handedOut === events.length) return finish(results);
    const event = events[handedOut];
    handedOut += 1;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': `request-${handedOut}`,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:123456789012:function:test',
    });
    response.end(JSON.stringify(event));
  }

  const server = createServer((request, response) => {
    const path = request.url.slice(prefix.length);
    if (path === '/invocation/next') return next(response);
    bodyOf(request).then((body) => {
      if (path.endsWith('/response')) results.push(body);
      else fail(new Error(`${path}: ${JSON.stringify(body)}`));
      response.writeHead(202).end('{}');
    }, fail);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${server.address().port}`,
    results: finished,
    fail,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
