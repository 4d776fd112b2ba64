import { resolve } from 'node:path';
import { z } from 'zod';

const mechanisms = ['scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;

const path = z
  .string()
  .min(1)
  .transform((given) => resolve(given))
  .optional();

/** How brokers and this service authenticate each other. */
export const kafkaTrustEnvironment = {
  KAFKA_TLS: z.enum(['on', 'off']).default('off').meta({
    description: '`on`: connections to brokers are encrypted, and the certificate of each broker is verified.',
  }),
  KAFKA_TLS_CA: path.meta({
    values: 'path of a PEM file',
    without: 'the authorities that Node.js trusts',
    description: 'Authority that signs the certificates of the brokers.',
  }),
  KAFKA_TLS_CERT: path.meta({
    values: 'path of a PEM file',
    description: 'Certificate by which brokers authenticate the service. Required with `KAFKA_TLS_KEY`.',
  }),
  KAFKA_TLS_KEY: path.meta({
    values: 'path of a PEM file',
    description: 'Private key of that certificate. Required with `KAFKA_TLS_CERT`.',
  }),
  KAFKA_SASL: z
    .enum(['off', ...mechanisms])
    .default('off')
    .meta({
      description: 'SASL mechanism. Requires `KAFKA_TLS=on`, unless all brokers are on this host.',
    }),
  KAFKA_SASL_USERNAME: z.string().min(1).optional().meta({
    values: 'text',
    description: 'User of SCRAM. Required by `KAFKA_SASL=scram-sha-256` and `scram-sha-512`.',
  }),
  KAFKA_SASL_PASSWORD_FILE: path.meta({
    values: 'path of a file',
    description: 'Password of SCRAM, read at start. Required by `KAFKA_SASL=scram-sha-256` and `scram-sha-512`.',
  }),
  KAFKA_OAUTH_TOKEN_FILE: path.meta({
    values: 'path of a file',
    description: 'Token of OAUTHBEARER, read whenever a connection needs one. Required by `KAFKA_SASL=oauthbearer`.',
  }),
};

type Environment = z.infer<z.ZodObject<typeof kafkaTrustEnvironment>>;

/** Paths of PEM files. */
export interface KafkaTlsFiles {
  /** Undefined: the authorities that Node trusts. */
  readonly ca: string | undefined;
  /** Identifies this service to the brokers; undefined: its SASL user does, or nothing. */
  readonly client: { readonly cert: string; readonly key: string } | undefined;
}

/** How this service authenticates to the brokers. The secret is in a file, so that no environment, log or crash report contains it. */
export type KafkaSaslFiles =
  | {
      readonly mechanism: 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly passwordFile: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly tokenFile: string };

export interface KafkaTrust {
  /** Undefined: unencrypted connections. */
  readonly tls: KafkaTlsFiles | undefined;
  /** Undefined: without SASL. */
  readonly sasl: KafkaSaslFiles | undefined;
}

export interface KafkaSettings extends KafkaTrust {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
}

type Name = keyof Environment;

/** What does not fit together, a line each, beginning with the variable's name; empty where all does. */
export function faultsOfKafkaTrust(env: Environment, areBrokersOnLoopback: boolean): readonly string[] {
  const sasl = env.KAFKA_SASL;
  const needs = (...names: Name[]) =>
    names.filter((name) => env[name] === undefined).map((name) => `${name}: is required by KAFKA_SASL=${sasl}`);
  const ignores = (reason: string, ...names: Name[]) =>
    names.filter((name) => env[name] !== undefined).map((name) => `${name}: has no effect with ${reason}: remove it`);
  const faults = env.KAFKA_TLS === 'on' ? halfOfPair(env) : ignores('KAFKA_TLS=off', ...tlsFiles);
  if (sasl === 'off') return [...faults, ...ignores('KAFKA_SASL=off', ...scramNames, 'KAFKA_OAUTH_TOKEN_FILE')];
  const inClear =
    env.KAFKA_TLS === 'off' && !areBrokersOnLoopback
      ? [`KAFKA_TLS: must be on for KAFKA_SASL=${sasl}: secrets are sent unencrypted only to a loopback address`]
      : [];
  const own =
    sasl === 'oauthbearer'
      ? [...needs('KAFKA_OAUTH_TOKEN_FILE'), ...ignores(`KAFKA_SASL=${sasl}`, ...scramNames)]
      : [...needs(...scramNames), ...ignores(`KAFKA_SASL=${sasl}`, 'KAFKA_OAUTH_TOKEN_FILE')];
  return [...inClear, ...faults, ...own];
}

const tlsFiles = ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'] as const;
const scramNames = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE'] as const;

function halfOfPair({ KAFKA_TLS_CERT, KAFKA_TLS_KEY }: Environment): readonly string[] {
  if ((KAFKA_TLS_CERT === undefined) === (KAFKA_TLS_KEY === undefined)) return [];
  const [missing, given] =
    KAFKA_TLS_KEY === undefined ? ['KAFKA_TLS_KEY', 'KAFKA_TLS_CERT'] : ['KAFKA_TLS_CERT', 'KAFKA_TLS_KEY'];
  return [`${missing}: is required by ${given}: set a certificate and its key together`];
}

/** Of an environment without faults. */
export function kafkaTrustOf(env: Environment): KafkaTrust {
  return { tls: env.KAFKA_TLS === 'on' ? tlsOf(env) : undefined, sasl: saslOf(env) };
}

function tlsOf({ KAFKA_TLS_CA, KAFKA_TLS_CERT, KAFKA_TLS_KEY }: Environment): KafkaTlsFiles {
  const hasClient = KAFKA_TLS_CERT !== undefined && KAFKA_TLS_KEY !== undefined;
  return { ca: KAFKA_TLS_CA, client: hasClient ? { cert: KAFKA_TLS_CERT, key: KAFKA_TLS_KEY } : undefined };
}

function saslOf(env: Environment): KafkaSaslFiles | undefined {
  const { KAFKA_SASL: mechanism, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD_FILE, KAFKA_OAUTH_TOKEN_FILE } = env;
  if (mechanism === 'off') return undefined;
  if (mechanism === 'oauthbearer') return { mechanism, tokenFile: KAFKA_OAUTH_TOKEN_FILE ?? '' };
  return { mechanism, username: KAFKA_SASL_USERNAME ?? '', passwordFile: KAFKA_SASL_PASSWORD_FILE ?? '' };
}
