import type { LaneClaims } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { SimulatedDatabase } from './simulated-database.js';

/** The advisory locks of one process. */
export class SimulatedClaims implements LaneClaims {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly process: number,
  ) {}

  async claim(lane: Lane): Promise<boolean> {
    if (!this.database.claims.has(lane)) this.database.claims.set(lane, this.process);
    return this.holds(lane);
  }

  holds(lane: Lane): boolean {
    return this.database.claims.get(lane) === this.process;
  }

  async release(lane: Lane): Promise<void> {
    if (this.holds(lane)) this.database.claims.delete(lane);
  }
}
