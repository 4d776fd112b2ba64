import { TestSignal } from '@allocator/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A route handler that answers only when the test says so. */
export class WaitingHandlers {
  /** Emitted when a request reaches the handler. */
  readonly began = new TestSignal<number>();
  /** Emitted when the connection of such a request closes. */
  readonly hungUp = new TestSignal<number>();
  private readonly waiting: (() => void)[] = [];

  readonly handle = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    reply.raw.once('close', () => {
      this.hungUp.emit(1);
    });
    const finished = new Promise<void>((resolve) => this.waiting.push(resolve));
    this.began.emit(this.waiting.length);
    await finished;
    return request.id;
  };

  /** @param index of the request, in the order in which they began */
  finish(index: number): void {
    this.waiting[index]?.();
  }

  finishAll(): void {
    this.waiting.forEach((tell) => {
      tell();
    });
  }
}
