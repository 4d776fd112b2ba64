import type { AllocationQueries } from '@allocator/application';
import type { CommandIntake } from '@allocator/kafka';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';

/** Interval in which agreements that other processes have set are noticed. */
const pollMs = 1_000;

/** Keeps the intake's tenants equal to the WWSFs that agreements name: a new WWSF gets its topics without a restart. */
export class Tenants extends LoopService {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'wwsfIds'>,
    private readonly intake: CommandIntake,
    log: Log,
  ) {
    super({ name: 'tenants', log, backoff: new Backoff({ minMs: 100, maxMs: 5_000 }) });
  }

  protected async runOnce(): Promise<number> {
    this.intake.setTenants(await this.queries.wwsfIds());
    return pollMs;
  }
}
