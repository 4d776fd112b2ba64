import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../ui/button.js';
import { GateCard } from './gate-card.js';
import { openSession } from './open-session.js';
import { type DashboardSettings, readSettings } from './read-settings.js';
import { SessionContext } from './use-session.js';

/** Shows its children to who is signed in, and to everybody while `AUTH=off`. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [settings, setSettings] = useState<DashboardSettings | Error>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    readSettings(abort.signal).then(setSettings, (error: unknown) => {
      if (!abort.signal.aborted) setSettings(error instanceof Error ? error : new Error(String(error)));
    });
    return () => abort.abort();
  }, [attempt]);

  if (settings === undefined) return null;
  if (settings instanceof Error) {
    return (
      <GateCard>
        <p role="alert">The service does not answer. Check the network and whether the service runs.</p>
        <Button kind="primary" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </Button>
      </GateCard>
    );
  }
  if (settings.signIn === 'off') {
    return <SessionContext value={{ ...openSession, signOut: null }}>{children}</SessionContext>;
  }
  return <SignInUnavailable />;
}

/** The service verifies tokens, and nothing says where this page gets one. */
function SignInUnavailable() {
  return (
    <GateCard>
      <p>Sign-in is not configured. Start the service with these settings (docs/configuration.md, Dashboard):</p>
      <ul className="session-gate-settings">
        <li>
          <code>DASHBOARD_OIDC_ISSUER</code>: URL of the OpenID provider
        </li>
        <li>
          <code>DASHBOARD_OIDC_CLIENT_ID</code>: the public client that is registered there
        </li>
      </ul>
    </GateCard>
  );
}
