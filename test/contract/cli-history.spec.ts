import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { accessToken, analyst } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { Ended } from '../support/start-program.js';
import { startCli } from '../support/start-cli.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const lane = 6;

describeWithKafka('the command line of an auditor', (brokers) => {
  const dir = mkdtempSync(join(tmpdir(), 'allocator-history-'));
  const [privateKey, publicKey] = [join(dir, 'private.pem'), join(dir, 'public.pem')];
  const topicPrefix = testPrefix();
  let running: RunningService;
  let events = 0;

  beforeAll(async () => {
    const pair = generateKeyPairSync('ed25519');
    writeFileSync(privateKey, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(publicKey, pair.publicKey.export({ type: 'spki', format: 'pem' }));
    running = await runService({
      CHECKPOINT_KEY: privateKey,
      CHECKPOINT_SECONDS: '1',
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: topicPrefix,
    });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 50 });
    for (let n = 0; n < 60; n++) await running.api.assign('pool-a', `user-${String(n)}`);
    const head = async () => (await get('/v1/lanes')).lanes?.find((found) => found.lane === lane)?.position ?? 0;
    events = await head();
    const last = async () => (await get(`/v1/checkpoints?lane=${String(lane)}`)).checkpoints?.at(-1)?.position;
    await eventually(async () => (await last()) === events, 10_000, 'the checkpoint');
    await eventually(() => isPublished(running, lane, events), 20_000, 'the publication');
  }, 90_000);
  afterAll(async () => {
    await running.end();
    rmSync(dir, { recursive: true });
  });

  interface Answer {
    readonly lanes?: readonly { readonly lane: number; readonly position: number }[];
    readonly checkpoints?: readonly { readonly position: number }[];
  }
  const get = async (path: string): Promise<Answer> => (await running.api.get(path)).body;
  const allocator = (...args: readonly string[]): Promise<Ended> =>
    startCli(args, { ALLOCATOR_URL: running.api.baseUrl, ALLOCATOR_TOKEN: accessToken(analyst) }).ended;
  const sources = () => ({
    'the service': [],
    'the database': ['--database', running.database.url],
    'the topic': ['--kafka', brokers, '--topic-prefix', topicPrefix],
  });

  it.each(['the service', 'the database', 'the topic'] as const)(
    'verifies %s with only the public key',
    async (source) => {
      const { exitCode, out } = await allocator('verify', '--public-key', publicKey, ...sources()[source]);
      expect(out).toContain(
        `lane 6: verified up to position ${String(events)}, signed up to position ${String(events)}`,
      );
      expect(out).toContain(`${source}: `);
      expect(exitCode).toBe(0);
    },
    30_000,
  );

  it('reports a checkpoint that was signed with another key', async () => {
    const other = join(dir, 'other.pem');
    writeFileSync(other, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    const { exitCode, out } = await allocator('verify', '--public-key', other);
    expect(out).toMatch(/lane 6: \d+ checkpoints are not signed under this key/);
    expect(exitCode).toBe(1);
  });

  it('names the event that the database owner altered, while the topic still verifies', async () => {
    const alter = async (from: string, to: string): Promise<void> => {
      await running.database.owner.query('alter table events disable trigger user');
      const bytes = 'document = convert_to(replace(convert_from(document, $$UTF8$$), $2, $3), $$UTF8$$)';
      const text = 'document = replace(document, $2, $3)';
      const { rows } = await running.database.owner.query<{ type: string }>(
        `select data_type as type from information_schema.columns where table_name = 'events' and column_name = 'document'`,
      );
      const set = rows[0]?.type === 'bytea' ? bytes : text;
      await running.database.owner.query(`update events set ${set} where lane = ${String(lane)} and position = $1`, [
        70,
        from,
        to,
      ]);
      await running.database.owner.query('alter table events enable trigger user');
    };
    await alter('"generation":1', '"generation":2');
    const { exitCode, out } = await allocator('verify', '--public-key', publicKey, ...sources()['the database']);
    expect(out).toContain('lane 6, position 70: altered: the document is not the one that was recorded');
    expect(exitCode).toBe(1);
    expect((await allocator('verify', '--public-key', publicKey, ...sources()['the topic'])).exitCode).toBe(0);
    await alter('"generation":2', '"generation":1');
    expect((await allocator('verify', ...sources()['the database'])).exitCode).toBe(0);
  }, 30_000);

  it('proves from the events that no two holders had the same identity at the same time', async () => {
    const { exitCode, out } = await allocator('prove-exclusive', '--json');
    expect(JSON.parse(out)).toMatchObject({ identities: 50, assignments: 50, violations: [], violationsNotListed: 0 });
    expect(exitCode).toBe(0);
    const later = await allocator('prove-exclusive', '--json', '--from', '2099-01-01T00:00:00Z');
    expect(JSON.parse(later.out)).toMatchObject({ assignments: 0 });
    expect((await allocator('prove-exclusive', '--from', 'yesterday')).exitCode).toBe(2);
  });

  it.each(['ndjson', 'parquet'])(
    'exports %s, and verifies the export without the database',
    async (format) => {
      const folder = join(dir, format);
      const made = await allocator('export', folder, '--format', format, '--key', privateKey);
      expect([made.exitCode, made.err.includes('Error')]).toEqual([0, false]);
      expect(readdirSync(folder)).toContain('manifest.jws');
      const verified = await startCli(['verify', folder, '--public-key', publicKey], {}).ended;
      expect(verified.out).toContain(`lane 6: verified up to position ${String(events)}`);
      expect(verified.exitCode).toBe(0);
      expect((await allocator('export', folder)).exitCode).toBe(2);
      const whole = readFileSync(join(folder, 'manifest.json'), 'utf8');
      writeFileSync(join(folder, 'manifest.json'), whole.replace('"lane": 6', '"lane": 7'));
      expect((await startCli(['verify', folder, '--public-key', publicKey], {}).ended).err).toContain(
        'has no valid signature under this key',
      );
    },
    30_000,
  );

  it('reports an altered export, and where it was altered', async () => {
    const folder = join(dir, 'altered');
    await allocator('export', folder);
    const path = join(folder, 'lane-6.ndjson.gz');
    copyFileSync(path, `${path}.whole`);
    const text = gunzipSync(readFileSync(path)).toString();
    writeFileSync(path, gzipSync(text.replace('user', 'USER').replace('"position":80,', '"position":81,')));
    const { exitCode, out } = await startCli(['verify', folder, '--public-key', publicKey], {}).ended;
    expect(out).toContain('lane-6.ndjson.gz is not the file that was exported');
    expect(out).toContain('lane 6, position 80: altered');
    expect(exitCode).toBe(1);
  });

  it('resumes an interrupted export', async () => {
    const folder = join(dir, 'stopped');
    await allocator('export', folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      files: { lane: number; bytes: number }[];
    };
    rmSync(join(folder, 'manifest.json'));
    rmSync(join(folder, 'lane-6.ndjson.gz'));
    const begun = manifest.files.map((file) => (file.lane === lane ? { ...file, bytes: 0 } : file));
    writeFileSync(join(folder, 'manifest.partial.json'), JSON.stringify({ ...manifest, files: begun }));
    await running.api.assign('pool-a', 'late');
    expect((await allocator('export', folder)).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('reports a path without an export, an invalid key and an unreachable database', async () => {
    const reported = async (...args: readonly string[]) => {
      const { exitCode, err } = await allocator(...args);
      return [exitCode, err.trim()];
    };
    expect(await reported('verify', join(dir, 'nothing'))).toEqual([
      2,
      expect.stringContaining('neither the folder of an export'),
    ]);
    expect(await reported('verify', '--public-key', privateKey)).toEqual([2, expect.stringContaining('not a public')]);
    expect((await reported('verify', '--database', 'postgres://127.0.0.1:1/none'))[0]).toBe(3);
  });
});

async function isPublished({ api }: RunningService, of: number, position: number): Promise<boolean> {
  const { relay } = (await api.get('/health/ready')).body as { relay?: { lane: number; publishedUpTo?: number }[] };
  return relay?.find((each) => each.lane === of)?.publishedUpTo === position;
}
