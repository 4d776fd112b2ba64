// What tests share with the tools: the local stack, and clients of the service.
export { KafkaWwsf } from './client/kafka-wwsf.js';
export { kafkaClient } from './client/kafka-client.js';
export { readTopic } from './client/read-topic.js';
export { type Answer, ServiceClient, type ServiceRequest } from './client/service-client.js';
export { importRows, setUpPool, shortProfile } from './client/set-up-pool.js';
export { freePort } from './process/free-port.js';
export { Link } from './process/link.js';
export { temporaryDir } from './process/temporary-dir.js';
export { until } from './process/until.js';
export { startService } from './service/start-service.js';
export { findJava } from './stack/kafka/find-java.js';
export { canHaveKafkaJars, kafkaJars } from './stack/kafka/kafka-jars.js';
export { type RunningKafka, startKafka } from './stack/kafka/start-kafka.js';
export { postgresAccount } from './stack/postgres/postgres-account.js';
export { type RunningPostgres, startPostgres } from './stack/postgres/start-postgres.js';
