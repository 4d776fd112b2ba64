import { describe, expect, it } from '@jest/globals';
import type { EventProjection, StoredEvent } from '@allocator/application';
import { ProjectionGapError, Projector } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { Log } from '@allocator/runtime';

/** A read model that only counts, and refuses gaps as its port demands. */
class Counting implements EventProjection {
  readonly at = new Map<Lane, number>();

  checkpoint(lane: Lane): Promise<Position | 0> {
    return Promise.resolve((this.at.get(lane) ?? 0) as Position | 0);
  }

  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0> {
    let checkpoint = this.at.get(lane) ?? 0;
    for (const { position } of events) {
      if (position <= checkpoint) continue;
      if (position !== checkpoint + 1) return Promise.reject(new ProjectionGapError(lane, checkpoint, position));
      checkpoint = position;
    }
    this.at.set(lane, checkpoint);
    return Promise.resolve(checkpoint as Position | 0);
  }
}

const events = (...positions: number[]): StoredEvent[] =>
  positions.map((position) => ({ lane: 0 as Lane, position: position as Position, subject: '', document: '' }));

describe('the projector', () => {
  const logged: string[] = [];
  const record = ({ code }: { code: string }) => void logged.push(code);
  const log: Log = { debug: record, info: record, warn: record, error: record };

  it('stops only the lane in which an event is missing, and logs an error', async () => {
    const projection = new Counting();
    const projector = new Projector(projection, log);
    const [first, second] = [0 as Lane, 1 as Lane];
    expect(await projector.project(first, events(1, 2))).toBe(true);
    expect(await projector.project(first, events(2, 3))).toBe(true);
    expect(await projector.project(first, events(5))).toBe(false);
    expect(await projector.project(first, events(4))).toBe(false);
    expect(await projector.project(second, events(1))).toBe(true);
    expect(projector.stoppedLanes).toEqual([first]);
    expect(logged).toEqual(['projector-gap']);
    expect([...projection.at]).toEqual([
      [first, 3],
      [second, 1],
    ]);
  });
});
