import type { BatchDecision, BatchItem, Expiry, IdentifiedCommand, Lane, Outcome, PoolId } from '@allocator/domain';
import { decideBatch } from '@allocator/domain';
import { appendEvents, numbersOf } from './append-events.js';
import { LaneClosedError } from './errors.js';
import type { LaneStore, LaneChanges, OpenLane, Wanted } from './ports/lane-store.js';

/**
 * Executes commands on their lane, in order, in one transaction: lock, read the clock, prefetch, decide in memory,
 * write, commit. An answer is given only after the commit. Throws `LaneClosedError` where the lane takes no commands,
 * and whatever the store throws; then nothing has happened.
 */
export class BatchExecutor {
  /** @param schemasUrl where the events' `dataschema` points */
  constructor(
    private readonly store: LaneStore,
    private readonly schemasUrl: string,
  ) {}

  async executeBatch(lane: Lane, items: readonly BatchItem[]): Promise<readonly (Outcome | Expiry)[]> {
    return this.store.inLane(lane, async (open) => {
      if (open.head.closedBecause !== undefined) throw new LaneClosedError(lane, open.head.closedBecause);
      const view = await open.prefetch(wantedBy(items));
      const decision = decideBatch(view, items);
      const changes = this.changesOf(open, decision, view.identities);
      if (changes !== undefined) await open.write(changes);
      return decision.answers;
    });
  }

  private changesOf(
    open: OpenLane,
    decision: BatchDecision,
    named: Parameters<typeof numbersOf>[0],
  ): LaneChanges | undefined {
    const appended = appendEvents(open.head, decision.events, this.schemasUrl, {
      identityNumber: numbersOf([...named, ...decision.identities]),
      fingerprint: (commandId) => decision.remember.get(commandId)?.fingerprint,
    });
    const outcomes = [...decision.remember]
      .filter(([, { position, outcome }]) => position === undefined || !isToldByItsEvent(outcome))
      .map(([commandId, { fingerprint, outcome }]) => ({ commandId, fingerprint, outcome }));
    if (appended === undefined && outcomes.length === 0) return undefined;
    const { position, hash } = open.head;
    return {
      events: appended?.events ?? [],
      head: appended?.head ?? { position, hash, recordedAt: open.now },
      imported: [],
      changed: decision.identities,
      subjects: decision.subjects,
      outcomes,
    };
  }
}

/** The event of such a command says all that its answer said, so the answer is not stored a second time. */
function isToldByItsEvent(outcome: Outcome): boolean {
  return outcome.kind !== 'refused' && outcome.kind !== 'found' && outcome.kind !== 'stock-changed';
}

/** What the commands name, each thing once. */
export function wantedBy(items: readonly BatchItem[]): Wanted {
  const commands = items.map(({ command }) => command);
  const identified = commands.filter((command): command is IdentifiedCommand => command.type !== 'ExpireDue');
  const assigns = commands.filter((command) => command.type === 'Assign');
  // One more than the batch can take or move: what stands there then is the next bound when the pool is exhausted.
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
