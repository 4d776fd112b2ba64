import { useEffect, useState } from 'react';
import type { ServiceClient } from '../service/service-client.js';
import { ServiceError } from '../service/service-error.js';
import { useService } from '../service/use-service.js';
import type { EventWindow, LiveEvent, Matcher } from './event-window.js';
import { emptyWindow, withArrived, withFilter } from './event-window.js';
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

/**
 * The events of all lanes that the reader may see, from now on, while the page is shown.
 * @param matches which of them are kept first; the same function until the filter changes
 */
export function useLiveEvents(attempt: number, matches: Matcher): LiveEvents {
  const service = useService();
  const [shown, setShown] = useState<LiveEvents>(() => ({
    window: emptyWindow(matches),
    status: { kind: 'connecting' },
    error: undefined,
  }));
  // While rendering, so that no reader sees events of the former filter under the new one.
  if (shown.window.matches !== matches) setShown({ ...shown, window: withFilter(shown.window, matches) });
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
