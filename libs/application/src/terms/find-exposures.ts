import type { Exposure, OperatorId } from '@allocator/domain';
import { exposureOf, exposureSecondsMax, holdSpans, plusSeconds } from '@allocator/domain';
import type { ExposureQueries } from '../ports/exposure-queries.js';

/** Exposures that are listed; of more, the number is told. */
const listedMax = 1_000;
/** Identities whose former assignment is read at a time. */
const readCountMax = 1_000;

/** Identities that had been lent on before their terms were raised: those whose former holder could still be registered. */
export interface Exposures {
  readonly count: number;
  /** The first of them. */
  readonly listed: readonly Exposure[];
}

/**
 * Looks which identities are lent on although, by the operator's terms as they are now, their former holder's end is still to
 * come. It is told by the events, so it can be asked again at any time.
 */
export class FindExposures {
  constructor(private readonly queries: ExposureQueries) {}

  async find(operatorId: OperatorId): Promise<Exposures> {
    const profiles = await this.queries.profiles(operatorId);
    const spans = holdSpans(profiles);
    const secondsMax = spans.length === 0 ? 0 : exposureSecondsMax(profiles, spans);
    if (secondsMax === 0) return { count: 0, listed: [] };
    const exposures: { count: number; listed: Exposure[] } = { count: 0, listed: [] };
    for (const { lane, poolId, now } of await this.queries.poolsOf(operatorId)) {
      const assignedAfter = plusSeconds(now, -secondsMax);
      let after = 0;
      for (;;) {
        const lentOn = await this.queries.lentOn({ lane, poolId, assignedAfter, after, countMax: readCountMax });
        for (const { identity, former } of lentOn) {
          const exposure = exposureOf(identity, former, spans, now);
          if (exposure === undefined) continue;
          exposures.count++;
          if (exposures.listed.length < listedMax) exposures.listed.push(exposure);
        }
        const last = lentOn.at(-1);
        if (last === undefined) break;
        after = last.identity.number;
      }
    }
    return exposures;
  }
}
