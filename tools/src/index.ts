// The local stack for tests that stop, kill and restart parts of it.
export { freePort } from './ports.js';
export { type KafkaOptions, type RunningKafka, startKafka } from './start-kafka.js';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres.js';
