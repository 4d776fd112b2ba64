import { faultOfDatabaseUrl } from '@allocator/postgres';
import { z } from 'zod';
import { dashboardEnvironment } from './dashboard-settings.js';
import { kafkaTrustEnvironment } from './kafka-settings.js';
import { loopbackHosts } from './loopback-hosts.js';

export const roles = ['api', 'relay', 'scheduler', 'projector'] as const;
export type Role = (typeof roles)[number];

/** Digits alone: an empty variable is a mistake, not a zero. */
const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.int().min(min).max(max));

/** A text that a function checks: it returns the fault, or undefined. */
const text = (faultOf: (given: string) => string | undefined) =>
  z.string('is required').superRefine((given, context) => {
    const message = faultOf(given);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const hostAndPort = /^(\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i;

/** A broker without its port would be tried without end, and look as if it were unavailable. */
function isListOfBrokers(brokers: readonly string[]): boolean {
  return brokers.every((broker) => hostAndPort.test(broker)) || (brokers.length === 1 && brokers[0] === 'off');
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

/** Keys that arrive unencrypted over a network could be anyone's. */
function isKeySource(source: string): boolean {
  if (!/^https?:/i.test(source)) return !/^[a-z]{2,}:/i.test(source);
  const { success, data } = z.url().safeParse(source);
  if (!success) return false;
  const { protocol, hostname } = new URL(data);
  return protocol === 'https:' || loopbackHosts.has(hostname);
}

const http = {
  HOST: z.string().min(1).default('127.0.0.1').meta({
    values: 'address or host name',
    description: 'Address on which HTTP listens.',
  }),
  PORT: whole(0, 65_535).default(8080).meta({
    description: 'Port on which HTTP listens. 0 chooses a free port.',
  }),
  PUBLIC_URL: text(faultOfPublicUrl).optional().meta({
    values: 'http or https URL without user, query and fragment',
    without: '`http://HOST:PORT`',
    description:
      'URL at which others reach the service. Required unless `HOST` is a loopback address. Every event contains it permanently: choose it before the first start ([deployment](deployment.md#public_url)).',
  }),
  RATE_LIMIT_PER_SECOND: whole(1, 1_000_000).default(10_000).meta({
    unit: 'requests per second',
    description: 'Rate limit of one tenant in this process. A batch is one request ([limits](operations.md#limits)).',
  }),
};

/** `host:port`, or a port on the loopback address. */
function metricsAddressOf(given: string): { readonly host: string; readonly port: number } | undefined {
  const [, host = '127.0.0.1', port = ''] = /^(?:(\[[\da-f:.]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(given) ?? [];
  if (port === '' || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

const metrics = {
  METRICS_PORT: z
    .string()
    .transform((given, context) => {
      if (given === 'off') return given;
      const address = metricsAddressOf(given);
      if (address !== undefined) return address;
      context.addIssue({ code: 'custom', message: 'must be a port, host:port, or off' });
      return z.NEVER;
    })
    .optional()
    .meta({
      values: 'port on 127.0.0.1, `host:port`, or `off`. 0 chooses a free port',
      without: 'port 9464 on 127.0.0.1 if it is free, otherwise none, with a warning',
      description:
        'Where `GET /metrics` answers ([metrics](metrics.md)). `off`: nothing is measured. It has no authentication and shows the ids of pools and WWSFs: let only Prometheus reach it.',
    }),
  METRICS_POOLS_MAX: whole(0, 10_000).default(200).meta({
    unit: 'pools',
    description: 'Largest number of pools with time series of their own: the first by id. The sums are of all pools.',
  }),
};

const postgresql = {
  DATABASE_URL: text(faultOfDatabaseUrl).meta({
    values: '`postgres://user:password@host:5432/database?parameter=value`',
    description:
      'Database of the service. PostgreSQL 15 or later, directly or through a pooler in session mode ([deployment](deployment.md#postgresql)).',
  }),
  DATABASE_MIGRATION_URL: text((url) => (url === 'off' ? undefined : faultOfDatabaseUrl(url)))
    .optional()
    .meta({
      values: 'as `DATABASE_URL`, or `off`',
      without: 'the value of `DATABASE_URL`',
      description:
        'Connection of the owner of the tables, which migrates the schema at start. `off`: another process migrates it, and this one refuses to start on an older schema ([roles](deployment.md#roles)).',
    }),
  CITUS: z.enum(['on', 'off']).default('off').meta({
    description:
      '`on`: the tables of a new database are distributed over the servers of Citus ([scale](scale.md#citus)). A database that is distributed is recognised without it.',
  }),
  CLOCK_SKEW_SECONDS_MAX: z
    .union([z.literal('off').transform(() => 'off' as const), whole(1, 3_600)])
    .default(5)
    .meta({
      values: 'whole number, 1 to 3,600, or `off`',
      unit: 'seconds',
      description:
        "Largest tolerated difference between the database's clock and this process's. Beyond it this process decides nothing (`503`). Set it to at most the smallest `clockSkewSeconds` of your operators. `off` trusts the database's clock alone.",
    }),
};

const kafka = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine(isListOfBrokers, 'must be off, or host:port separated by commas')
    .default(['off'])
    .meta({
      values: '`host:port`, separated by commas, or `off`',
      description:
        'Brokers. `off`: the service runs without Kafka, and publishes everything when brokers are configured.',
    }),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .default('allocation')
    .meta({
      values: 'letters, digits, `.`, `_` and `-`, at most 100',
      description: 'Beginning of all names of topics, consumer groups and transactional ids.',
    }),
  ...kafkaTrustEnvironment,
};

const rolesAndLanes = {
  ROLES: z
    .string()
    .default(roles.join(','))
    .transform((list) => list.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(roles)).min(1))
    .meta({
      values: '`api`, `relay`, `scheduler`, `projector`, separated by commas',
      description: 'What this process does. Any number of processes may have any role.',
    }),
  LANES: whole(1, 1_024).default(8).meta({
    description:
      'Number of lanes. It is fixed when the database is created: a different number is refused at start afterwards.',
  }),
};

const accessTokens = {
  AUTH: z.enum(['on', 'off']).default('on').meta({
    description: '`off`: callers are not authenticated. It logs a warning at start.',
  }),
  AUTH_JWKS: z
    .string()
    .min(1)
    .refine(isKeySource, 'must be the path of a file, an https URL, or an http URL on this host')
    .optional()
    .meta({
      values: 'https URL, http URL on this host, or path of a file',
      description: 'Public keys of the token issuer (JWKS). Required by the role `api` unless `AUTH=off`.',
    }),
  AUTH_ISSUER: z.string().min(1).optional().meta({
    values: 'text',
    description: 'Required value of the claim `iss`. Required by the role `api` unless `AUTH=off`.',
  }),
  AUTH_AUDIENCE: z.string().min(1).optional().meta({
    values: 'text',
    description: 'Value that the claim `aud` must be or contain. Required by the role `api` unless `AUTH=off`.',
  }),
  AUTH_LEEWAY_SECONDS: whole(0, 300).default(30).meta({
    unit: 'seconds',
    description: "Tolerated difference between the issuer's clock and this process's.",
  }),
};

const checkpoints = {
  CHECKPOINT_KEY: z.string().min(1).optional().meta({
    values: 'path of a PEM file',
    without: 'no checkpoints are signed',
    description: 'Private Ed25519 key that signs checkpoints of the history.',
  }),
  CHECKPOINT_SECONDS: whole(1, 86_400).default(60).meta({
    unit: 'seconds',
    description: 'Interval between two checkpoints of a lane that has new events.',
  }),
};

const logs = {
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').meta({
    description: 'Least severe level that is logged: JSON lines on standard output ([log codes](operations.md#logs)).',
  }),
};

/** The variables by subject: docs/configuration.md is generated from their descriptions. */
export const settings = {
  HTTP: http,
  Metrics: metrics,
  PostgreSQL: postgresql,
  Kafka: kafka,
  'Roles and lanes': rolesAndLanes,
  'Access tokens': accessTokens,
  Dashboard: dashboardEnvironment,
  Checkpoints: checkpoints,
  Logs: logs,
};

/** The environment of the process. */
export const environment = z.object({
  ...http,
  ...metrics,
  ...postgresql,
  ...kafka,
  ...rolesAndLanes,
  ...accessTokens,
  ...dashboardEnvironment,
  ...checkpoints,
  ...logs,
});
