import { resolve } from 'node:path';

/** The environment variables that `npm start`, `npm run stack` and `npm test` read (docs/configuration.md). */
export interface LocalSettings {
  readonly host: string;
  readonly port: number;
  /** Where the local stack keeps its data and its logs; absolute. */
  readonly localDir: string;
  readonly postgresPort: number;
  readonly kafkaPort: number;
  /** Undefined: 8081, or another one if that is taken. */
  readonly issuerPort: number | undefined;
  /** If set, no local Postgres is started. */
  readonly databaseUrl: string | undefined;
  /** If set, no local Kafka is started; `off`: the service runs without Kafka. */
  readonly kafkaBrokers: string | undefined;
  /** `given`: tokens come from the issuer of `AUTH_JWKS`. */
  readonly tokens: 'local' | 'given';
}

export function readLocalSettings(env: NodeJS.ProcessEnv): LocalSettings {
  return {
    host: env['HOST'] || '127.0.0.1',
    port: portOf(env, 'PORT', 8080),
    localDir: resolve(env['LOCAL_DIR'] || '.local'),
    postgresPort: portOf(env, 'LOCAL_POSTGRES_PORT', 5433),
    kafkaPort: portOf(env, 'LOCAL_KAFKA_PORT', 9092),
    issuerPort: env['LOCAL_ISSUER_PORT'] ? portOf(env, 'LOCAL_ISSUER_PORT', 8081) : undefined,
    databaseUrl: env['DATABASE_URL'] || undefined,
    kafkaBrokers: env['KAFKA_BROKERS'] || undefined,
    tokens: env['AUTH_JWKS'] ? 'given' : 'local',
  };
}

function portOf(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name}=${text} is not a port number`);
  return port;
}
