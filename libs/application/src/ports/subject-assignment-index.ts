import type { Lane } from '@allocator/domain';

/** A lane that has events which the index does not contain yet. */
export interface LaneToIndex {
  readonly lane: Lane;
  /** The index contains the lane up to this position. */
  readonly checkpoint: number;
  /** The lane's last position. */
  readonly position: number;
}

/** The read model that lists the assignments of each subject. */
export interface SubjectAssignmentIndex {
  /** By lane; empty if the index is complete. */
  lanesBehind(): Promise<readonly LaneToIndex[]>;
  /** Adds the assignments after one position, up to another, and moves the lane's checkpoint in the same transaction. */
  add(lane: Lane, after: number, upTo: number): Promise<void>;
}
