import type { EventReader } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { setTimeout as pause } from 'node:timers/promises';

/** Documents read at a time: a slow reader holds back this much and no more. */
const chunkCountMax = 500;
const chunkBytesMax = 512 * 1024;
/** How soon a follower at the end looks for more. */
const followPollMs = 100;

/** The documents as lines, chunk by chunk, as fast as they are taken; a follower waits at the end for more until it is ended. */
export async function* eventLines(
  reader: EventReader,
  lane: Lane,
  after: Position | 0,
  countMax: number,
  follow: boolean,
  ended: AbortSignal,
): AsyncGenerator<Buffer> {
  let position = after;
  let left = countMax;
  while (left > 0 && !ended.aborted) {
    const limit = { countMax: Math.min(left, chunkCountMax), bytesMax: chunkBytesMax };
    const events = await reader.readEvents(lane, position, limit);
    const last = events.at(-1);
    if (last !== undefined) {
      yield Buffer.from(events.map(({ document }) => `${document}\n`).join(''));
      position = last.position;
      left -= events.length;
    } else if (follow) {
      await pause(followPollMs, undefined, { signal: ended }).catch(() => undefined);
    } else return;
  }
}
