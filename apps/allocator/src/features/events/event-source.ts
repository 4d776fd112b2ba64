import type { EventReader, EventSpan, LanesToRead, OwnEvents, Readership, TenantEvents } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { EventPlace } from './event-place.js';

/** How much one look reads. */
type ReadLimit = Parameters<TenantEvents['readOwn']>[2];

/** Positions that one answer covers for a tenant, in all lanes: its events can be few among them. */
const ownSpanMax = 100_000;

/** The events that one reader may see. */
export class EventSource {
  constructor(
    private readonly reader: EventReader,
    private readonly tenantEvents: TenantEvents,
    private readonly readership: Readership,
  ) {}

  /** The last positions of these lanes. Throws `StoreUnavailableError` if one of their servers does not answer. */
  ends(lanes: readonly Lane[]): Promise<EventPlace> {
    return this.endsOf(lanes, 'all');
  }

  /** The same without the lanes whose server does not answer, if there are several. */
  endsOfAnswering(lanes: readonly Lane[]): Promise<EventPlace> {
    return this.endsOf(lanes, 'answering');
  }

  /** Where an answer ends that starts at this place: at the ends of the lanes, or earlier for a tenant. Never before its start. */
  async endsOfAnswer(start: EventPlace): Promise<EventPlace> {
    const ends = await this.ends([...start.keys()]);
    const positionsMax = this.readership === 'all' ? Infinity : Math.ceil(ownSpanMax / start.size);
    return new Map(
      [...start].map(([lane, after]) => {
        const end = Math.min(ends.get(lane) ?? after, after + positionsMax);
        return [lane, Math.max(after, end) as Position | 0];
      }),
    );
  }

  /** Reads a span, or its beginning. */
  async read(span: EventSpan, limit: ReadLimit): Promise<OwnEvents> {
    if (this.readership !== 'all') return this.tenantEvents.readOwn(this.readership, span, limit);
    // Positions have no gaps: so many events are in the span.
    const countMax = Math.min(limit.countMax, span.until - span.after);
    const events = await this.reader.readEvents(span.lane, span.after, { ...limit, countMax });
    return { events, readUpTo: events.at(-1)?.position ?? span.until };
  }

  private async endsOf(lanes: readonly Lane[], which: LanesToRead): Promise<EventPlace> {
    const [lane] = lanes;
    const heads =
      lane !== undefined && lanes.length === 1
        ? [await this.reader.laneHead(lane)]
        : await this.reader.laneHeads(which);
    return new Map(heads.map(({ lane: of, position }) => [of, position]));
  }
}
