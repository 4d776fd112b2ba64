import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../src/config/config.js';

const valid = {
  DATABASE_URL: 'postgres://allocator@127.0.0.1/allocator',
  PORT: '8080',
  KAFKA_BROKERS: 'off',
  AUTH_JWKS: 'https://issuer.example/jwks',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'https://allocator.example',
};

function refusalOf(env: Readonly<Record<string, string | undefined>>): string {
  try {
    readConfig({ ...valid, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('a configuration', () => {
  it('is accepted if every variable is valid', () => {
    expect(refusalOf({})).toBe('');
  });

  it.each([
    ['LANES', '0'],
    ['LANES', 'many'],
    ['ROLES', 'foo'],
    ['ROLES', ''],
    ['PORT', 'x'],
    ['PORT', '65536'],
    ['PORT', ''],
    ['DATABASE_URL', undefined],
    ['DATABASE_URL', 'mysql://root@127.0.0.1/allocator'],
    ['DATABASE_URL', 'postgres://u:100%@127.0.0.1/allocator'],
    ['DATABASE_URL', 'postgres://u:p@a:5432,b:5432/allocator'],
    ['DATABASE_URL', 'postgres://u:p@127.0.0.1/allocator?sslmode=prefer'],
    ['DATABASE_MIGRATION_URL', 'on'],
    ['DATABASE_MIGRATION_URL', 'postgres://u:p%zz@127.0.0.1/allocator'],
    ['KAFKA_BROKERS', 'kafka.example'],
    ['KAFKA_BROKERS', '127.0.0.1:9092,'],
    ['KAFKA_BROKERS', 'off,127.0.0.1:9092'],
    ['KAFKA_TOPIC_PREFIX', 'with space'],
    ['KAFKA_TLS', 'maybe'],
    ['KAFKA_TLS_CA', '/ca.pem'],
    ['KAFKA_SASL', 'plain'],
    ['KAFKA_OAUTH_TOKEN_FILE', '/token'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'allocator.example'],
    ['PUBLIC_URL', 'http://0.0.0.0:8080'],
    ['PUBLIC_URL', 'https://u:p@allocator.example'],
    ['AUTH', 'maybe'],
    ['AUTH_JWKS', undefined],
    ['AUTH_JWKS', 'http://issuer.example/jwks'],
    ['AUTH_JWKS', 'ftp://issuer.example/jwks'],
    ['AUTH_ISSUER', undefined],
    ['AUTH_AUDIENCE', ''],
    ['DASHBOARD_OIDC_ISSUER', 'http://id.example.com'],
    ['DASHBOARD_OIDC_ISSUER', 'https://u:p@id.example.com'],
    ['DASHBOARD_OIDC_CLIENT_ID', ''],
    ['DASHBOARD_OIDC_SCOPE', 'profile email'],
    ['AUTH_LEEWAY_SECONDS', '301'],
    ['RATE_LIMIT_PER_SECOND', '0'],
  ])('with %s=%s is refused by one line that names the variable', (name, value) => {
    const message = refusalOf({ [name]: value });
    expect(message.split('\n')).toEqual([expect.stringMatching(new RegExp(`^${name}(\\.\\d+)?: .{5,}`))]);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'allocator.example'])(
    'with HOST=%s requires PUBLIC_URL for every role, because events store it permanently',
    (HOST) => {
      expect(refusalOf({ HOST, ROLES: 'scheduler' })).toMatch(/^PUBLIC_URL: is required .*$/);
    },
  );

  it.each([
    [{ DASHBOARD_OIDC_ISSUER: 'https://id.example.com' }, 'DASHBOARD_OIDC_CLIENT_ID'],
    [{ DASHBOARD_OIDC_CLIENT_ID: 'dashboard', AUTH: 'off' }, 'DASHBOARD_OIDC_ISSUER'],
  ])('with %j alone is refused for lack of %s', (env, missing) => {
    expect(refusalOf(env)).toBe(`${missing}: is required to sign in to the dashboard`);
  });
});
