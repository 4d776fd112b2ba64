import { join } from 'node:path';
import type { ClusterMember } from './cluster-member.js';

/** A further listener for clients that must authenticate, and its settings. */
export interface SecuredListener {
  readonly port: number;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** In the format of Kafka's storage tool: `SCRAM-SHA-512=[name=admin,password=...]`. */
  readonly scramUsers: readonly string[];
}

export interface KafkaPorts {
  readonly broker: number;
  /** The port that the broker names to its clients: its own, or one in front of it. */
  readonly advertised: number;
}

/** Three copies of everything, as in production, where there are as many brokers. */
const replicasMax = 3;

/** A broker that is also a controller (KRaft), on loopback, for development and tests. */
export function kafkaProperties(
  dir: string,
  ports: KafkaPorts,
  { own, controllers }: ClusterMember,
  secured?: SecuredListener,
): string {
  const beside = [`CONTROLLER://127.0.0.1:${own.port}`];
  if (secured) beside.push(`SECURED://127.0.0.1:${secured.port}`);
  const listenersWith = (port: number): string => [`BROKER://127.0.0.1:${port}`, ...beside].join();
  const replicas = Math.min(controllers.length, replicasMax);
  // A write is confirmed once so many brokers have it: one may fail without a loss, and writes continue without it.
  const inSyncMin = Math.max(1, replicas - 1);
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': own.nodeId,
    'controller.quorum.bootstrap.servers': controllers.map(({ port }) => `127.0.0.1:${port}`).join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
    listeners: listenersWith(ports.broker),
    'advertised.listeners': listenersWith(ports.advertised),
    'log.dirs': join(dir, 'data'),
    'default.replication.factor': replicas,
    'min.insync.replicas': inSyncMin,
    // Kafka's own topics want three brokers by default.
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSyncMin,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSyncMin,
    // Not 50 each: creating, loading and closing them is most of what a start, a first transaction and a stop take.
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.num.partitions': 4,
    // After a crash the broker is let in again when its session before has ended: not 9 s later.
    'broker.session.timeout.ms': 4000,
    'broker.heartbeat.interval.ms': 500,
    // A group's first member need not wait for others to come.
    'group.initial.rebalance.delay.ms': 0,
    // The service creates its topics with the partitions it needs; a misspelt name must fail.
    'auto.create.topics.enable': false,
    ...secured?.properties,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
