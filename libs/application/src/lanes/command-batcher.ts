import type { IdentifiedCommand, Lane, Outcome, OutcomeOf } from '@allocator/domain';
import type { Log, Service } from '@allocator/runtime';
import { laneOfCommand } from './lane-of-command.js';
import type { BatcherLimits, CommandExecutor } from './lane-batcher.js';
import { LaneBatcher, batcherLimits } from './lane-batcher.js';
import type { Answer, Patience } from './submission.js';
import { Submission } from './submission.js';
import { Turns } from './turns.js';

/** There is no assignment in a lane that does not exist. */
const notFound: Outcome = { kind: 'refused', refusal: { code: 'assignment-not-found' } };

export interface BatcherOptions {
  readonly limits?: BatcherLimits;
  /** Called after each commit, so that the relay and the scheduler need not wait for their next poll. */
  readonly committed?: (lane: Lane, answers: readonly Outcome[]) => void;
}

/** Gathers concurrent commands into batches, with one queue a lane. Every command of a caller is decided through it. */
export class CommandBatcher implements Service {
  private readonly lanes: readonly LaneBatcher[];
  private stopping = false;

  constructor(
    executor: CommandExecutor,
    lanes: number,
    log: Log,
    { limits = batcherLimits, committed = () => undefined }: BatcherOptions = {},
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

  /** True since the beginning of a stop: commands that are refused from then on are not taken later. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Decides the commands that wait, and takes no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }

  /** `submitAll` for one command. Throws the error if the command was not decided. */
  async submit<C extends IdentifiedCommand>(command: C, patience?: Patience): Promise<OutcomeOf<C>> {
    const [answer] = await this.submitAll([command], patience);
    if (answer === undefined) throw new Error('a submitted command has no answer');
    if (answer.kind === 'not-decided') throw answer.error;
    return answer;
  }

  /**
   * Queues the commands. Resolves after the commit of the last one, with the answers in the same order. A command is not decided if
   * the queue of its lane is full (`OverloadedError`), or because of `LaneClosedError` or `StoreUnavailableError`.
   */
  submitAll<C extends IdentifiedCommand>(commands: readonly C[], patience?: Patience): Promise<readonly Answer<C>[]> {
    const submission = new Submission(commands, patience);
    commands.forEach((command, index) => {
      const lane = this.laneOf(command);
      if (lane === undefined) submission.answer(index, notFound);
      else lane.submit(command, submission, index);
    });
    return submission.answered;
  }

  /** Resolves when the queue of the command's lane has room. */
  async whenRoom(command: IdentifiedCommand): Promise<void> {
    await this.laneOf(command)?.whenRoom(command);
  }

  private laneOf(command: IdentifiedCommand): LaneBatcher | undefined {
    const lane = laneOfCommand(command, this.lanes.length);
    return lane === undefined ? undefined : this.lanes[lane];
  }
}
