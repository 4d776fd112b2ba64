import { z } from 'zod';

const roles = ['api', 'relay', 'scheduler', 'projector'] as const;
export type Role = (typeof roles)[number];

/** Digits alone: an empty variable is a slip, not a zero. */
const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'is a whole number').transform(Number).pipe(z.int().min(min).max(max));

const hostAndPort = /^(\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i;

/** Without its port a broker would be asked for ever, and look as if it were away. */
function areBrokers(brokers: readonly string[]): boolean {
  return brokers.every((broker) => hostAndPort.test(broker)) || (brokers.length === 1 && brokers[0] === 'off');
}

/** The environment of the process; README has the table. */
const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(0, 65_535).default(8080),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine(areBrokers, 'is off, or host:port, separated by commas')
    .default(['off']),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .default('allocation'),
  ROLES: z
    .string()
    .default(roles.join(','))
    .transform((list) => list.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(roles)).min(1)),
  LANES: whole(1, 1_024).default(8),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where the events' `dataschema` points: `<schemasUrl>/<type>/<version>`. */
  readonly schemasUrl: string;
  readonly databaseUrl: string;
  /** Undefined: without Kafka. */
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string } | undefined;
  readonly roles: ReadonlySet<Role>;
  readonly lanes: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
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
  const { HOST, PORT, PUBLIC_URL, KAFKA_BROKERS } = parsed.data;
  const publicUrl = PUBLIC_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${String(PORT)}`;
  return {
    host: HOST,
    port: PORT,
    schemasUrl: `${publicUrl.replace(/\/$/, '')}/v1/schemas`,
    databaseUrl: parsed.data.DATABASE_URL,
    kafka:
      KAFKA_BROKERS[0] === 'off' ? undefined : { brokers: KAFKA_BROKERS, topicPrefix: parsed.data.KAFKA_TOPIC_PREFIX },
    roles: new Set(parsed.data.ROLES),
    lanes: parsed.data.LANES,
    logLevel: parsed.data.LOG_LEVEL,
  };
}
