import { afterEach, describe, expect, it } from '@jest/globals';
import { RelayService, publishBytesMax, publishCountMax, type Published } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { RecordedLog } from '@allocator/testing';
import { FakeClaims, FakeStore, FakeTopic } from './relay-fakes.js';

const lane = 0 as Lane;
const other = 1 as Lane;
const hourMs = 3_600_000;

describe('RelayService', () => {
  const running: RelayService[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((relay) => relay.stop()));
  });

  const given = ({ pollMs = 2 } = {}) => {
    const store = new FakeStore(2);
    const topic = new FakeTopic();
    const claims = new FakeClaims();
    const log = new RecordedLog();
    const clock = { nowMs: 0 };
    const times = { pollMs, claimAgainMs: 2, keepCheckpointMs: hourMs, now: () => clock.nowMs };
    const relay = new RelayService({ events: store, topic, claims, closer: store }, log, times);
    running.push(relay);
    const publishedTo = (of: Lane, position: number): Promise<Published> =>
      relay.published.waitFor((published) => published.lane === of && published.position === position);
    return { store, topic, claims, log, clock, relay, publishedTo };
  };

  it('publishes existing and new events, each lane independently, once and in order', async () => {
    const { store, topic, relay, publishedTo, log } = given();
    store.append(lane, 3);
    const first = publishedTo(lane, 3);
    await relay.start();
    await first;
    const rest = [publishedTo(lane, 5), publishedTo(other, 1)];
    store.append(lane, 2);
    store.append(other, 1);
    relay.notice(lane);
    await Promise.all(rest);
    expect(topic.documents(lane)).toEqual(store.documents(lane));
    expect(topic.documents(other)).toEqual(store.documents(other));
    expect(log.codes).toEqual([]);
    await relay.rounds.next();
    expect(relay.status()).toContainEqual({ lane, state: 'publishing', publishedUpTo: 5, lag: 0 });
  });

  it('publishes after a notice without waiting for a poll, and without a notice at the next poll', async () => {
    const noticed = given({ pollMs: hourMs });
    const started = noticed.publishedTo(lane, 1);
    noticed.store.append(lane, 1);
    await noticed.relay.start();
    await started;
    const woken = noticed.publishedTo(lane, 2);
    noticed.store.append(lane, 1);
    noticed.relay.notice(lane);
    await woken;
    const unnoticed = given();
    await unnoticed.relay.start();
    const polled = unnoticed.publishedTo(lane, 1);
    unnoticed.store.append(lane, 1);
    await polled;
  });

  it('continues from the published position of the topic, not from the end of the store', async () => {
    const { store, topic, relay, publishedTo } = given();
    store.append(lane, 4);
    topic.publishBefore(store.events(lane).slice(0, 2));
    const done = publishedTo(lane, 4);
    await relay.start();
    await done;
    expect(topic.documents(lane)).toEqual(store.documents(lane));
  });

  it('limits a transaction by count and by bytes', async () => {
    const { store, topic, relay, publishedTo } = given();
    store.append(lane, publishCountMax + 1);
    store.append(other, 3, 'x'.repeat(publishBytesMax));
    const done = [publishedTo(lane, publishCountMax + 1), publishedTo(other, 3)];
    await relay.start();
    await Promise.all(done);
    expect(topic.transactions(lane)).toEqual([publishCountMax, 1]);
    expect(topic.transactions(other)).toEqual([1, 1, 1]);
  });

  it.each([
    [
      'the topic is ahead of its store',
      'lane-closed-topic-ahead',
      2,
      3,
      /position 3 is published, but the store ends at 2/,
    ],
    ['the store continues with other events', 'lane-closed-history-differs', 4, 3, /does not follow the published one/],
    ['the last event differs', 'lane-closed-history-differs', 3, 3, /is another one in the store/],
  ])('closes a lane if %s, and publishes nothing of it', async (_, code, stored, published, reason) => {
    const { store, topic, relay, publishedTo, log } = given();
    const lost = new FakeStore(2);
    lost.append(lane, published, 'lost');
    topic.publishBefore(lost.events(lane));
    store.append(lane, stored);
    store.append(other, 1);
    const others = publishedTo(other, 1);
    const closed = store.closed.next();
    await relay.start();
    expect((await closed).reason).toMatch(reason);
    await others;
    await relay.rounds.next();
    expect(topic.documents(lane)).toEqual(lost.documents(lane));
    expect(log.lines).toMatchObject([{ level: 'error', code, lane }]);
    expect(relay.status()).toContainEqual(expect.objectContaining({ lane, state: 'halted' }));
  });

  it('closes a lane whose store loses events while it is being published', async () => {
    const { store, relay, publishedTo } = given();
    store.append(lane, 3);
    const done = publishedTo(lane, 3);
    await relay.start();
    await done;
    const closed = store.closed.next();
    store.lose(lane, 1);
    expect((await closed).reason).toMatch(/position 3 is published, but the store ends at 2/);
  });

  it('publishes a repaired lane again', async () => {
    const { store, topic, relay, publishedTo } = given();
    const whole = new FakeStore(2);
    whole.append(lane, 3);
    topic.publishBefore(whole.events(lane));
    const closed = store.closed.next();
    await relay.start();
    await closed;
    await relay.rounds.next();
    await relay.rounds.next();
    const done = publishedTo(lane, 5);
    store.append(lane, 5);
    store.reopen(lane);
    await done;
    expect(topic.documents(lane)).toEqual(store.documents(lane));
  });

  it('leaves a lane to the process that holds it, and takes it over when that process has gone', async () => {
    const { store, topic, claims, relay, publishedTo } = given();
    claims.takenElsewhere.add(lane);
    store.append(lane, 1);
    store.append(other, 1);
    const others = publishedTo(other, 1);
    await relay.start();
    await others;
    expect(topic.documents(lane)).toEqual([]);
    expect(relay.status()).toContainEqual({ lane, state: 'standby', publishedUpTo: undefined, lag: undefined });
    const done = publishedTo(lane, 1);
    claims.takenElsewhere.delete(lane);
    await done;
  });

  it('stops publishing when it is fenced, and reads the topic again before it continues', async () => {
    const { store, topic, relay, publishedTo, log } = given();
    store.append(lane, 1);
    const first = publishedTo(lane, 1);
    await relay.start();
    await first;
    store.append(lane, 2);
    topic.fence(lane, store.events(lane).slice(1, 2));
    await publishedTo(lane, 3);
    expect(topic.documents(lane)).toEqual(store.documents(lane));
    expect(log.codes).toEqual(['relay-fenced']);
  });

  it('opens the lane again when its claim is lost', async () => {
    const { store, topic, claims, relay, publishedTo, log } = given();
    store.append(lane, 1);
    const first = publishedTo(lane, 1);
    await relay.start();
    await first;
    claims.loseAll();
    const second = publishedTo(lane, 2);
    store.append(lane, 1);
    await second;
    expect(topic.opens.filter((opened) => opened === lane)).toHaveLength(2);
    expect(log.codes).toContain('relay-claim-lost');
  });

  it('reports why a topic cannot be used, and publishes when it is corrected', async () => {
    const { store, topic, relay, publishedTo } = given();
    topic.unusableBecause = 'topic allocation.events has retention.ms=1';
    store.append(lane, 2);
    const tried = topic.tries.waitFor((count) => count >= 5);
    await relay.start();
    await tried;
    const reason = topic.unusableBecause;
    expect(relay.status()).toContainEqual(expect.objectContaining({ lane, state: 'failing', reason }));
    const done = publishedTo(lane, 2);
    topic.unusableBecause = undefined;
    await done;
    expect(relay.status()).toContainEqual(expect.objectContaining({ lane, reason: undefined }));
    await relay.stop();
  });

  it('logs once that the topic is unavailable and once that it has recovered, and then publishes everything', async () => {
    const { store, topic, relay, publishedTo, log } = given();
    topic.isAway = true;
    store.append(lane, 2);
    store.append(other, 1);
    const tried = topic.tries.waitFor((count) => count >= 5);
    await relay.start();
    await tried;
    expect(log.codes).toEqual(['relay-failed']);
    expect(relay.status()).toContainEqual(expect.objectContaining({ lane, state: 'failing' }));
    const done = [publishedTo(lane, 2), publishedTo(other, 1)];
    topic.isAway = false;
    await Promise.all(done);
    await relay.stop();
    expect(log.codes).toEqual(['relay-failed', 'relay-recovered']);
  });

  it('reports the growing lag of a lane while the topic is unavailable, until another process has the lane', async () => {
    const { store, topic, claims, relay, publishedTo } = given();
    store.append(lane, 2);
    const first = publishedTo(lane, 2);
    await relay.start();
    await first;
    topic.isAway = true;
    store.append(lane, 3);
    await topic.tries.waitFor((count) => count >= 10);
    await relay.rounds.next();
    expect(relay.status()).toContainEqual({ lane, state: 'failing', publishedUpTo: 2, lag: 3, reason: undefined });
    claims.loseAll();
    claims.takenElsewhere.add(lane).add(other);
    const untilStandby = async (): Promise<void> => {
      while (relay.status().some(({ state }) => state !== 'standby')) await relay.rounds.next();
    };
    await untilStandby();
    expect(relay.status()).toContainEqual({ lane, state: 'standby', publishedUpTo: undefined, lag: undefined });
  });

  it('continues with the other lanes if one fails', async () => {
    const { store, topic, relay, publishedTo } = given();
    topic.refuses.add(lane);
    store.append(lane, 1);
    store.append(other, 1);
    const others = publishedTo(other, 1);
    await relay.start();
    await others;
  });

  it('commits the checkpoint of an idle lane when it opens the lane, and at intervals', async () => {
    const { store, topic, clock, relay, publishedTo } = given();
    store.append(lane, 1);
    const done = publishedTo(lane, 1);
    const opened = topic.kept.waitFor((kept) => kept === other);
    await relay.start();
    await Promise.all([done, opened]);
    const kept = topic.kept.waitFor((of) => of === lane);
    clock.nowMs += hourMs;
    relay.notice(lane);
    await kept;
  });
});
