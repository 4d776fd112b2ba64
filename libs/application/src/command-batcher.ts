import type { IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import type { Log, Service } from '@allocator/runtime';
import { laneOfCommand } from './command-lane.js';
import type { BatchExecutor } from './execute-batch.js';
import type { BatcherLimits } from './lane-batcher.js';
import { LaneBatcher, batcherLimits } from './lane-batcher.js';

/** Gathers the commands that are under way at the same time into batches, one queue a lane: the only way to a decision. */
export class CommandBatcher implements Service {
  private readonly lanes: readonly LaneBatcher[];
  private stopping = false;

  constructor(
    executor: BatchExecutor,
    lanes: number,
    log: Log,
    limits: BatcherLimits = batcherLimits,
    /** Told after each commit, so that the relay and the scheduler need not wait for their next look. */
    committed: (lane: Lane, answers: readonly Outcome[]) => void = () => undefined,
  ) {
    this.lanes = Array.from(
      { length: lanes },
      (_, lane) => new LaneBatcher(lane as Lane, executor, log, limits, committed),
    );
  }

  start(): Promise<void> {
    this.stopping = false;
    this.lanes.forEach((lane) => {
      lane.start();
    });
    return Promise.resolve();
  }

  /** True from the beginning of a stop on: what was turned away then is not taken later. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Finishes what waits and takes no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }

  /**
   * Queues the command; its answer comes after the commit. Throws `OverloadedError` where the lane's queue is full,
   * `LaneClosedError`, or `StoreUnavailableError`; the command may then be sent again.
   */
  async submit(command: IdentifiedCommand): Promise<Outcome> {
    const lane = this.laneOf(command);
    if (lane === undefined) return { kind: 'refused', refusal: { code: 'assignment-not-found' } };
    return lane.submit(command);
  }

  /** Resolves at once, or as soon as the queue that the command belongs to has room again. */
  async whenRoom(command: IdentifiedCommand): Promise<void> {
    await this.laneOf(command)?.whenRoom();
  }

  private laneOf(command: IdentifiedCommand): LaneBatcher | undefined {
    const lane = laneOfCommand(command, this.lanes.length);
    return lane === undefined ? undefined : this.lanes[lane];
  }
}
