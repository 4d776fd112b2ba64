import type { Exposure, OperatorId } from '@allocator/domain';
import { exposureOf, exposureSecondsMax, holdSpans, plusSeconds } from '@allocator/domain';
import type { ExposureQueries } from '../ports/exposure-queries.js';

/** Largest number of exposures that are listed; all are counted. */
const listedMax = 1_000;
/** Identities whose former assignments are read with one statement. */
const readCountMax = 1_000;

/** Identities that were assigned again before their terms were raised, and whose former holder can still be registered. */
export interface Exposures {
  readonly count: number;
  /** The first of them. */
  readonly listed: readonly Exposure[];
}

/**
 * Finds identities that are assigned again although, by the operator's present terms, their former holder's lease has not ended.
 * Computed from the events, so it can be repeated at any time.
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
        const reassigned = await this.queries.reassigned({
          lane,
          poolId,
          assignedAfter,
          after,
          countMax: readCountMax,
        });
        for (const { identity, former } of reassigned) {
          const exposure = exposureOf(identity, former, spans, now);
          if (exposure === undefined) continue;
          exposures.count++;
          if (exposures.listed.length < listedMax) exposures.listed.push(exposure);
        }
        const last = reassigned.at(-1);
        if (last === undefined) break;
        after = last.identity.number;
      }
    }
    return exposures;
  }
}
