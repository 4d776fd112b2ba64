import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaSecretError, readKafkaSecrets } from '../src/kafka/read-kafka-secrets.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kafka-secrets-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function fileWith(name: string, content: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, content);
  return file;
}

function scramWith(passwordFile: string) {
  return readKafkaSecrets({
    tls: undefined,
    sasl: { mechanism: 'scram-sha-256', username: 'allocator', passwordFile },
  });
}

describe('the files of Kafka secrets', () => {
  it('are read without the line end, and with every other character', async () => {
    const { sasl } = await scramWith(await fileWith('password', ' pass word \n'));
    expect(sasl).toEqual({ mechanism: 'scram-sha-256', username: 'allocator', password: ' pass word ' });
  });

  it('of a token are read again for each token', async () => {
    const tokenFile = await fileWith('token', 'first\n');
    const { sasl } = await readKafkaSecrets({ tls: undefined, sasl: { mechanism: 'oauthbearer', tokenFile } });
    if (sasl?.mechanism !== 'oauthbearer') throw new Error('no token');
    expect(await sasl.token()).toBe('first');
    await writeFile(tokenFile, 'second\n');
    expect(await sasl.token()).toBe('second');
  });

  it('that are missing, empty or of another kind are named with their variable, and never quoted', async () => {
    await expect(scramWith(join(dir, 'nowhere'))).rejects.toThrow(/^KAFKA_SASL_PASSWORD_FILE: .*nowhere.*ENOENT/);
    await expect(scramWith(await fileWith('empty', '\n'))).rejects.toThrow(/^KAFKA_SASL_PASSWORD_FILE: .*is empty/);
    const ca = await fileWith('ca', 'secret');
    const refused = await readKafkaSecrets({ tls: { ca, client: undefined }, sasl: undefined }).catch(
      (e: unknown) => e,
    );
    expect(refused).toBeInstanceOf(KafkaSecretError);
    expect(String(refused)).toMatch(/KAFKA_TLS_CA: .* is not a PEM file/);
    const broken = await fileWith('broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const both = { ca: undefined, client: { cert: broken, key: broken } };
    await expect(readKafkaSecrets({ tls: both, sasl: undefined })).rejects.toThrow(/^KAFKA_TLS: /);
  });
});
