import { useEffect, useState } from 'react';
import type { ServiceClient } from '../service/service-client.js';
import { ServiceError } from '../service/service-error.js';
import { useService } from '../service/use-service.js';
import type { EventWindow, LiveEvent } from './event-window.js';
import { emptyWindow, withArrived } from './event-window.js';
import type { FollowStatus, FollowedStream } from './follow-events.js';
import { followEvents } from './follow-events.js';
import { liveEventsPath } from './live-events-path.js';

/** Events that arrive within this time are rendered together. */
const renderMs = 250;

export interface LiveEvents {
  readonly window: EventWindow;
  readonly status: FollowStatus;
  /** Why following ended, if it cannot succeed later. */
  readonly error: Error | undefined;
}

/** The events of all lanes that the reader may see, from now on, while the page is shown. */
export function useLiveEvents(attempt: number): LiveEvents {
  const service = useService();
  const [shown, setShown] = useState<LiveEvents>({
    window: emptyWindow,
    status: { kind: 'connecting' },
    error: undefined,
  });
  useEffect(() => {
    const stop = new AbortController();
    let arrived: LiveEvent[] = [];
    const render = setInterval(() => {
      if (arrived.length === 0) return;
      const all = arrived;
      arrived = [];
      setShown((before) => ({ ...before, window: withArrived(before.window, all) }));
    }, renderMs);
    const stream: FollowedStream = {
      open: (after, opened, signal) => openStream(service, after, opened, signal),
      onEvent: (event) => arrived.push(event),
      onStatus: (status) => setShown((before) => ({ ...before, status, error: undefined })),
      pause,
      isTemporary: (error) => !(error instanceof ServiceError) || error.isTemporary,
    };
    followEvents(stream, stop.signal).catch((error: unknown) => {
      setShown((before) => ({ ...before, error: error instanceof Error ? error : new Error(String(error)) }));
    });
    return () => {
      stop.abort();
      clearInterval(render);
    };
  }, [service, attempt]);
  return shown;
}

function openStream(
  service: ServiceClient,
  ...[after, opened, signal]: Parameters<FollowedStream['open']>
): AsyncIterable<string> {
  return service.stream(liveEventsPath(after), signal, (headers) => {
    opened(headers.get('events-after')?.split(',') ?? []);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
