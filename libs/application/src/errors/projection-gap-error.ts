import type { Lane } from '@allocator/domain';

/** The stream skipped an event: the read model must not continue as if nothing were missing. */
export class ProjectionGapError extends Error {
  override readonly name = 'ProjectionGapError';
  constructor(
    readonly lane: Lane,
    readonly checkpoint: number,
    readonly position: number,
  ) {
    super(`lane ${String(lane)}: position ${String(position)} follows checkpoint ${String(checkpoint)}`);
  }
}
