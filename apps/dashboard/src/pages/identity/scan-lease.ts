import type { ReceivedEvent } from '../../events/event-document.js';
import { readEvent } from '../../events/event-document.js';
import type { ServiceClient } from '../../service/service-client.js';

/** Events that are looked through after the assignment, and requests for them: an answer can end early where few events are visible. */
export const scannedMax = 20_000;
const requestsMax = 20;

export interface ScannedLease {
  /** Of the identity, by position. */
  readonly events: readonly ReceivedEvent[];
  /** When the last event that was looked through was recorded, in milliseconds since 1970; undefined: the lane was read to its end. */
  readonly readUntil: number | undefined;
}

/**
 * The events of an identity from an assignment on, from those of its lane that the caller may see.
 * @param assignmentId `<lane>-<position>` of its `Assigned`
 */
export async function scanLease(
  service: Pick<ServiceClient, 'stream'>,
  impi: string,
  assignmentId: string,
  signal: AbortSignal,
): Promise<ScannedLease> {
  const [lane = '', position = ''] = assignmentId.split('-');
  const events: ReceivedEvent[] = [];
  let left = scannedMax;
  let after = Number(position) - 1;
  let readUntil = 0;
  for (let requests = 0; requests < requestsMax && left > 0; requests++) {
    let coveredUpTo = 0;
    let last = 0;
    const path = `/v1/events?lane=${lane}&after=${after}&limit=${left}`;
    for await (const line of service.stream(path, signal, (headers) => (coveredUpTo = endIn(headers)))) {
      left--;
      const event = readEvent(line);
      if (event === undefined) continue;
      last = event.position;
      readUntil = Date.parse(event.time);
      if (event.subject === impi) events.push(event);
    }
    const end = Math.max(last, coveredUpTo);
    if (end <= after) return { events, readUntil: undefined };
    after = end;
  }
  return { events, readUntil };
}

/** The position up to which an answer has all events; 0 if it does not state one. */
function endIn(headers: Headers): number {
  return Number(headers.get('events-until')?.split('-')[1] ?? 0);
}
