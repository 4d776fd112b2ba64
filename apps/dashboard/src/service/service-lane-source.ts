import type { CheckpointPage, LaneSource } from '../chain/lane-source.js';
import type { ServiceClient } from './service-client.js';

/** Of one request; a longer read continues with the next. */
const eventsMax = 100_000;

/** The history as the service returns it to auditors and analysts. */
export class ServiceLaneSource implements LaneSource {
  constructor(private readonly service: ServiceClient) {}

  async *documents(
    lane: number,
    after: number,
    upTo: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let from = after; from < upTo; from += eventsMax) {
      const limit = Math.min(eventsMax, upTo - from);
      yield* this.service.bytes(`/v1/events?lane=${lane}&after=${from}&limit=${limit}`, signal);
    }
  }

  async checkpoints(lane: number, after: number, countMax: number, signal: AbortSignal): Promise<CheckpointPage> {
    const query = { lane, after, limit: countMax };
    const { checkpoints, next } = await this.service.get('/v1/checkpoints', { params: {}, query, signal });
    return { jws: checkpoints.map(({ jws }) => jws), next };
  }
}
