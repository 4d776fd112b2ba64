// The local stack for tests that stop, kill and restart parts of it.
export { findJava } from './stack/kafka/find-java.js';
export { canHaveKafkaJars, kafkaJars } from './stack/kafka/kafka-jars.js';
export { freePort } from './process/free-port.js';
export { type KafkaOptions, type RunningKafka, startKafka } from './stack/kafka/start-kafka.js';
export { type Account, postgresAccount } from './stack/postgres/postgres-account.js';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './stack/postgres/start-postgres.js';
