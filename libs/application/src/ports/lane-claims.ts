import type { Lane } from '@allocator/domain';

/**
 * Chooses one process a lane. Losing the claim is never the safety (Kafka's fence is): it only keeps two relays from
 * fencing each other in turn.
 */
export interface LaneClaims {
  /** True where this process holds the lane from now on (or held it already). Never waits. */
  claim(lane: Lane): Promise<boolean>;
  /** False once the claim is gone, for example because the connection that held it broke. */
  holds(lane: Lane): boolean;
  release(lane: Lane): Promise<void>;
}
