import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { kafkaClient } from '../../client/kafka-client.js';
import { freePort } from '../../process/free-port.js';
import { until } from '../../process/until.js';
import { type ClusterMember, clusterMembers } from './cluster-member.js';
import { type RunningKafka, startKafka } from './start-kafka.js';

const inSyncMsMax = 60_000;

interface Broker {
  readonly member: ClusterMember;
  readonly port: number;
  running: RunningKafka | undefined;
}

export interface KafkaClusterOptions {
  /** Folder of all data; kept after the stop. */
  readonly dir: string;
  /** Number of brokers. */
  readonly size: number;
  readonly isBrief?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Brokers of one cluster on loopback, each also a controller. With three, a partition has three replicas, and a record is acknowledged
 * once two of them have it.
 */
export class KafkaCluster {
  private constructor(
    private readonly options: KafkaClusterOptions,
    private readonly members: readonly Broker[],
  ) {}

  /** If it throws, nothing is left running. */
  static async start(options: KafkaClusterOptions): Promise<KafkaCluster> {
    const members: Broker[] = [];
    for (const member of await clusterMembers(options.size))
      members.push({ member, port: await freePort(), running: undefined });
    const cluster = new KafkaCluster(options, members);
    try {
      await cluster.startBrokers();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** As KAFKA_BROKERS takes it. */
  get brokers(): string {
    return this.members.map(({ port }) => `127.0.0.1:${port}`).join();
  }

  /** The ids of the brokers that run; the first broker is 1. */
  get running(): readonly number[] {
    return this.members.flatMap(({ member, running }) => (running === undefined ? [] : [member.own.nodeId]));
  }

  /** Starts the brokers that do not run, side by side: none is ready before most of them run. */
  async startBrokers(): Promise<void> {
    const started = await Promise.allSettled(
      this.members.filter(({ running }) => running === undefined).map((broker) => this.startBroker(broker)),
    );
    for (const result of started) if (result.status === 'rejected') throw result.reason;
  }

  /** Kills the brokers with these ids. */
  async kill(nodeIds: readonly number[]): Promise<void> {
    const killed = this.members.filter(({ member }) => nodeIds.includes(member.own.nodeId));
    await Promise.all(
      killed.map(async (broker) => {
        await broker.running?.kill();
        broker.running = undefined;
      }),
    );
  }

  /** Ends all brokers. As a crash: the last one would wait for a controller to stop in order. */
  async stop(): Promise<void> {
    await this.kill(this.running);
  }

  /** The leaders of a topic's partitions, in no order. */
  async leaders(topic: string): Promise<readonly number[]> {
    const { topics } = await this.asAdmin((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
    return topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader));
  }

  /** Waits until every broker has every record of these topics. */
  async inSync(topics: readonly string[]): Promise<void> {
    const areInSync = async (admin: Admin): Promise<boolean> => {
      const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
      return found.every(({ partitions }) => partitions.every(({ isr }) => isr.length === this.members.length));
    };
    await this.asAdmin(async (admin) => {
      if (!(await until(() => areInSync(admin).catch(() => false), inSyncMsMax, this.options.signal)))
        throw new Error(`the replicas of ${topics.join(', ')} are not in sync after ${inSyncMsMax / 1_000} s`);
    });
  }

  private async startBroker(broker: Broker): Promise<void> {
    const { dir, size: _size, ...options } = this.options;
    const { member, port } = broker;
    broker.running = await startKafka({ ...options, dir: join(dir, `broker-${member.own.nodeId}`), port, member });
  }

  private async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = (await kafkaClient(this.brokers)).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
