import { resolve } from 'node:path';
import { faultOfDatabaseUrl } from '@allocator/postgres';
import { z } from 'zod';
import type { AuthSettings, KeySource } from './auth-settings.js';
import { type KafkaSettings, faultsOfKafkaTrust, kafkaTrustEnvironment, kafkaTrustOf } from './kafka-settings.js';

const roles = ['api', 'relay', 'scheduler', 'projector'] as const;
export type Role = (typeof roles)[number];

/** Digits alone: an empty variable is a slip, not a zero. */
const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(min).max(max));

const hostAndPort = /^(\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i;

/** Without its port a broker would be asked for ever, and look as if it were away. */
function areBrokers(brokers: readonly string[]): boolean {
  return brokers.every((broker) => hostAndPort.test(broker)) || (brokers.length === 1 && brokers[0] === 'off');
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Values of `HOST` that are loopback addresses. */
function isLoopbackHost(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Why the URL cannot be used as `PUBLIC_URL`; undefined if it can. */
function faultOfPublicUrl(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return 'must be an http or https URL';
  if (['0.0.0.0', '[::]'].includes(parsed.hostname))
    return `${parsed.hostname} is not an address that others can reach`;
  const { username, password, search, hash } = parsed;
  if (`${username}${password}${search}${hash}` === '') return undefined;
  return 'must have no user, query or fragment: paths are appended to it';
}

/** Keys that came over a network in clear could be anybody's. */
function isKeySource(source: string): boolean {
  if (!/^https?:/i.test(source)) return !/^[a-z]{2,}:/i.test(source);
  const { success, data } = z.url().safeParse(source);
  if (!success) return false;
  const { protocol, hostname } = new URL(data);
  return protocol === 'https:' || loopback.has(hostname);
}

/** A text that a function checks: it returns the fault, or undefined. */
const text = (faultOf: (given: string) => string | undefined) =>
  z.string('is required').superRefine((given, context) => {
    const message = faultOf(given);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
const databaseUrl = text(faultOfDatabaseUrl);

/** The environment of the process; README has the table. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(0, 65_535).default(8080),
  PUBLIC_URL: text(faultOfPublicUrl).optional(),
  DATABASE_URL: databaseUrl,
  DATABASE_MIGRATION_URL: text((url) => (url === 'off' ? undefined : faultOfDatabaseUrl(url))).optional(),
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine(areBrokers, 'must be off, or host:port separated by commas')
    .default(['off']),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .default('allocation'),
  ...kafkaTrustEnvironment,
  ROLES: z
    .string()
    .default(roles.join(','))
    .transform((list) => list.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(roles)).min(1)),
  LANES: whole(1, 1_024).default(8),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  AUTH: z.enum(['on', 'off']).default('on'),
  AUTH_JWKS: z
    .string()
    .min(1)
    .refine(isKeySource, 'must be the path of a file, an https URL, or an http URL on this host')
    .optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_LEEWAY_SECONDS: whole(0, 300).default(30),
  RATE_LIMIT_PER_SECOND: whole(1, 1_000_000).default(10_000),
  CLOCK_SKEW_SECONDS_MAX: z.union([z.literal('off').transform(() => 'off' as const), whole(1, 3_600)]).default(5),
  CHECKPOINT_KEY: z.string().min(1).optional(),
  CHECKPOINT_SECONDS: whole(1, 86_400).default(60),
});

/** The configuration of the process, read once at its start. */
export const CONFIG = Symbol('Config');

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where the events' `dataschema` points: `<schemasUrl>/<type>/<version>`. */
  readonly schemasUrl: string;
  readonly databaseUrl: string;
  /** How the owner of the tables connects, to bring them up to date; `off`: somebody else does. */
  readonly databaseMigrationUrl: string;
  /** Undefined: without Kafka. */
  readonly kafka: KafkaSettings | undefined;
  readonly roles: ReadonlySet<Role>;
  readonly lanes: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** `off`: nobody is asked who they are. */
  readonly auth: AuthSettings | 'off';
  /** Requests of one tenant to this process. */
  readonly rateLimitPerSecond: number;
  /** How far the database's clock may be from this process's: further, and nothing is decided. */
  readonly clockSkewSecondsMax: number | 'off';
  /** File of the private key that signs checkpoints; undefined: none are signed. */
  readonly checkpointKey: string | undefined;
  readonly checkpointSeconds: number;
}

/** How far the database's clock may be from this process's, in seconds; undefined where they are not compared. */
export function toleratedSkewSeconds({ clockSkewSecondsMax }: Config): number | undefined {
  return clockSkewSecondsMax === 'off' ? undefined : clockSkewSecondsMax;
}

/** A variable has a value that the service cannot work with. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the process's environment; throws `ConfigError` with a line a faulty variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const { HOST, PORT } = parsed.data;
  return {
    host: HOST,
    port: PORT,
    schemasUrl: `${publicUrlOf(parsed.data)}/v1/schemas`,
    databaseUrl: parsed.data.DATABASE_URL,
    databaseMigrationUrl: parsed.data.DATABASE_MIGRATION_URL ?? parsed.data.DATABASE_URL,
    kafka: kafkaOf(parsed.data),
    roles: new Set(parsed.data.ROLES),
    lanes: parsed.data.LANES,
    logLevel: parsed.data.LOG_LEVEL,
    auth: authOf(parsed.data),
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

/** What else is said of Kafka has to fit together even while it is off: one day it is on. */
function kafkaOf(env: z.infer<typeof environment>): KafkaSettings | undefined {
  const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: topicPrefix } = env;
  const isOff = brokers[0] === 'off';
  const onLoopback = brokers.every((broker) => loopback.has(broker.replace(/:\d+$/, '').toLowerCase()));
  const faults = faultsOfKafkaTrust(env, isOff || onLoopback);
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return isOff ? undefined : { brokers, topicPrefix, ...kafkaTrustOf(env) };
}

/** Who serves users asks who they are, unless it was said in so many words that it must not. */
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

function keySourceOf(source: string): KeySource {
  if (/^https?:/i.test(source)) return { kind: 'url', url: new URL(source) };
  return { kind: 'file', path: resolve(source) };
}
