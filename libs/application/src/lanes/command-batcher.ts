import type { IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import type { Log, Service } from '@allocator/runtime';
import { laneOfCommand } from './lane-of-command.js';
import type { BatchExecutor } from './batch-executor.js';
import type { BatcherLimits } from './lane-batcher.js';
import { LaneBatcher, batcherLimits } from './lane-batcher.js';
import type { Answer, Patience } from './submission.js';
import { Submission } from './submission.js';
import { Turns } from './turns.js';

/** No assignment can be in a lane that there is none of. */
const notFound: Outcome = { kind: 'refused', refusal: { code: 'assignment-not-found' } };

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
    const turns = new Turns(limits.lanesAtWorkMax, limits.turnMsMax);
    this.lanes = Array.from(
      { length: lanes },
      (_, lane) => new LaneBatcher(lane as Lane, executor, log, limits, committed, turns),
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

  /** The same for one command; throws where it was not decided. */
  async submit(command: IdentifiedCommand, patience?: Patience): Promise<Outcome> {
    const [answer] = await this.submitAll([command], patience);
    if (answer === undefined) throw new Error('a command was left without an answer');
    if (answer.kind === 'not-decided') throw answer.error;
    return answer;
  }

  /**
   * Queues the commands; their answers, in the same order, come after the last one's commit. Each that its lane's queue has no
   * room for is not decided (`OverloadedError`), nor is what meets `LaneClosedError` or `StoreUnavailableError`.
   */
  submitAll(commands: readonly IdentifiedCommand[], patience?: Patience): Promise<readonly Answer[]> {
    const submission = new Submission(commands.length, patience);
    commands.forEach((command, index) => {
      const lane = this.laneOf(command);
      if (lane === undefined) submission.answer(index, notFound);
      else lane.submit(command, submission, index);
    });
    return submission.answered;
  }

  /** Resolves at once, or as soon as the queue that the command belongs to has room again. */
  async whenRoom(command: IdentifiedCommand): Promise<void> {
    await this.laneOf(command)?.whenRoom(command);
  }

  private laneOf(command: IdentifiedCommand): LaneBatcher | undefined {
    const lane = laneOfCommand(command, this.lanes.length);
    return lane === undefined ? undefined : this.lanes[lane];
  }
}
