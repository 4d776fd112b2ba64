import { KafkaHandledCommands } from '@allocator/kafka';
import { PostgresEventReader, PostgresQueries } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { KAFKA_CONNECTION, connectKafka } from './kafka-connection.js';
import type { KafkaConnection } from './kafka-connection.js';

const providers: FactoryProvider[] = [
  {
    provide: KAFKA_CONNECTION,
    inject: [CONFIG, PostgresQueries, PostgresEventReader, LOG],
    useFactory: async (config: Config, queries: PostgresQueries, reader: PostgresEventReader, log: Log) =>
      connectKafka(config, await queries.wwsfIds(), reader, log),
  },
  {
    provide: KafkaHandledCommands,
    inject: [KAFKA_CONNECTION],
    useFactory: (connection: KafkaConnection | undefined) =>
      connection && new KafkaHandledCommands(connection.kafka, connection.names),
  },
];

/** Kafka, and the ports that it implements; each is undefined where the process works without Kafka. */
@Module({ imports: [PostgresModule], providers, exports: providers })
export class KafkaModule {}
