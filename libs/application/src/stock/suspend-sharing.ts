import type { CommandId, Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { randomUUID } from 'node:crypto';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { BatchExecutor } from '../lanes/batch-executor.js';
import { batchItem } from '../lanes/fingerprint-of.js';
import type { SharedName, SharedNames } from '../ports/shared-names.js';

/**
 * Two identities of one address of record, of which a former version has taken both, must not have a holder each. Both are suspended
 * until the operator has retired one of them: only the operator knows which of the two the network has, and the one that
 * is assigned at the moment may be either. Resuming the other one is refused before that (`availability_shared_name`).
 */
export class SuspendSharing {
  constructor(
    private readonly names: SharedNames,
    private readonly executor: BatchExecutor,
    private readonly log: Log,
    private readonly committed: (lane: Lane) => void = () => undefined,
  ) {}

  /**
   * To be run at each start, before commands are taken; where both are suspended already it only logs. What the store throws comes
   * through: a process that cannot see to it must not start.
   */
  async run(): Promise<void> {
    const names = await this.names.all();
    const settled = new Set(names.filter(({ isOtherGone }) => isOtherGone).map(({ alias }) => alias));
    const sharing = names.filter(({ alias }) => !settled.has(alias));
    // Each pair is there from both its sides, and is told once.
    for (const name of new Map(sharing.map((each) => [each.alias, each])).values()) this.warn(name);
    for (const name of sharing.filter(({ stock }) => stock === 'active')) await this.suspend(name);
  }

  private warn({ alias, poolId, impi, other }: SharedName): void {
    this.log.warn(
      { code: 'alias-shared', alias, poolId, impi, otherPoolId: other.poolId, otherImpi: other.impi },
      'two identities are one address of record: both are suspended, retire one of them and resume the other when it is drained',
    );
  }

  /** Suspended again by another process that starts at this moment, it stays as it is. */
  private async suspend({ lane, poolId, impi }: SharedName): Promise<void> {
    const commandId = randomUUID() as CommandId;
    try {
      await this.executor.executeBatch(lane, [batchItem({ type: 'Suspend', commandId, poolId, impi })]);
      this.committed(lane);
    } catch (error) {
      // It assigns nothing while it is closed, and it is opened again while no service works on it.
      if (!(error instanceof LaneClosedError)) throw error;
    }
  }
}
