import type {
  BatchDecision,
  BatchItem,
  EventOrigin,
  IdentifiedCommand,
  Lane,
  LaneView,
  Outcome,
  OutcomeOf,
  PoolId,
} from '@allocator/domain';
import { decideBatch } from '@allocator/domain';
import { appendEvents, numbersOf } from './append-events.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { LaneStore, LaneChanges, Wanted } from '../ports/lane-store.js';

/**
 * Executes commands on their lane, in order, in one transaction: lock, read the clock, prefetch, decide in memory, write, commit. It
 * answers only after the commit. Throws `LaneClosedError` if the lane takes no commands, and the errors of the store.
 */
export class BatchExecutor {
  constructor(
    private readonly store: LaneStore,
    private readonly origin: EventOrigin,
  ) {}

  async executeBatch<I extends BatchItem>(
    lane: Lane,
    items: readonly I[],
  ): Promise<readonly OutcomeOf<I['command']>[]> {
    return this.store.decideInLane(lane, wantedBy(items), (view, head) => {
      if (head.closedBecause !== undefined) throw new LaneClosedError(lane, head.closedBecause);
      const decision = decideBatch(view, items);
      return { answer: decision.answers, changes: this.changesOf(view, head, decision) };
    });
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
  // One more than the batch can assign: if the pool is exhausted, this one has the next bound.
  const queueLength = items.length + 1;
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
    queues: new Map(assigns.map(({ poolId }): [PoolId, number] => [poolId, queueLength])),
    dueMax: Math.max(0, ...commands.map((command) => (command.type === 'ExpireDue' ? command.countMax : 0))),
  };
}

function unique<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}
