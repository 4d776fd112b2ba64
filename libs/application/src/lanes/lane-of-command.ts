import type { IdentifiedCommand, Lane } from '@allocator/domain';
import { laneOf, parseEventId } from '@allocator/domain';

/**
 * The lane that decides the command: that of its pool, of its assignment, or, for an unknown identity, of the operator that indicates.
 * Undefined if the command names an assignment that cannot exist.
 */
export function laneOfCommand(command: IdentifiedCommand, lanes: number): Lane | undefined {
  switch (command.type) {
    case 'Assign':
    case 'Suspend':
    case 'Resume':
    case 'Retire':
    case 'Revoke':
      return laneOf(command.poolId, lanes);
    case 'Release':
    case 'Prolong': {
      const place = parseEventId(command.assignmentId);
      return place === undefined || place.lane >= lanes ? undefined : place.lane;
    }
    case 'Indicate':
      return laneOf(command.poolId ?? command.operatorId, lanes);
  }
}
