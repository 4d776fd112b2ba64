import { randomUUID } from 'node:crypto';
import type { Answer, Service } from './service.js';
import type { DemoPool } from './set-up.js';

export type WwsfCommand =
  | { readonly type: 'Assign'; readonly subject: object }
  | { readonly type: 'Release' | 'Prolong'; readonly assignmentId: string };

/** A WWSF at work for its users, whichever way it speaks to the service. */
export interface Wwsf {
  readonly pool: DemoPool;
  readonly over: 'HTTP' | 'Kafka';
  /** The command's outcome; it throws where none comes. */
  command(command: WwsfCommand): Promise<Answer>;
  close(): Promise<void>;
}

export class WwsfOverHttp implements Wwsf {
  readonly over = 'HTTP';

  constructor(
    private readonly service: Service,
    readonly pool: DemoPool,
  ) {}

  command(command: WwsfCommand): Promise<Answer> {
    const key = { 'idempotency-key': randomUUID() };
    if (command.type === 'Assign') {
      const { subject } = command;
      return this.service.send('POST', `/v1/pools/${this.pool.poolId}/assignments`, { subject }, key);
    }
    const path = `/v1/assignments/${command.assignmentId}/${command.type.toLowerCase()}`;
    return this.service.send('POST', path, {}, key);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
