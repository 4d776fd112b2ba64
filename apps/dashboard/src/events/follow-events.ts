import { readEvent } from './event-document.js';
import type { LiveEvent } from './event-window.js';
import { LaneCursors } from './lane-cursors.js';
import { reconnectPauseMs } from './reconnect-pause-ms.js';

export type FollowStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** `error`: why the last connection ended; undefined if the service ended it, as it does with the token. */
  | { readonly kind: 'reconnecting'; readonly pauseMs: number; readonly error: Error | undefined };

export interface FollowedStream {
  /**
   * The lines of a stream that stays open, and starts after these events (`<lane>-<position>`, one a lane; other lanes at their
   * beginning), or with what is recorded from now on. Calls `opened` when it is connected, with the events after which it starts.
   */
  readonly open: (
    after: readonly string[] | 'latest',
    opened: (startsAfter: readonly string[]) => void,
    signal: AbortSignal,
  ) => AsyncIterable<string>;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onStatus: (status: FollowStatus) => void;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** False: the same call cannot succeed later. */
  readonly isTemporary: (error: Error) => boolean;
}

/**
 * Follows the events of all lanes until the signal aborts. A stream that ends is opened again after the last event of each lane, so that
 * no event is missed or reported twice. Throws the error of a call that cannot succeed later.
 */
export async function followEvents(stream: FollowedStream, signal: AbortSignal): Promise<void> {
  const cursors = new LaneCursors();
  let failures = 0;
  while (!signal.aborted) {
    stream.onStatus({ kind: 'connecting' });
    let error: Error | undefined;
    try {
      const opened = (startsAfter: readonly string[]): void => {
        cursors.start(startsAfter);
        stream.onStatus({ kind: 'connected' });
      };
      for await (const text of stream.open(cursors.place, opened, signal)) {
        failures = 0;
        const event = readEvent(text);
        if (event !== undefined && cursors.advance(event.lane, event.position)) stream.onEvent({ event, text });
      }
    } catch (cause) {
      error = cause instanceof Error ? cause : new Error(String(cause));
      if (isAborted(signal)) return;
      if (!stream.isTemporary(error)) throw error;
    }
    failures++;
    const pauseMs = reconnectPauseMs(failures, Math.random());
    stream.onStatus({ kind: 'reconnecting', pauseMs, error });
    await stream.pause(pauseMs, signal);
  }
}

/** It can have changed during an await. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
