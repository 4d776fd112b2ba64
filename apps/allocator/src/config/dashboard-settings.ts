import { z } from 'zod';
import { loopbackHosts } from './loopback-hosts.js';

/** Where users of the dashboard sign in: a public client of an OpenID provider. */
export interface SignInSettings {
  /** Issuer identifier; the provider's metadata is below it (OpenID Connect Discovery 1.0). */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** RFC 8707; undefined: none is requested. */
  readonly resource: string | undefined;
}

/** `off`: access tokens are not verified, so none is needed. `unavailable`: no provider is configured. */
export type DashboardSettings = 'off' | 'unavailable' | SignInSettings;

/** Tokens that travel unencrypted over a network can be stolen. */
function isIssuer(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(issuer);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
  return isSafe && `${username}${password}${search}${hash}` === '';
}

/** The variables of the dashboard. */
export const dashboardEnvironment = {
  DASHBOARD_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'must be an https URL, or an http URL on this host, without user, query and fragment')
    .optional()
    .meta({
      values: 'https URL, or http URL on this host, without user, query and fragment',
      without: 'no one can sign in to the dashboard',
      description:
        'OpenID provider at which users of the dashboard sign in: its issuer identifier. Its access tokens must be what `AUTH_ISSUER`, `AUTH_AUDIENCE` and [access](access.md#tokens) require ([sign-in](deployment.md#dashboard)).',
    }),
  DASHBOARD_OIDC_CLIENT_ID: z.string().min(1).optional().meta({
    values: 'text',
    description:
      'Public client (code flow with PKCE, without a secret) that is registered at the provider for the dashboard. Required with `DASHBOARD_OIDC_ISSUER`.',
  }),
  DASHBOARD_OIDC_SCOPE: z
    .string()
    .refine((scope) => scope.split(' ').includes('openid'), 'must contain openid')
    .default('openid')
    .meta({ values: 'scopes, separated by spaces, with `openid`', description: 'Scope that the dashboard requests.' }),
  DASHBOARD_OIDC_RESOURCE: z.string().min(1).optional().meta({
    values: 'text, usually the value of `AUTH_AUDIENCE`',
    without: 'none is requested',
    description:
      'Audience that the dashboard requests for its access token, for providers that need one: sent as `resource` (RFC 8707) and as `audience`.',
  }),
};

type DashboardVariables = z.infer<z.ZodObject<typeof dashboardEnvironment>>;

/** Where the dashboard's users sign in, while access tokens are verified. */
export function signInOf(env: DashboardVariables): 'unavailable' | SignInSettings {
  const { DASHBOARD_OIDC_ISSUER: issuer, DASHBOARD_OIDC_CLIENT_ID: clientId } = env;
  if (issuer === undefined || clientId === undefined) return 'unavailable';
  return { issuer, clientId, scope: env.DASHBOARD_OIDC_SCOPE, resource: env.DASHBOARD_OIDC_RESOURCE };
}

/** The variable that is missing because the other one is given; undefined: none. */
export function missingForSignIn(env: DashboardVariables): string | undefined {
  const { DASHBOARD_OIDC_ISSUER: issuer, DASHBOARD_OIDC_CLIENT_ID: clientId } = env;
  if ((issuer === undefined) === (clientId === undefined)) return undefined;
  return issuer === undefined ? 'DASHBOARD_OIDC_ISSUER' : 'DASHBOARD_OIDC_CLIENT_ID';
}
