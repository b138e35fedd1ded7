// The wire under one request: reads its body and writes its answer, at the pace and with the breaks
// that a fault prescribes.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './call.ts';
import type { FaultAction } from './faults.ts';

/** The client has gone, or was dropped: there is nobody left to answer. */
export class ConnectionLost extends Error {
  constructor() {
    super('the connection is gone');
    this.name = 'ConnectionLost';
  }
}

export class Connection {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #fault: FaultAction | undefined;
  readonly #onBytes: (bytes: number) => void;
  readonly #closed = new AbortController();
  #awaitsContinue: boolean;
  #bytes = 0;

  /**
   * @param awaitsContinue whether the client waits for `100 Continue` before it sends the body
   * @param onBytes told of the bytes of the body as they come
   */
  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    awaitsContinue: boolean,
    fault: FaultAction | undefined,
    onBytes: (bytes: number) => void,
  ) {
    this.#request = request;
    this.#response = response;
    this.#awaitsContinue = awaitsContinue;
    this.#fault = fault;
    this.#onBytes = onBytes;
    response.on('close', () => this.#closed.abort());
    response.on('error', () => this.#closed.abort());
  }

  /** The body as it comes off the wire. Throws `ConnectionLost`. */
  async *body(): AsyncGenerator<Buffer> {
    if (this.#awaitsContinue) {
      this.#awaitsContinue = false;
      this.#response.writeContinue();
    }
    const pieces: AsyncIterator<Buffer> = this.#request.iterator({ destroyOnReturn: false });
    for (;;) {
      const next = await pieces.next().catch(() => {
        throw new ConnectionLost();
      });
      if (next.done) return;
      this.#bytes += next.value.length;
      this.#onBytes(next.value.length);
      if (this.#fault?.kind === 'resetInBody' && this.#bytes >= this.#fault.afterBytes)
        this.reset();
      if (this.#fault?.kind === 'drip')
        await this.pause((next.value.length / this.#fault.bytesPerSecond) * 1000);
      yield next.value;
    }
  }

  /**
   * Reads what is left of the body, so that the client has sent all before it is answered. A client
   * that still waits for `100 Continue` is spared it, as S3 does.
   */
  async drain(): Promise<void> {
    if (this.#awaitsContinue || this.#request.readableEnded) return;
    for await (const _ of this.body());
  }

  /** Waits, for good when no time is given. Throws `ConnectionLost` when the client goes meanwhile. */
  async pause(forMs: number | undefined): Promise<void> {
    const { signal } = this.#closed;
    try {
      if (forMs === undefined) await once(new EventTarget(), 'never', { signal });
      else await delay(forMs, undefined, { signal });
    } catch {
      throw new ConnectionLost();
    }
  }

  /** Drops the connection with a TCP reset. */
  reset(): never {
    this.#request.socket.resetAndDestroy();
    throw new ConnectionLost();
  }

  /** Drops the connection. */
  destroy(): void {
    this.#response.destroy();
  }

  /**
   * Writes an answer.
   * @param before called when it is sure that the client will be answered, and before it can know
   */
  async send(answer: Answer, before: () => void): Promise<void> {
    if (this.#closed.signal.aborted) throw new ConnectionLost();
    before();
    const { body = '' } = answer;
    const document = typeof body === 'string' ? Buffer.from(body) : undefined;
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.bytes;
    this.#response.writeHead(answer.status, {
      ...(answer.status !== 204 && { 'content-length': bytes }),
      ...(this.#awaitsContinue && { connection: 'close' }),
      ...answer.headers,
    });
    if (this.#request.method !== 'HEAD')
      for await (const piece of document
        ? [document]
        : (body as { content: AsyncIterable<Buffer> }).content)
        await this.#write(piece);
    this.#response.end();
  }

  async #write(piece: Buffer): Promise<void> {
    if (this.#fault?.kind !== 'drip') return this.#writeNow(piece);
    // Ten pieces a second, so that the client sees bytes trickle in.
    const step = Math.max(1, Math.ceil(this.#fault.bytesPerSecond / 10));
    for (let offset = 0; offset < piece.length; offset += step) {
      const part = piece.subarray(offset, offset + step);
      await this.pause((part.length / this.#fault.bytesPerSecond) * 1000);
      await this.#writeNow(part);
    }
  }

  async #writeNow(piece: Buffer): Promise<void> {
    if (this.#response.write(piece)) return;
    try {
      await once(this.#response, 'drain', { signal: this.#closed.signal });
    } catch {
      throw new ConnectionLost();
    }
  }
}
