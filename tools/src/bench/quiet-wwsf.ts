import { laneOf, type PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorizationOf } from './authorization.js';
import type { Load } from './load.js';
import { onSchedule } from './on-schedule.js';
import type { BenchService } from './bench-service.js';
import { agreement, profile } from './agreement.js';
import { lanes, newAssign, poolIds } from './stock.js';

export const quietPerSecond = 50;

/** A WWSF with its own agreement and a pool in a flooded lane; every lane is flooded. */
export class QuietWwsf {
  private constructor(
    private readonly http: HttpPool,
    private readonly token: string,
    private readonly poolId: string,
  ) {}

  static async setUp({ baseUrl }: BenchService): Promise<QuietWwsf> {
    const wwsfId = 'wwsf-quiet';
    const poolId = poolInLaneOf(poolIds[0] as PoolId);
    const token = await authorizationOf(wwsfId);
    const put = async (path: string, body: object | string): Promise<void> => {
      const isRows = typeof body === 'string';
      const answer = await fetch(baseUrl + path, {
        method: isRows ? 'POST' : 'PUT',
        headers: { authorization: token, 'content-type': isRows ? 'text/csv' : 'application/json' },
        body: isRows ? body : JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path} was answered ${String(answer.status)} ${await answer.text()}`);
      await answer.arrayBuffer();
    };
    const { agreementId: _, ...terms } = agreement;
    await put('/v1/agreements/quiet', { ...terms, operatorId: profile.operatorId, wwsfId });
    await put(`/v1/pools/${poolId}`, { agreementId: 'quiet', anonymous: 'refused', repeatSubject: 'another' });
    const rows = Array.from(
      { length: 5_000 },
      (_each, n) => `quiet-${String(n)}@ims.example,sip:quiet-${String(n)}@example.org\n`,
    );
    await put(`/v1/pools/${poolId}/identities`, rows.join(''));
    return new QuietWwsf(new HttpPool(baseUrl, { connections: quietPerSecond }), token, poolId);
  }

  /** Assigns on schedule, and retries `503` with the same key. Latency counts from the scheduled time. */
  offer(load: Load): Promise<void> {
    return onSchedule(load, quietPerSecond, async (due) => {
      const { commandId, subject } = newAssign(this.poolId as PoolId);
      const headers = { authorization: this.token, 'content-type': 'application/json', 'idempotency-key': commandId };
      const request = { method: 'POST', path: `/v1/pools/${this.poolId}/assignments`, headers } as const;
      for (;;) {
        const answer = await this.http.request({ ...request, body: JSON.stringify({ subject }) });
        const text = await answer.body.text();
        if (answer.statusCode === 503) continue;
        if (answer.statusCode !== 201)
          throw new Error(`the quiet WWSF was answered ${String(answer.statusCode)} ${text}`);
        load.answered(1, due);
        return;
      }
    });
  }

  close(): Promise<void> {
    return this.http.destroy();
  }
}

function poolInLaneOf(other: PoolId): string {
  for (let number = 1; ; number++) {
    const poolId = `quiet-${String(number)}`;
    if (laneOf(poolId, lanes) === laneOf(other, lanes)) return poolId;
  }
}
