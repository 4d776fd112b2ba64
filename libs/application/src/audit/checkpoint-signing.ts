import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { CheckpointSigner, CheckpointStore, CheckpointTopic } from '../ports/checkpoint-store.js';

/** Checkpoints in one publication. */
const countMax = 500;

export interface CheckpointSettings {
  /** Interval between two checkpoints of a lane that has new events. */
  readonly everySeconds: number;
}

/** Signs the end of every lane, at intervals: an alteration of signed history is detected. */
export class CheckpointSigning extends LoopService {
  constructor(
    private readonly store: CheckpointStore,
    private readonly signer: CheckpointSigner,
    /** Undefined if Kafka is off: checkpoints are only in the store. */
    private readonly topic: CheckpointTopic | undefined,
    private readonly settings: CheckpointSettings,
    log: Log,
  ) {
    super({ name: 'checkpoint-signing', log, backoff: new Backoff({ minMs: 1_000, maxMs: 30_000 }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    const unsigned = await this.store.unsigned();
    await this.store.keep(await Promise.all(unsigned.map((checkpoint) => this.signer.sign(checkpoint))));
    if (this.topic !== undefined) await this.publish(this.topic, stopping);
    return this.settings.everySeconds * 1_000;
  }

  private async publish(topic: CheckpointTopic, stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const checkpoints = await this.store.unpublished(countMax);
      if (checkpoints.length === 0) return;
      await topic.publish(checkpoints);
      await this.store.published(checkpoints);
    }
  }
}
