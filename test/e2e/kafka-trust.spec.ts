import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Kafka, kafkajsClient } from '@allocator/kafka';
import { Partitioners } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithOwnKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaUser } from '../support/kafka-user.js';
import { groupOf } from '../support/kafka-user.js';
import { connectWwsf } from '../support/connect-wwsf.js';
import { readStoreLanes, readEventTopic } from '../support/read-store.js';
import type { SecuredKafka } from '../support/secured-kafka.js';
import { startSecuredKafka } from '../support/secured-kafka.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { untilLogged } from '../support/until-logged.js';

const lanes = 8;

describeWithOwnKafka('Kafka with authentication and ACLs', () => {
  const prefix = testPrefix();
  let kafka: SecuredKafka;
  let url: string;
  /** Each role has its own process and Kafka user, so that no role depends on the permissions of another. */
  const roles: ServiceProcess[] = [];
  let service: ServiceProcess;
  let client: ApiClient;
  let wwsfA: KafkaUser;
  let wwsfB: KafkaUser;
  let analyst: KafkaUser;

  /** Environment variables for a connection over TLS as this user. */
  const trusted = (user = 'api'): Record<string, string> => ({
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_TOPIC_PREFIX: prefix,
    KAFKA_TLS: 'on',
    KAFKA_TLS_CA: kafka.ca,
    KAFKA_SASL: user === 'api' ? 'scram-sha-512' : 'scram-sha-256',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD_FILE: kafka.passwordFile(user),
  });

  const startRole = (role: string): Promise<ServiceProcess> =>
    startService({ DATABASE_URL: url, ...trusted(role), ROLES: role });

  beforeAll(async () => {
    url = await createDatabase();
    kafka = await startSecuredKafka(prefix, ['admin', 'api', 'relay', 'projector', 'wwsf-a', 'wwsf-b', 'analyst-a']);
    await Promise.all([
      kafka.grant('api', 'User:api'),
      // Rights to resources of every type, by both types of pattern.
      kafka.grantByTool('relay', 'User:relay'),
      kafka.grant('projector', 'User:projector'),
      kafka.grant('wwsf', 'User:wwsf-a', 'wwsf-a'),
      kafka.grant('wwsf', 'User:wwsf-b', 'wwsf-b'),
      kafka.grant('analyst', 'User:analyst-a', 'analyst-a'),
    ]);
    wwsfA = kafka.as('wwsf-a', `${prefix}.wwsf.wwsf-a:`);
    wwsfB = kafka.as('wwsf-b', `${prefix}.wwsf.wwsf-b:`);
    analyst = kafka.as('analyst-a', `${prefix}.analyst.analyst-a:`);
    service = await startRole('api');
    roles.push(await startRole('relay'));
    // The relay first: only it is allowed to create the events topic.
    roles.push(await startRole('projector'));
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: 10 });
    await client.setUpPool({ poolId: 'pool-b', identities: 10, first: 101, wwsfId: 'wwsf-b' });
  }, 300_000);
  afterAll(async () => {
    await Promise.all([service, ...roles].map((process) => process.stop()));
    await kafka.end();
    await dropDatabase(url);
  }, 60_000);

  it('the commands of each WWSF are answered on its own topic, and the events are published', async () => {
    for (const [user, wwsfId, poolId] of [
      [wwsfA, 'wwsf-a', 'pool-a'],
      [wwsfB, 'wwsf-b', 'pool-b'],
    ] as const) {
      const wwsf = await connectWwsf(kafka.brokers, prefix, wwsfId, user);
      const commandId = randomUUID();
      await wwsf.send(poolId, [assign(commandId, poolId)]);
      expect(await wwsf.outcomesOf([commandId])).toMatchObject([{ commandId, status: 201 }]);
      await wwsf.close();
    }
    const store = await readStoreLanes(service.baseUrl, lanes);
    const counts = store.map((documents) => documents.length);
    expect(await readEventTopic(kafka.brokers, prefix, counts, analyst)).toEqual(store);
    const counted = async (): Promise<string> => JSON.stringify((await client.get('/v1/pools/pool-a/activity')).body);
    await eventually(async () => (await counted()).includes('"assigned":1'), 10_000, "the projector's count");
    for (const process of [service, ...roles]) {
      expect(process.log()).not.toMatch(/"kafka-(refused|unavailable)"|authoriz|find group coordinator/i);
    }
  }, 60_000);

  describe('a WWSF', () => {
    it('can write to its own command topic only', async () => {
      await sent(wwsfA, `${prefix}.commands.wwsf-a`);
      for (const topic of ['commands.wwsf-b', 'outcomes.wwsf-a', 'outcomes.wwsf-b', 'events', 'commands.dead-letter']) {
        await expect(sent(wwsfA, `${prefix}.${topic}`)).rejects.toThrow(notAuthorized);
      }
    });

    it('can read its own outcomes only', async () => {
      await read(wwsfA, `${prefix}.outcomes.wwsf-a`);
      for (const topic of ['outcomes.wwsf-b', 'commands.wwsf-b', 'commands.wwsf-a', 'events']) {
        await expect(read(wwsfA, `${prefix}.${topic}`)).rejects.toThrow(notAuthorized);
      }
    });

    it('can join its own consumer groups only, not those of another WWSF or of the service', async () => {
      const topic = `${prefix}.outcomes.wwsf-a`;
      const services = [`${prefix}.commands`, `${prefix}.intake.wwsf-a`, `${prefix}.projector.`];
      for (const groups of [wwsfB.groups, ...services, `${prefix}.wwsf.wwsf-a.`]) {
        await expect(read({ ...wwsfA, groups }, topic)).rejects.toThrow(noCoordinator);
      }
      await read(wwsfA, topic);
    });

    it('cannot fence the relay, because it has no transactional id', async () => {
      const producer = clientOf(wwsfA).producer({ transactionalId: `${prefix}.relay.0`, ...producing });
      await producer.connect();
      await expect(producer.transaction()).rejects.toThrow(noCoordinator);
      await producer.disconnect();
    });

    it('sees its own two topics only, and cannot create or delete topics', async () => {
      const names = ['commands', 'outcomes'].map((kind) => `${prefix}.${kind}.wwsf-a`);
      expect((await asAdmin(wwsfA, (admin) => admin.listTopics())).sort()).toEqual(names);
      const topics = [{ topic: `${prefix}.commands.wwsf-c` }];
      await expect(asAdmin(wwsfA, (admin) => admin.createTopics({ topics }))).rejects.toMatchObject({
        errors: [{ type: 'TOPIC_AUTHORIZATION_FAILED' }],
      });
      const deleted = asAdmin(wwsfA, (admin) => admin.deleteTopics({ topics: names }));
      await expect(deleted).rejects.toThrow(notAuthorized);
    });
  });

  it('an analyst can read the events only, and cannot write, not even a checkpoint', async () => {
    await read(analyst, `${prefix}.events`);
    for (const topic of ['outcomes.wwsf-a', 'commands.wwsf-a', 'commands.dead-letter']) {
      await expect(read(analyst, `${prefix}.${topic}`)).rejects.toThrow(notAuthorized);
    }
    for (const topic of ['events', 'outcomes.wwsf-a', 'commands.wwsf-a', 'commands.dead-letter']) {
      await expect(sent(analyst, `${prefix}.${topic}`)).rejects.toThrow(notAuthorized);
    }
    const checkpoint = {
      groupId: `${prefix}.relay`,
      topic: `${prefix}.events`,
      partitions: [{ partition: 0, offset: '1' }],
    };
    await expect(asAdmin(analyst, (admin) => admin.setOffsets(checkpoint))).rejects.toThrow(noCoordinator);
  });

  it('the service can authenticate with an OAuth token instead of a password', async () => {
    const tokenFile = kafka.passwordFile('api-token', unsignedToken('api'));
    const { KAFKA_SASL_USERNAME: _user, KAFKA_SASL_PASSWORD_FILE: _password, ...tls } = trusted();
    const env = { ...tls, ROLES: 'api', KAFKA_SASL: 'oauthbearer', KAFKA_OAUTH_TOKEN_FILE: tokenFile };
    await service.stop();
    service = await startService({ DATABASE_URL: url, ...env });
    const wwsf = await connectWwsf(kafka.brokers, prefix, 'wwsf-a', wwsfA);
    const commandId = randomUUID();
    await wwsf.send('pool-a', [assign(commandId, 'pool-a')]);
    expect(await wwsf.outcomesOf([commandId])).toMatchObject([{ status: 201 }]);
    await wwsf.close();
    expect(service.log()).not.toMatch(/kafka-(refused|unavailable)/);
  }, 60_000);

  describe('a service with wrong credentials or an unknown certificate authority', () => {
    it.each([
      [
        'a wrong password',
        () => ({ KAFKA_SASL_PASSWORD_FILE: kafka.passwordFile('wrong', 'guessed-it') }),
        /SASL SCRAM SHA512 authentication failed/,
      ],
      ['a broker certificate of an unknown authority', () => ({ KAFKA_TLS_CA: kafka.otherCa }), /self-signed/],
    ])(
      '%s: logs one line and continues to serve HTTP',
      async (_, wrong, reason) => {
        await service.stop();
        service = await startService({ DATABASE_URL: url, ...trusted(), ...wrong() });
        client = new ApiClient(service.baseUrl);
        await untilLogged(service, /"kafka-refused"/);
        const lines = service
          .log()
          .split('\n')
          .filter((line) => line.includes('"kafka-refused"'));
        expect(lines).toHaveLength(1);
        expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', reason: expect.stringMatching(reason) });
        expect(await client.assign('pool-a', randomUUID())).toMatchObject({ status: 201 });
        await untilLogged(service, /"command-intake-failed"/);
        expect(service.log()).not.toMatch(/"kafka-(client|unavailable)"|guessed-it|password-of-/);
      },
      60_000,
    );

    it('a missing password file: the service does not start, and names the variable in one line', async () => {
      const missing = { KAFKA_SASL_PASSWORD_FILE: join(kafka.ca, 'nowhere') };
      const start = startService({ DATABASE_URL: url, ...trusted(), ...missing });
      await expect(start).rejects.toMatchObject({ message: expect.stringContaining('KAFKA_SASL_PASSWORD_FILE: ') });
    });
  });

  const notAuthorized = /not authorized|authorization failed/i;
  /** How kafkajs reports that the user is not authorized for a group or a transactional id. */
  const noCoordinator = /Failed to find group coordinator/;
  const producing = { createPartitioner: Partitioners.DefaultPartitioner, maxInFlightRequests: 1, idempotent: true };

  function clientOf({ trust }: KafkaUser): Kafka {
    return kafkajsClient({ brokers: [kafka.brokers], retry: { retries: 3 }, ...trust });
  }

  async function asAdmin<T>(user: KafkaUser, work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = clientOf(user).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Sends one record to the topic with a client of the user. */
  async function sent(user: KafkaUser, topic: string): Promise<void> {
    const producer = clientOf(user).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    try {
      await producer.send({ topic, messages: [{ key: 'pool-a', value: '{}' }] });
    } finally {
      await producer.disconnect();
    }
  }

  /** Resolves when a consumer of the user has joined its group and fetched from the topic. */
  async function read(user: KafkaUser, topic: string): Promise<void> {
    const consumer = clientOf(user).consumer({
      groupId: groupOf(user),
      maxWaitTimeInMs: 50,
      retry: { retries: 0, restartOnFailure: () => Promise.resolve(false) },
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.FETCH, () => {
          resolve();
        });
        consumer.on(consumer.events.CRASH, ({ payload }) => {
          reject(payload.error);
        });
        consumer.run({ eachMessage: () => Promise.resolve() }).catch(reject);
      });
    } finally {
      await consumer.disconnect();
    }
  }
});

function assign(commandId: string, poolId: string): object {
  return { commandId, type: 'Assign', poolId, subject: { kind: 'authenticated', ref: commandId } };
}

/** An unsigned token: a broker without a configured issuer accepts it. */
function unsignedToken(subject: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: subject, iat: now, exp: now + 3_600 })}.`;
}
