import type { DashboardSettings } from '../../config/dashboard-settings.js';

/**
 * The headers of the dashboard's page and files. The page runs scripts and styles of this service alone, and connects to it and
 * to the OpenID provider alone, so that an injected text can neither run nor send what it reads.
 */
export function pageHeaders(dashboard: DashboardSettings): Readonly<Record<string, string>> {
  const provider = typeof dashboard === 'string' ? '' : ` ${new URL(dashboard.issuer).origin}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${provider}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
