import type { LaneFigures } from '@allocator/application';
import type { AnswerType, healthFiguresAnswer } from '@allocator/contracts';
import { toIso } from '@allocator/domain';
import type { HealthFigures } from './health-figures-query.handler.js';

type Answer = AnswerType<typeof healthFiguresAnswer>;

export function healthFiguresBodyOf({ lanes, commands }: HealthFigures): Answer {
  return { lanes: lanes.map(laneBodyOf), ...(commands === undefined ? {} : { commands }) };
}

function laneBodyOf({ lane, position, overdueMs, projectedUpTo, checkpoint }: LaneFigures): Answer['lanes'][number] {
  return {
    lane,
    expiryOverdueSeconds: Math.floor(overdueMs / 1_000),
    projectorLag: Math.max(0, position - projectedUpTo),
    checkpointLag: Math.max(0, position - (checkpoint?.position ?? 0)),
    checkpointAt: checkpoint === undefined ? null : toIso(checkpoint.time),
  };
}
