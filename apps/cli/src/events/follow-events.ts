import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../command/command-error.js';
import { type ServiceClient, ServiceError } from '../service/service-client.js';
import { idsIn } from './event-places.js';

/** Pause before the service is tried again: longer with each failure, with jitter, so that many followers do not come back at the same time. */
const pauseMs = { min: 500, max: 30_000 };
/** The service sends a comment every 15 s: a stream that is quiet for longer has lost its connection. */
const quietMsMax = 45_000;

export interface FollowedEvents {
  /** The request that continues where the reader is. */
  readonly path: () => string;
  readonly handle: (document: string) => void;
  /** The reader has passed these events, which can be others'. */
  readonly reached: (ids: readonly string[]) => void;
  /** Called after each chunk. True: enough. */
  readonly handled: () => Promise<boolean>;
  /** Called with the reason when a connection is lost; not for each attempt to make it again. */
  readonly lost: (reason: string) => void;
}

/** Reads server-sent events, and reconnects until it has enough, or the signal is aborted. Throws what the service refuses for good. */
export async function followEvents(service: ServiceClient, follow: FollowedEvents, signal: AbortSignal): Promise<void> {
  for (let failures = 0; ;) {
    let reason = 'the service ended the stream';
    try {
      for await (const _ of connection(service, follow)) {
        failures = 0;
        if (await follow.handled()) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CommandError && !(error instanceof ServiceError && error.isTemporary)) throw error;
      reason = error instanceof Error ? error.message : String(error);
    }
    if (failures === 0) follow.lost(reason);
    await pause(waitMs(failures++), undefined, { signal });
  }
}

/** One connection. Yields after each chunk. */
async function* connection(
  service: ServiceClient,
  { path, handle, reached }: FollowedEvents,
): AsyncGenerator<void, void, undefined> {
  const quiet = new AbortController();
  const timer = setTimeout(() => {
    quiet.abort(new Error(`nothing received for ${String(quietMsMax / 1_000)} s`));
  }, quietMsMax);
  try {
    const { headers, lines } = await service.openStream(path(), quiet.signal);
    reached(idsIn(headers.get('events-after')));
    let place: readonly string[] = [];
    for await (const page of lines) {
      timer.refresh();
      for (const line of page) {
        const [, field, value = ''] = /^(id|data): ?(.*)$/.exec(line) ?? [];
        if (field === 'data') handle(value);
        // A place is reached only with the line after it: that can be the event of this id.
        else reached(place);
        place = field === 'id' ? idsIn(value) : [];
      }
      yield;
    }
  } finally {
    clearTimeout(timer);
  }
}

function waitMs(failures: number): number {
  const longest = Math.min(pauseMs.max, pauseMs.min * 2 ** failures);
  return longest * (0.5 + Math.random() / 2);
}
