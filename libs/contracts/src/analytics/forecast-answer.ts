import { z } from 'zod';
import { anyCount, poolId } from '../values/ids.js';

const count = anyCount;
const share = z.number().min(0).max(1);
/** Of arrivals and of the load that they offer. */
const rate = z.number().min(0).max(1e15);

/** `GET /v1/analytics/pools/{poolId}/forecast` */
export const forecastQuery = z.strictObject({
  refusalPercent: z
    .string()
    .max(10)
    .regex(/^(100|[1-9]\d?(\.\d{1,6})?|0\.\d{0,5}[1-9])$/, 'is a percentage above 0, to 100')
    .meta({ description: 'Acceptable share of refused requests, in percent', examples: ['1'] })
    .transform(Number)
    .default(1),
});

const example = {
  poolId: 'pool-a',
  identities: 1500,
  assignable: 1400,
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 60,
  refusalPercent: 1,
  arrivalsPerHour: 100,
  offeredErlang: 101.67,
  refusalProbability: 0,
  secondsToExhaustion: null,
  advice: { identitiesNeeded: 119, securityLifetimeSeconds: 53_500 },
  withIndications: { hintedShare: 0.5, meanStaySeconds: 360, identitiesNeeded: 72, refusalProbability: 0 },
};

export const forecastAnswer = z
  .object({
    poolId,
    identities: count.meta({ description: 'Identities that can be assigned: neither suspended nor retired' }),
    assignable: count,
    securityLifetimeSeconds: count,
    quarantineSeconds: count,
    refusalPercent: z.number().min(0).max(100),
    arrivalsPerHour: rate.meta({ description: 'Requests for an assignment in the last hour, including refused ones' }),
    offeredErlang: rate.meta({ description: 'Arrivals per second, multiplied by (L + Q)' }),
    refusalProbability: share.meta({ description: 'Erlang B: share of refused requests at this rate and lifetime' }),
    secondsToExhaustion: count
      .nullable()
      .meta({ description: 'At the present rate; null if the pool does not shrink' }),
    advice: z.object({
      identitiesNeeded: count
        .nullable()
        .meta({ description: 'Size of the smallest pool that refuses at most refusalPercent' }),
      securityLifetimeSeconds: count
        .nullable()
        .meta({ description: 'The longest lifetime at which this pool refuses at most refusalPercent' }),
    }),
    withIndications: z
      .object({
        hintedShare: share,
        meanStaySeconds: count.nullable(),
        identitiesNeeded: count.nullable(),
        refusalProbability: share,
      })
      .meta({ description: 'The same forecast if an eP-CSCF proved every end that a WWSF now reports as a hint' }),
  })
  .meta({ id: 'Forecast', examples: [example] });
