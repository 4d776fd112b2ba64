import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../src/config/config.js';

const base = { DATABASE_URL: 'postgres://127.0.0.1/allocator', AUTH: 'off' };
const away = { ...base, KAFKA_BROKERS: 'kafka-1.example:9093,kafka-2.example:9093' };
const here = { ...base, KAFKA_BROKERS: '127.0.0.1:9092,[::1]:9092,LOCALHOST:9092' };
const scram = {
  KAFKA_SASL: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'allocator',
  KAFKA_SASL_PASSWORD_FILE: '/run/password',
};
const oauth = { KAFKA_SASL: 'oauthbearer', KAFKA_OAUTH_TOKEN_FILE: '/run/token' };
const tls = { KAFKA_TLS: 'on', KAFKA_TLS_CA: '/etc/ca.pem' };

/** The names of the variables that are refused, one a line. */
function refused(env: Record<string, string>): (string | undefined)[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').map((line) => /^(\w+): .{10,}$/.exec(line)?.[1]);
    throw error;
  }
  return [];
}

describe('the settings of trust between Kafka and the service', () => {
  it('are unencrypted and without a user by default', () => {
    expect(readConfig(away).kafka).toMatchObject({ tls: undefined, sasl: undefined });
  });

  it('can be TLS only, by the authorities that Node trusts or others, and with a client certificate', () => {
    const none = { ca: undefined, client: undefined };
    expect(readConfig({ ...away, KAFKA_TLS: 'on' }).kafka?.tls).toEqual(none);
    expect(readConfig({ ...away, ...tls }).kafka?.tls).toEqual({ ...none, ca: '/etc/ca.pem' });
    const client = { KAFKA_TLS_CERT: '/etc/own.pem', KAFKA_TLS_KEY: '/etc/own.key' };
    expect(readConfig({ ...away, ...tls, ...client }).kafka).toMatchObject({
      tls: { client: { cert: '/etc/own.pem', key: '/etc/own.key' } },
      sasl: undefined,
    });
  });

  it.each(['scram-sha-256', 'scram-sha-512'])('can be %s: a user, and the path of its password', (mechanism) => {
    const { kafka } = readConfig({ ...away, ...tls, ...scram, KAFKA_SASL: mechanism });
    expect(kafka?.sasl).toEqual({ mechanism, username: 'allocator', passwordFile: '/run/password' });
  });

  it('can be a token in a file that another process refreshes', () => {
    expect(readConfig({ ...away, ...tls, ...oauth }).kafka?.sasl).toEqual({
      mechanism: 'oauthbearer',
      tokenFile: '/run/token',
    });
  });

  it('can be without TLS on this host', () => {
    expect(refused({ ...here, ...scram })).toEqual([]);
    expect(refused({ ...here, ...oauth })).toEqual([]);
  });

  const without = (env: Record<string, string>, name: string) =>
    Object.fromEntries(Object.entries(env).filter(([other]) => other !== name));
  it.each<[string, Record<string, string>, string[]]>([
    ['a password in clear to another host', { ...away, ...scram }, ['KAFKA_TLS']],
    ['a token in clear to another host', { ...away, ...oauth }, ['KAFKA_TLS']],
    [
      'one broker of several elsewhere',
      { ...here, KAFKA_BROKERS: '127.0.0.1:9092,10.0.0.1:9092', ...scram },
      ['KAFKA_TLS'],
    ],
    [
      'a name that only begins like this host',
      { ...away, KAFKA_BROKERS: 'localhost.example:9092', ...scram },
      ['KAFKA_TLS'],
    ],
    ['SCRAM without its user', without({ ...away, ...tls, ...scram }, 'KAFKA_SASL_USERNAME'), ['KAFKA_SASL_USERNAME']],
    [
      'SCRAM without a password',
      without({ ...away, ...tls, ...scram }, 'KAFKA_SASL_PASSWORD_FILE'),
      ['KAFKA_SASL_PASSWORD_FILE'],
    ],
    ['OAUTHBEARER without a token', { ...away, ...tls, KAFKA_SASL: 'oauthbearer' }, ['KAFKA_OAUTH_TOKEN_FILE']],
    [
      'a token that SCRAM would not look at',
      { ...away, ...tls, ...scram, KAFKA_OAUTH_TOKEN_FILE: '/t' },
      ['KAFKA_OAUTH_TOKEN_FILE'],
    ],
    [
      'a user that OAUTHBEARER would not look at',
      { ...away, ...tls, ...oauth, KAFKA_SASL_USERNAME: 'a' },
      ['KAFKA_SASL_USERNAME'],
    ],
    [
      'a user without a mechanism',
      without({ ...away, ...tls, ...scram }, 'KAFKA_SASL'),
      ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE'],
    ],
    [
      'files of TLS that is off',
      { ...away, KAFKA_TLS_CA: '/a', KAFKA_TLS_KEY: '/b' },
      ['KAFKA_TLS_CA', 'KAFKA_TLS_KEY'],
    ],
    ['a certificate without its key', { ...away, ...tls, KAFKA_TLS_CERT: '/c' }, ['KAFKA_TLS_KEY']],
    ['a key without its certificate', { ...away, ...tls, KAFKA_TLS_KEY: '/k' }, ['KAFKA_TLS_CERT']],
    [
      'several slips, a line each',
      { ...away, KAFKA_SASL: 'scram-sha-256', KAFKA_TLS_CA: '/a' },
      ['KAFKA_TLS', 'KAFKA_TLS_CA', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE'],
    ],
    ['slips while Kafka is off', { ...base, KAFKA_SASL: 'oauthbearer' }, ['KAFKA_OAUTH_TOKEN_FILE']],
  ])('%s is refused', (_, env, names) => {
    expect(refused(env)).toEqual(names);
  });
});
