import { z } from 'zod';

const signIn = z.object({
  /** Issuer identifier of the OpenID provider (OpenID Connect Discovery 1.0). */
  issuer: z.url(),
  clientId: z.string(),
  /** Contains `openid`. */
  scope: z.string(),
  /** Requested resource (RFC 8707), if the provider needs it. */
  resource: z.string().optional(),
});

/**
 * `GET /dashboard-settings.json`: how users sign in to the dashboard. `off`: the service needs no access tokens (`AUTH=off`).
 * `unavailable`: it needs them, and no provider is configured for the dashboard.
 */
export const dashboardSettingsAnswer = z.object({
  signIn: z.union([z.literal('off'), z.literal('unavailable'), signIn]),
});
