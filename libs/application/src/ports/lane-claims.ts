import type { Lane } from '@allocator/domain';

/**
 * Chooses one process a lane. Safety does not depend on the claim, but on Kafka's fence: the claim only prevents two relays from fencing
 * each other in turn.
 */
export interface LaneClaims {
  /** True if this process holds the lane now. Never waits. */
  claim(lane: Lane): Promise<boolean>;
  /** False once the claim is gone, for example because the connection that held it broke. */
  holds(lane: Lane): boolean;
  release(lane: Lane): Promise<void>;
}
