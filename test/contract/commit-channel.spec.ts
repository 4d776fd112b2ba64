import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CommitNews, HeadWatch, SeenHeads } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { PostgresCommitChannel, PostgresEventReader } from '@allocator/postgres';
import { RecordedLog } from '@allocator/testing';
import pg from 'pg';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';

const lanes = 8;
const [lane, other] = [3 as Lane, 5 as Lane];

/** One process, as far as commits are concerned. */
class Process {
  readonly news = new CommitNews();
  readonly log = new RecordedLog();
  readonly channel: PostgresCommitChannel;

  constructor({ clientConfig }: FreshDatabase) {
    this.channel = new PostgresCommitChannel(clientConfig, this.news, this.log);
  }

  /** Resolves when another process has committed in the lane. */
  hears(lane: Lane): Promise<void> {
    return new Promise((resolve) => {
      this.news.listen((of, by) => {
        if (by === 'another-process' && of === lane) resolve();
      });
    });
  }

  async start(): Promise<void> {
    const connected = this.channel.rounds.next();
    await this.channel.start();
    await connected;
  }
}

describe('the channel of commits', () => {
  let database: FreshDatabase;
  let one: Process;
  let two: Process;
  beforeAll(async () => {
    database = await freshDatabase(lanes);
  }, 60_000);
  beforeEach(async () => {
    one = new Process(database);
    two = new Process(database);
    await Promise.all([one.start(), two.start()]);
  });
  afterEach(() => Promise.all([one.channel.stop(), two.channel.stop()]));
  afterAll(() => database.drop());

  it('tells the other processes, and not this one, in which lanes this one has committed', async () => {
    const toOne: Lane[] = [];
    one.news.listen((of, by) => {
      if (by === 'another-process') toOne.push(of);
    });
    const heard = [two.hears(lane), two.hears(other)];
    one.news.announce(lane, 'this-process');
    one.news.announce(other, 'this-process');
    await Promise.all(heard);
    const answer = one.hears(other);
    two.news.announce(other, 'this-process');
    await answer;
    expect(toOne).toEqual([other]);
  });

  it('does not pass on the news of another process', async () => {
    const listener = await listening();
    const heard = two.hears(lane);
    one.news.announce(lane, 'this-process');
    await heard;
    const last = two.hears(other);
    two.news.announce(lane, 'another-process');
    one.news.announce(other, 'this-process');
    await last;
    expect(await listener.end()).toEqual(['3', '5']);
  });

  it('puts the commits of a busy time into few notifications', async () => {
    const listener = await listening();
    const last = two.hears(other);
    one.news.announce(lane, 'this-process');
    for (let commits = 0; commits < 1_000; commits++) one.news.announce((commits % 3) as Lane, 'this-process');
    one.news.announce(other, 'this-process');
    await last;
    expect((await listener.end()).length).toBeLessThanOrEqual(2);
  });

  it('connects again when its connection breaks', async () => {
    const again = [one.channel.rounds.next(), two.channel.rounds.next()];
    await database.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen commits'`,
    );
    await Promise.all(again);
    const heard = two.hears(lane);
    one.news.announce(lane, 'this-process');
    await heard;
  });

  it('is not needed to notice a commit: the watch of heads notices it, too', async () => {
    await one.channel.stop();
    const reader = new PostgresEventReader(database.pool, lanes);
    const news = new CommitNews();
    const watch = new HeadWatch(reader, new SeenHeads(news), new RecordedLog());
    await watch.compare();
    const noticed: Lane[] = [];
    news.listen((of) => noticed.push(of));
    await database.owner.query(`update lanes set position = position + 1 where lane = $1`, [lane]);
    await watch.compare();
    expect(noticed).toEqual([lane]);
  });

  async function listening(): Promise<{ end(): Promise<readonly string[]> }> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const payloads: string[] = [];
    client.on('notification', ({ payload = '' }) => payloads.push(payload));
    await client.query('listen commits');
    return {
      end: async () => {
        await client.query('select 1');
        await client.end();
        return payloads;
      },
    };
  }
});
