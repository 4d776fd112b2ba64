// PostgreSQL, Kafka and the service as processes of this machine, and clients of them: for tests and tools.
export { showLive, step } from '../progress.mjs';
export { kafkaClient, topicsExist } from './client/kafka-client.js';
export { type KafkaOutcome, KafkaWwsf } from './client/kafka-wwsf.js';
export { readTopic } from './client/read-topic.js';
export { type Answer, ServiceClient, type ServiceRequest, type Transport } from './client/service-client.js';
export { type PoolTerms, importRows, sampleRows, setUpPool, shortProfile } from './client/set-up-pool.js';
export { type WwsfCommand, httpRequestOf, kafkaMessageOf } from './client/wwsf-command.js';
export {
  type BackgroundProcess,
  EndedEarlyError,
  logTail,
  startInBackground,
  startUntilReady,
} from './process/background-process.js';
export { freePort } from './process/free-port.js';
export { Link, type LinkState } from './process/link.js';
export { repositoryRoot } from './process/repository-root.js';
export { runToExit, stoppedEarly } from './process/run-to-exit.js';
export { abortedAfter, unlessAborted, whenAborted } from './process/stop-on-signals.js';
export { inTemporaryDir, temporaryDir } from './process/temporary-dir.js';
export { until } from './process/until.js';
export { type LocalIssuer, openLocalIssuer, type TokenOf } from './service/local-issuer.js';
export { type RunningService, isServiceReady, serviceCommand, startService } from './service/start-service.js';
export { type Tokens, tokensOf } from './service/tokens-of.js';
export { withLocalService } from './service/with-local-service.js';
export { findJava } from './stack/kafka/find-java.js';
export { canHaveKafkaJars, kafkaJars } from './stack/kafka/kafka-jars.js';
export { type RunningKafka, startKafka } from './stack/kafka/start-kafka.js';
export { readLocalSettings } from './stack/local-settings.js';
export { postgresAccount } from './stack/postgres/postgres-account.js';
export { type RunningPostgres, startPostgres } from './stack/postgres/start-postgres.js';
export { type Stack, startStack } from './stack/start-stack.js';
