import type { AllocationQueries } from '@allocator/application';
import type { CommandIntake } from '@allocator/kafka';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';

/** Shortest time between two reads of the WWSFs. */
const restMs = 1_000;
/** Poll interval, for news that was lost. */
const pollMs = 10_000;

/**
 * Keeps the intake's tenants equal to the WWSFs that agreements name: a new WWSF gets its topics without a restart. Wake it with the
 * news of a commit: it may have set an agreement.
 */
export class Tenants extends LoopService {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'wwsfIds'>,
    private readonly intake: CommandIntake,
    log: Log,
  ) {
    super({ name: 'tenants', log, backoff: new Backoff({ minMs: 100, maxMs: 5_000 }), restMs });
  }

  protected async runOnce(): Promise<number> {
    this.intake.setTenants(await this.queries.wwsfIds());
    return pollMs;
  }
}
