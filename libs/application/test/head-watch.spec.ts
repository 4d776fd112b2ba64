import { beforeEach, describe, expect, it } from '@jest/globals';
import { HeadWatch, SeenHeads, hashOf } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { RecordedLog } from '@allocator/testing';
import { FakeStore } from './relay-fakes.js';

const lane = 1 as Lane;

describe('the watch of heads', () => {
  let store: FakeStore;
  let seen: SeenHeads;
  let log: RecordedLog;
  let watch: HeadWatch;
  beforeEach(() => {
    store = new FakeStore(2);
    store.append(lane, 3);
    seen = new SeenHeads();
    log = new RecordedLog();
    watch = new HeadWatch(store, seen, log);
  });
  const because = async (): Promise<string | undefined> => (await store.laneHeads())[lane]?.closedBecause;

  it('remembers the end of each lane', async () => {
    await watch.compare();
    const document = store.documents(lane)[2] ?? '';
    expect(seen.get(lane)).toEqual({ lane, position: 3, hash: hashOf(document) });
    store.append(lane, 2);
    await watch.compare();
    expect(seen.get(lane)?.position).toBe(5);
    expect(log.codes).toEqual([]);
  });

  it('closes a lane that ends before the position that was seen, once', async () => {
    await watch.compare();
    store.lose(lane, 1);
    await watch.compare();
    await watch.compare();
    expect(await because()).toBe('position 3 was committed, but the store ends at 2: it has lost events');
    expect(log.codes).toEqual(['lane-closed-store-behind']);
  });

  it('closes a lane that others have continued from a store that had lost events', async () => {
    await watch.compare();
    store.lose(lane, 1);
    store.append(lane, 4, 'other');
    await watch.compare();
    expect(await because()).toBe('the event at position 3 is another one in the store than the one that was committed');
    expect(log.codes).toEqual(['lane-closed-history-differs']);
    expect(seen.get(lane)?.position).toBe(3);
  });

  it('does not mistake a commit during its comparison for a loss', async () => {
    await watch.compare();
    const heads = store.laneHeads.bind(store);
    store.laneHeads = async () => {
      const answer = await heads();
      // This process commits between the store's answer and its arrival.
      store.append(lane, 1);
      const [document = ''] = store.documents(lane).slice(-1);
      seen.saw({ lane, position: store.events(lane).length as Position, hash: hashOf(document) });
      return answer;
    };
    await watch.compare();
    expect(await because()).toBeUndefined();
  });
});
