import { z } from 'zod';
import { anyCount, instant, sentence, wwsfId } from '../values/ids.js';
import { laneNumber, lanePosition, lanesMax } from '../values/whole.js';
import { intakeFailureStates } from './intake-failure-states.js';

/** WWSFs at most. */
const wwsfsMax = 100_000;

const laneFigures = z
  .object({
    lane: laneNumber,
    expiryOverdueSeconds: anyCount.meta({
      description:
        'How long the earliest lapsed lease has waited for its Expired event, in whole seconds; 0 if none waits',
    }),
    projectorLag: lanePosition.meta({ description: 'Events that the read models do not contain yet' }),
    checkpointLag: lanePosition.meta({
      description: 'Events after the last signed checkpoint; all of them where no checkpoints are signed',
    }),
    checkpointAt: instant
      .nullable()
      .meta({ description: 'When the last checkpoint was signed; null if there is none', examples: [null] }),
  })
  .meta({ id: 'LaneFigures' });

const commandFigures = z
  .object({
    waiting: anyCount.meta({
      description: 'Records of command topics that are not answered yet, as of the last fetch',
    }),
    deadLetters: anyCount.meta({
      description: 'Records that were written to the dead-letter topic since the start of the process',
    }),
    failures: z
      .array(z.object({ wwsfId, state: z.enum(intakeFailureStates), reason: sentence }))
      .max(wwsfsMax)
      .meta({ description: 'WWSFs whose commands are not consumed at present' }),
  })
  .meta({
    id: 'CommandFigures',
    description:
      'Commands over Kafka that this process consumes, of all WWSFs: for auditors and analysts. Absent if it consumes none: Kafka is off, or another process does',
  });

/** `GET /v1/health`: lateness and lags, some of the figures of docs/metrics.md. */
export const healthFiguresAnswer = z
  .object({
    lanes: z
      .array(laneFigures)
      .max(lanesMax)
      .meta({ description: 'By number. On Citus, without lanes whose server does not answer' }),
    commands: commandFigures.optional(),
  })
  .meta({
    id: 'HealthFigures',
    examples: [
      {
        lanes: [
          {
            lane: 6,
            expiryOverdueSeconds: 0,
            projectorLag: 0,
            checkpointLag: 2,
            checkpointAt: '2026-01-01T09:00:00.000Z',
          },
        ],
        commands: { waiting: 0, deadLetters: 0, failures: [] },
      },
    ],
  });
