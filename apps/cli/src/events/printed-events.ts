import type { CommandContext } from '../command/command-context.js';
import type { OutputFlags } from '../command/output.js';
import { type ServiceFlags, serviceOf } from '../service/service-flags.js';
import { eventLine } from './event-line.js';
import { EventPlaces, idsIn } from './event-places.js';
import { followEvents } from './follow-events.js';

export interface EventsFlags extends ServiceFlags, OutputFlags {
  readonly lane?: number;
  readonly after: readonly string[];
  readonly limit?: number;
  readonly follow: boolean;
  readonly cursor?: string;
}

/** The events that one run of the command prints, and how far it is. */
export class PrintedEvents {
  private readonly places: EventPlaces;
  private printed = 0;
  /** Whether the service has named where the reader is: lanes that it does not name have no event. */
  private isPlaced: boolean;

  constructor(
    private readonly context: CommandContext,
    private readonly flags: EventsFlags,
    private readonly limit: number,
  ) {
    const { cursor, after } = flags;
    this.places = cursor === undefined ? new EventPlaces() : EventPlaces.stored(cursor);
    if (this.places.ids.length === 0) this.places.reached(after);
    this.isPlaced = this.places.ids.length > 0;
  }

  /** What is recorded already. An answer can end before the end of the history: it covers a limited number of positions. */
  async read(): Promise<void> {
    const service = this.service();
    for (let isEnd = false; !isEnd && this.printed < this.limit;) {
      const before = this.printed;
      const { headers, lines } = await service.open(this.path());
      for await (const page of lines) {
        for (const document of page) this.handle(document);
        await this.context.printed();
      }
      const until = idsIn(headers.get('events-until'));
      isEnd = this.printed === before && until.every((id) => this.places.ids.includes(id));
      if (this.printed < this.limit) this.places.reached(until);
      this.keep();
    }
  }

  /** What is recorded from now on, or after the given places, until the limit. */
  async follow(): Promise<void> {
    const follow = {
      path: () => this.path(),
      handle: (document: string) => {
        this.handle(document);
      },
      reached: (ids: readonly string[]) => {
        this.isPlaced = true;
        if (this.printed < this.limit) this.places.reached(ids);
      },
      handled: async () => {
        await this.context.printed();
        this.keep();
        return this.printed === this.limit;
      },
      lost: (reason: string) => {
        this.context.notice(`${reason}; connecting again`);
      },
    };
    await followEvents(this.service(), follow, this.context.reading);
  }

  /** Says how to continue, unless a file has it. */
  end(): void {
    const { follow, cursor } = this.flags;
    if (cursor !== undefined || this.places.ids.length === 0) return;
    if (!follow && this.printed < this.limit) return;
    this.context.notice(`continue with ${this.places.ids.map((id) => `--after ${id}`).join(' ')}`);
  }

  private service() {
    return serviceOf(this.flags, { ...this.context, signal: this.context.reading });
  }

  private path(): string {
    const { lane, follow } = this.flags;
    const query = new URLSearchParams({ follow: String(follow) });
    if (lane !== undefined) query.set('lane', String(lane));
    if (!follow) query.set('limit', String(this.limit - this.printed));
    for (const id of this.places.ids)
      if (lane === undefined || id.startsWith(`${String(lane)}-`)) query.append('after', id);
    if (follow && !this.isPlaced) query.append('after', 'latest');
    return `/v1/events?${query.toString()}`;
  }

  private handle(document: string): void {
    if (this.printed === this.limit) return;
    this.printed++;
    this.context.print(this.flags.json ? document : eventLine(document));
    this.places.reached([idOf(document)]);
  }

  private keep(): void {
    if (this.flags.cursor !== undefined && this.places.ids.length > 0) this.places.store(this.flags.cursor);
  }
}

function idOf(document: string): string {
  return String((JSON.parse(document) as { readonly id?: unknown }).id);
}
