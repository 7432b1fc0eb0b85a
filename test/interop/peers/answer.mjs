/** The peer's half of test/support/conversation.ts: requests as JSON lines, and one line for each answer, in order. */

import { createInterface } from 'node:readline';

export async function answer(operations) {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let result;
    try {
      result = await operations[request.operation](request);
    } catch (error) {
      result = { error: String(error?.message ?? error) };
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}
