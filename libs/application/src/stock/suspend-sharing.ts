import type { CommandId } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { randomUUID } from 'node:crypto';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { BatchExecutor } from '../lanes/batch-executor.js';
import { batchItem } from '../lanes/fingerprint-of.js';
import type { SharedName, SharedNames } from '../ports/shared-names.js';

/**
 * Two identities with one address of record, which version 0.1 accepted, must not have a holder each. Both are suspended until the
 * operator retires one of them: only the operator knows which of the two is in the network, and either can be the one that is assigned.
 * Until then the database refuses to resume the other (`availability_shared_name`).
 */
export class SuspendSharing {
  constructor(
    private readonly names: SharedNames,
    private readonly executor: BatchExecutor,
    private readonly log: Log,
  ) {}

  /**
   * Runs at each start, before commands are taken. If both are suspended already, it only logs. Throws the errors of the store: a process
   * that cannot suspend them must not start.
   */
  async run(): Promise<void> {
    const names = await this.names.all();
    const settled = new Set(names.filter(({ isOtherGone }) => isOtherGone).map(({ alias }) => alias));
    const sharing = names.filter(({ alias }) => !settled.has(alias));
    // Each pair is listed twice and logged once.
    for (const name of new Map(sharing.map((each) => [each.alias, each])).values()) this.warn(name);
    for (const name of sharing.filter(({ stock }) => stock === 'active')) await this.suspend(name);
  }

  private warn({ alias, poolId, impi, other }: SharedName): void {
    this.log.warn(
      { code: 'alias-shared', alias, poolId, impi, otherPoolId: other.poolId, otherImpi: other.impi },
      'two identities have one address of record: both are suspended; retire one of them, and resume the other when the retired one is drained',
    );
  }

  /** Has no further effect if another process that starts at the same time does the same. */
  private async suspend({ lane, poolId, impi }: SharedName): Promise<void> {
    const commandId = randomUUID() as CommandId;
    try {
      await this.executor.executeBatch(lane, [batchItem({ type: 'Suspend', commandId, poolId, impi })]);
    } catch (error) {
      // A closed lane assigns nothing, and is opened while no service runs: the next start suspends the identity.
      if (!(error instanceof LaneClosedError)) throw error;
    }
  }
}
