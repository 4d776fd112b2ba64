import { join } from 'node:path';

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
  readonly controller: number;
}

/** One broker that is its own controller (KRaft), on loopback, for development and tests. */
export function kafkaProperties(dir: string, ports: KafkaPorts, secured?: SecuredListener): string {
  const beside = [`CONTROLLER://127.0.0.1:${ports.controller}`];
  if (secured) beside.push(`SECURED://127.0.0.1:${secured.port}`);
  const listenersWith = (port: number): string => [`BROKER://127.0.0.1:${port}`, ...beside].join();
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
    listeners: listenersWith(ports.broker),
    'advertised.listeners': listenersWith(ports.advertised),
    'log.dirs': join(dir, 'data'),
    // Kafka's own topics want three brokers by default; here is one.
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
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
