/** A conversation with another implementation: one process for a whole test file, which answers JSON lines. */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Conversation {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];
  #complaints = '';
  /** Why there will be no more answers. */
  #end: Error | undefined;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args);
    this.#child.stderr.on('data', (text: Buffer) => (this.#complaints += text.toString()));
    this.#child.on('error', (error) => this.#abandon(error));
    this.#child.on('close', (code) => this.#abandon(new Error(`The peer ended with ${code}: ${this.#complaints}`)));
    this.#child.stdin.on('error', (error) => this.#abandon(error));
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answer(line));
  }

  #abandon(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #answer(line: string): void {
    const waiting = this.#waiting.shift();
    const answer = JSON.parse(line) as { readonly error?: string };
    if (answer.error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(`The peer refuses: ${answer.error}`));
  }

  /** The answer to a request; answers come in the order of the requests. Fails with the error that the peer reports. */
  ask<Answer>(request: object): Promise<Answer> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (answer: unknown) => void, reject });
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.#child.on('close', resolve));
    this.#child.stdin.end();
    await closed;
  }
}
