import { resolve } from 'node:path';
import type { z } from 'zod';
import type { AuthSettings, KeySource } from './auth-settings.js';
import { type DashboardSettings, missingForSignIn, signInOf } from './dashboard-settings.js';
import { type Role, environment } from './environment.js';
import { type KafkaSettings, faultsOfKafkaTrust, kafkaTrustOf } from './kafka-settings.js';
import { isLoopbackHost, loopbackHosts } from './loopback-hosts.js';

/** The configuration of the process, read once at its start. */
export const CONFIG = Symbol('Config');

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where metrics are served; `off`: nothing is measured. */
  readonly metrics: MetricsAddress | 'off';
  /** Largest number of pools that are named in metrics. */
  readonly metricsPoolsMax: number;
  /** Where the events' `dataschema` points: `<schemasUrl>/<type>/<version>`. */
  readonly schemasUrl: string;
  readonly databaseUrl: string;
  /** Connection of the owner of the tables, which migrates the schema; `off`: another process migrates it. */
  readonly databaseMigrationUrl: string;
  /** Distribute the tables of a new database by Citus. */
  readonly citus: boolean;
  /** Undefined: Kafka is off. */
  readonly kafka: KafkaSettings | undefined;
  readonly roles: ReadonlySet<Role>;
  readonly lanes: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** `off`: every caller has every role, without a token. */
  readonly auth: AuthSettings | 'off';
  readonly dashboard: DashboardSettings;
  /** Requests per second of one tenant to this process. */
  readonly rateLimitPerSecond: number;
  /** Largest tolerated difference between the database's clock and this process's: beyond it nothing is decided. */
  readonly clockSkewSecondsMax: number | 'off';
  /** File of the private key that signs checkpoints; undefined: none are signed. */
  readonly checkpointKey: string | undefined;
  readonly checkpointSeconds: number;
}

export interface MetricsAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** If it is in use, the process works without: a second process on a host starts without any setting. */
  readonly isOptional: boolean;
}

/** Largest tolerated difference between the database's clock and this process's; undefined: they are not compared. */
export function toleratedSkewSeconds({ clockSkewSecondsMax }: Config): number | undefined {
  return clockSkewSecondsMax === 'off' ? undefined : clockSkewSecondsMax;
}

/** A variable has an invalid value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the process's environment. Throws `ConfigError` with one line per invalid variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const { HOST, PORT } = parsed.data;
  return {
    host: HOST,
    port: PORT,
    metrics: metricsOf(parsed.data.METRICS_PORT),
    metricsPoolsMax: parsed.data.METRICS_POOLS_MAX,
    schemasUrl: `${publicUrlOf(parsed.data)}/v1/schemas`,
    databaseUrl: parsed.data.DATABASE_URL,
    databaseMigrationUrl: parsed.data.DATABASE_MIGRATION_URL ?? parsed.data.DATABASE_URL,
    citus: parsed.data.CITUS === 'on',
    kafka: kafkaOf(parsed.data),
    roles: new Set(parsed.data.ROLES),
    lanes: parsed.data.LANES,
    logLevel: parsed.data.LOG_LEVEL,
    auth: authOf(parsed.data),
    dashboard: dashboardOf(parsed.data),
    rateLimitPerSecond: parsed.data.RATE_LIMIT_PER_SECOND,
    clockSkewSecondsMax: parsed.data.CLOCK_SKEW_SECONDS_MAX,
    checkpointKey: parsed.data.CHECKPOINT_KEY,
    checkpointSeconds: parsed.data.CHECKPOINT_SECONDS,
  };
}

/**
 * The URL at which others reach the service, without a trailing slash. Every process writes events, and each event contains the
 * URL permanently, so it is required in every process that listens on other than a loopback address, whatever its roles.
 */
function publicUrlOf({ HOST, PORT, PUBLIC_URL }: z.infer<typeof environment>): string {
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.replace(/\/+$/, '');
  if (isLoopbackHost(HOST)) return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${String(PORT)}`;
  throw new ConfigError(
    `PUBLIC_URL: is required where HOST is not a loopback address (it is ${HOST}): the URL at which others reach the service`,
  );
}

function metricsOf(given: z.infer<typeof environment>['METRICS_PORT']): MetricsAddress | 'off' {
  if (given === undefined) return { host: '127.0.0.1', port: 9464, isOptional: true };
  return given === 'off' ? given : { ...given, isOptional: false };
}

/** The settings of Kafka must be consistent even while it is off: they are in force when brokers are configured. */
function kafkaOf(env: z.infer<typeof environment>): KafkaSettings | undefined {
  const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: topicPrefix } = env;
  const isOff = brokers[0] === 'off';
  const onLoopback = brokers.every((broker) => loopbackHosts.has(broker.replace(/:\d+$/, '').toLowerCase()));
  const faults = faultsOfKafkaTrust(env, isOff || onLoopback);
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return isOff ? undefined : { brokers, topicPrefix, ...kafkaTrustOf(env) };
}

/** The role `api` verifies access tokens unless `AUTH=off` is set explicitly. */
function authOf(env: z.infer<typeof environment>): AuthSettings | 'off' {
  if (env.AUTH === 'off' || !env.ROLES.includes('api')) return 'off';
  const { AUTH_JWKS, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_LEEWAY_SECONDS } = env;
  if (AUTH_JWKS === undefined || AUTH_ISSUER === undefined || AUTH_AUDIENCE === undefined) {
    const missing = Object.entries({ AUTH_JWKS, AUTH_ISSUER, AUTH_AUDIENCE }).filter(
      ([, value]) => value === undefined,
    );
    const needed = 'is required by the role api to verify access tokens (AUTH=off turns verification off)';
    throw new ConfigError(missing.map(([name]) => `${name}: ${needed}`).join('\n'));
  }
  return {
    keys: keySourceOf(AUTH_JWKS),
    issuer: AUTH_ISSUER,
    audience: AUTH_AUDIENCE,
    leewaySeconds: AUTH_LEEWAY_SECONDS,
  };
}

/** The settings of the dashboard must be consistent even while `AUTH=off`. */
function dashboardOf(env: z.infer<typeof environment>): DashboardSettings {
  const missing = missingForSignIn(env);
  if (missing !== undefined) throw new ConfigError(`${missing}: is required to sign in to the dashboard`);
  return env.AUTH === 'off' ? 'off' : signInOf(env);
}

function keySourceOf(source: string): KeySource {
  if (/^https?:/i.test(source)) return { kind: 'url', url: new URL(source) };
  return { kind: 'file', path: resolve(source) };
}
