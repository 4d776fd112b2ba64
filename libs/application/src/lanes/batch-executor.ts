import type {
  BatchDecision,
  BatchItem,
  EventOrigin,
  Expiry,
  IdentifiedCommand,
  Lane,
  LaneView,
  Outcome,
  OutcomeOf,
  PoolId,
  RecordedEvent,
} from '@allocator/domain';
import { decideBatch } from '@allocator/domain';
import { appendEvents, numbersOf } from './append-events.js';
import { LaneMetrics } from './lane-metrics.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { DecidedInLane, LaneStore, LaneChanges, Wanted } from '../ports/lane-store.js';

/** The answers to a lane's batch, in the order of its commands, or why none of them was decided. */
export type LaneAnswers<Answer = Outcome | Expiry> =
  | { readonly kind: 'decided'; readonly answers: readonly Answer[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The answers to a lane's batch, and the events that its transaction records. */
interface Recorded<Answers> {
  readonly answers: Answers;
  readonly events: readonly RecordedEvent[];
}

/**
 * Executes commands on their lanes, in order, in one transaction: lock, read the clock, prefetch, decide in memory, write, commit. It
 * answers only after the commit. Throws the errors of the store.
 */
export class BatchExecutor {
  constructor(
    private readonly store: LaneStore,
    private readonly origin: EventOrigin,
    private readonly metrics: LaneMetrics = new LaneMetrics(),
  ) {}

  /**
   * One batch of each lane. Each lane is decided by itself, and all are committed together: a lane that takes no commands, or whose
   * decision fails, has no part in the commit. A lane that another transaction holds has no answers: its batch must be executed again. If all
   * are held, one of them is waited for. If this throws, nothing was written in any lane, or the commit is unknown.
   */
  async executeBatches<I extends BatchItem>(
    batches: ReadonlyMap<Lane, readonly I[]>,
  ): Promise<ReadonlyMap<Lane, LaneAnswers<OutcomeOf<I['command']>>>> {
    const wanted = new Map([...batches].map(([lane, items]) => [lane, wantedBy(items)]));
    const decided = await this.store.decideInLanes(wanted, (view, head) =>
      this.decideLane(view, head, batches.get(head.lane) ?? []),
    );
    for (const { events } of decided.values()) this.metrics.recorded(events);
    return new Map([...decided].map(([lane, { answers }]) => [lane, answers]));
  }

  /** A batch of one lane. Throws `LaneClosedError` if the lane takes no commands. */
  async executeBatch<I extends BatchItem>(
    lane: Lane,
    items: readonly I[],
  ): Promise<readonly OutcomeOf<I['command']>[]> {
    const decided = (await this.executeBatches(new Map([[lane, items]]))).get(lane);
    if (decided === undefined) throw new Error(`lane ${String(lane)} was not decided`);
    if (decided.kind === 'failed') throw decided.error;
    return decided.answers;
  }

  private decideLane<I extends BatchItem>(
    view: LaneView,
    head: LaneHead,
    items: readonly I[],
  ): DecidedInLane<Recorded<LaneAnswers<OutcomeOf<I['command']>>>> {
    try {
      if (head.closedBecause !== undefined) throw new LaneClosedError(head.lane, head.closedBecause);
      const decision = decideBatch(view, items);
      const changes = this.changesOf(view, head, decision);
      const { answers, events } = decision;
      return { answer: { answers: { kind: 'decided', answers }, events }, changes };
    } catch (error) {
      return { answer: { answers: { kind: 'failed', error }, events: [] }, changes: undefined };
    }
  }

  private changesOf(view: LaneView, head: LaneHead, decision: BatchDecision): LaneChanges | undefined {
    const appended = appendEvents(head, decision.events, this.origin, {
      identityNumber: numbersOf([...view.identities, ...decision.identities]),
      fingerprint: (commandId, position) => {
        const remembered = decision.remember.get(commandId);
        return remembered?.position === position ? remembered.fingerprint : undefined;
      },
    });
    const outcomes = [...decision.remember]
      .filter(([, { position, outcome }]) => position === undefined || !isRepeatedByItsEvent(outcome))
      .map(([commandId, { fingerprint, subjectId, outcome }]) => ({ commandId, fingerprint, subjectId, outcome }));
    if (appended === undefined && outcomes.length === 0) return undefined;
    const { position, hash } = head;
    return {
      events: appended?.events ?? [],
      head: appended?.head ?? { position, hash, recordedAt: view.now },
      imported: [],
      changed: decision.identities,
      subjects: decision.subjects,
      outcomes,
    };
  }
}

/** The answer can be computed again from the command's event, so it is not stored a second time. */
function isRepeatedByItsEvent(outcome: Outcome): boolean {
  return outcome.kind !== 'refused' && outcome.kind !== 'found' && outcome.kind !== 'stock-changed';
}

/** Everything that the commands name, each thing once. */
export function wantedBy(items: readonly BatchItem[]): Wanted {
  const commands = items.map(({ command }) => command);
  const identified = commands.filter((command): command is IdentifiedCommand => command.type !== 'ExpireDue');
  const assigns = commands.filter((command) => command.type === 'Assign');
  const assignsOf = new Map<PoolId, number>();
  for (const { poolId } of assigns) assignsOf.set(poolId, (assignsOf.get(poolId) ?? 0) + 1);
  // Each command takes at most one identity from a pool's queue: an `Assign` of this pool, or any other command, whose pool is not known
  // yet. One more has the next bound if the pool is exhausted.
  const others = items.length - assigns.length + 1;
  return {
    commandIds: [...new Set(identified.map(({ commandId }) => commandId))],
    assignmentIds: unique(
      commands.map((command) =>
        command.type === 'Release' || command.type === 'Prolong' ? command.assignmentId : undefined,
      ),
    ),
    impis: commands.flatMap((command) =>
      'impi' in command && command.poolId !== null ? [{ poolId: command.poolId, impi: command.impi }] : [],
    ),
    subjects: assigns.map(({ poolId, subject }) => ({ poolId, subject })),
    queues: new Map([...assignsOf].map(([poolId, count]) => [poolId, count + others])),
    dueMax: Math.max(0, ...commands.map((command) => (command.type === 'ExpireDue' ? command.countMax : 0))),
  };
}

function unique<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}
