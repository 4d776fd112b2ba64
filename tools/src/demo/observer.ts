import { decodeEvent } from '@allocator/domain';
import type { ServiceClient } from '@allocator/local';
import { tableLines } from '../report/table-lines.js';
import { Tally } from './tally.js';
import type { Wwsf } from './wwsf.js';

/** Follows the events of the demo's pools, and shows in a table what they say. */
export class Observer {
  private readonly rows: readonly { readonly wwsf: Wwsf; readonly tally: Tally }[];
  private readonly notes: string[] = [];
  private readonly since = performance.now();

  constructor(
    private readonly auditor: ServiceClient,
    wwsfs: readonly Wwsf[],
  ) {
    this.rows = wwsfs.map((wwsf) => ({ wwsf, tally: new Tally() }));
  }

  /** Shown from now on, with the time. */
  note(text: string): void {
    this.notes.push(`- ${text} after ${this.elapsed}`);
  }

  /** Follows until the client is stopped; rejects if a stream breaks off and no process continues it. */
  async follow(): Promise<void> {
    const starts = new Map<number, number>();
    for (const { wwsf } of this.rows) {
      const { poolId, lane } = wwsf.pool;
      const { position } = await this.auditor.must({ method: 'GET', path: `/v1/pools/${poolId}/availability` });
      starts.set(lane, Math.min(starts.get(lane) ?? Infinity, position as number));
    }
    await Promise.all([...starts].map(([lane, after]) => this.followLane(lane, after)));
  }

  isOpen(assignmentId: string): boolean {
    return this.rows.some(({ tally }) => tally.isOpen(assignmentId));
  }

  /** A line with the main figures, then the table. */
  lines(): readonly string[] {
    const pools = this.rows.map(({ wwsf, tally }) => {
      const { assigned, released, indicated, expired, refused } = tally.counts;
      return `${wwsf.pool.poolId} assigned ${assigned}, leased now ${tally.leased}, released ${released}, indicated ${indicated}, expired ${expired}, refused ${refused}`;
    });
    return [`- after ${this.elapsed}: ${pools.join('; ')}`, ...this.table()];
  }

  table(): readonly string[] {
    const columns = ['assigned', 'prolonged', 'released', 'indicated', 'ignored', 'expired'] as const;
    const rows = this.rows.map(({ wwsf: { pool, over }, tally: { counts, leased, lateness } }) => [
      pool.poolId,
      over,
      String(leased),
      ...columns.map((column) => String(counts[column])),
      lateness,
      String(counts.refused),
    ]);
    const heading = ['pool', 'over', 'leased now', ...columns, 'late ms', 'refused'];
    return [...this.notes, ...tableLines([heading, ...rows], (column) => column < 2)];
  }

  private get elapsed(): string {
    return `${((performance.now() - this.since) / 1_000).toFixed(0)} s`;
  }

  private async followLane(lane: number, after: number): Promise<void> {
    let position = after;
    for (;;) {
      const before = position;
      try {
        for await (const page of this.auditor.documents(lane, position, true)) {
          for (const event of page.map(decodeEvent)) {
            position = event.position;
            const poolId = 'poolId' in event.data ? event.data.poolId : undefined;
            this.rows.find(({ wwsf }) => wwsf.pool.poolId === poolId)?.tally.add(event);
          }
        }
      } catch (error) {
        if (position === before) throw error;
      }
      // The process that served the stream has ended: another one continues it.
      if (position === before) throw new Error(`the service ended the events of lane ${lane}`);
    }
  }
}
