import type { AgreementId, PoolId } from '@allocator/domain';
import { type ServiceClient, httpRequestOf, sampleRows, setUpPool } from '@allocator/local';
import { newAssign, poolInLane, benchTerms } from './bench-terms.js';
import { Load } from './load.js';
import { onSchedule } from './on-schedule.js';
import type { BenchService, Round } from './round.js';

export const quietPerSecond = 50;

/** A WWSF with its own agreement and a pool in a flooded lane; every lane is flooded. */
export class QuietWwsf {
  private constructor(
    private readonly client: ServiceClient,
    private readonly poolId: PoolId,
  ) {}

  static async setUp(round: Round, service: BenchService): Promise<QuietWwsf> {
    const poolId = poolInLane(0, 'quiet');
    const client = await round.client(service, quietPerSecond, 'wwsf-quiet');
    const terms = benchTerms(poolId, 'quiet' as AgreementId, 'wwsf-quiet');
    await setUpPool(client, terms, sampleRows('quiet', 'quiet.example', 5_000));
    return new QuietWwsf(client, poolId);
  }

  /** Assigns on schedule; after a `503` it retries with the same key. Latency counts from the scheduled time. */
  async measure(length: { readonly warmUpMs: number; readonly measureMs: number }, signal: AbortSignal): Promise<Load> {
    const load = new Load(length, signal);
    await onSchedule(load, quietPerSecond, async (due) => {
      const request = httpRequestOf(newAssign(this.poolId));
      for (;;) {
        const { status, bytes } = await this.client.exchange(request);
        if (status === 503) continue;
        if (status !== 201) throw new Error(`the quiet WWSF was answered ${String(status)} ${bytes.toString()}`);
        load.answered(1, due);
        return;
      }
    });
    return load;
  }
}
