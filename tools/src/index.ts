// The local stack for tests that stop, kill and restart parts of it.
export { findJava } from './java.js';
export { canHaveKafkaJars, kafkaJars } from './kafka-jars.js';
export { freePort } from './ports.js';
export { type KafkaOptions, type RunningKafka, startKafka } from './start-kafka.js';
export { type Account, postgresAccount } from './postgres-account.js';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres.js';
