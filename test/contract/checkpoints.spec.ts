import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyst, auditor } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import { readStore } from '../support/read-store.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

interface Checkpoint {
  readonly lane: number;
  readonly position: number;
  readonly jws: string;
}

describe('signed checkpoints', () => {
  const dir = mkdtempSync(join(tmpdir(), 'allocator-checkpoints-'));
  const keyFile = join(dir, 'key.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  let running: RunningService;
  beforeAll(async () => {
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    running = await runService({ CHECKPOINT_KEY: keyFile, CHECKPOINT_SECONDS: '1' });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 20 });
  }, 60_000);
  afterAll(async () => {
    await running.end();
    rmSync(dir, { recursive: true });
  });

  const get = async (path: string, as = auditor): Promise<Record<string, unknown>> => {
    const { status, body } = await running.api.as(as).get(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const checkpoints = async (query: string): Promise<readonly Checkpoint[]> =>
    (await get(`/v1/checkpoints?${query}`))['checkpoints'] as Checkpoint[];

  it('hold the head of a lane, signed with the published key', async () => {
    await running.api.assign('pool-a', 'alice');
    const { position } = headOf(await get('/v1/lanes', analyst), 6);
    const last = async () => (await checkpoints('lane=6')).at(-1);
    await eventually(async () => (await last())?.position === position, 10_000, 'the checkpoint');
    const { keys } = (await get('/v1/checkpoints/keys')) as { keys: (JsonWebKey & { kid: string })[] };
    const documents = await readStore(running.api.baseUrl, 6);
    for (const checkpoint of await checkpoints('lane=6')) {
      const [header = '', payload = '', signature = ''] = checkpoint.jws.split('.');
      const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
      const isGood = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
      expect(isGood).toBe(true);
      expect(part(header)).toMatchObject({ alg: 'Ed25519', kid: keys[0]?.kid });
      const document = documents[checkpoint.position - 1] ?? '';
      expect(part(payload)).toMatchObject({
        lane: 6,
        position: checkpoint.position,
        hash: createHash('sha256').update(document).digest('hex'),
      });
    }
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('are made only for lanes with new events', async () => {
    expect(await checkpoints('lane=0')).toEqual([]);
    const before = await checkpoints('lane=6');
    await running.api.assign('pool-a', 'bob');
    await eventually(async () => (await checkpoints('lane=6')).length > before.length, 10_000, 'the next checkpoint');
    const after = await checkpoints(`lane=6&after=${String(before.at(-1)?.position)}`);
    expect(after).toHaveLength(1);
  });

  it('cannot be changed through the database role of the service', async () => {
    const service = await running.database.owner.connect();
    try {
      await service.query('set role allocator_service');
      await expect(service.query("update checkpoints set jws = 'x'")).rejects.toThrow('permission denied');
      await expect(service.query('delete from checkpoints')).rejects.toThrow('permission denied');
    } finally {
      service.release(true);
    }
  });
});

function headOf(answer: Record<string, unknown>, lane: number): { readonly position: number } {
  const heads = answer['lanes'] as { lane: number; position: number }[];
  return heads.find((head) => head.lane === lane) ?? { position: -1 };
}

function part(base64url: string): object {
  return JSON.parse(Buffer.from(base64url, 'base64url').toString()) as object;
}
