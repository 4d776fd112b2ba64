import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { Button } from '../ui/button.js';
import { GateCard } from './gate-card.js';
import type { SessionStore } from './session-store.js';
import { SessionContext } from './use-session.js';

interface SessionGateProps {
  readonly store: SessionStore;
  readonly children: ReactNode;
}

/** Shows its children to who is signed in, and to everyone while `AUTH=off`. */
export function SessionGate({ store, children }: SessionGateProps) {
  const state = useSyncExternalStore(store.subscribe, store.current);
  const signedIn = useMemo(() => {
    if (state.status !== 'signed-in') return null;
    return { ...state.session, actions: state.session.accessToken === null ? null : store };
  }, [state, store]);
  switch (state.status) {
    case 'starting':
      return null;
    case 'signed-in':
      return <SessionContext value={signedIn}>{children}</SessionContext>;
    case 'service-unavailable':
      return (
        <GateCard>
          <p role="alert">The service does not answer. Check the network and whether the service runs.</p>
          <Button kind="primary" onClick={() => void store.start()}>
            Try again
          </Button>
        </GateCard>
      );
    case 'sign-in-unavailable':
      return <SignInUnavailable />;
    case 'signed-out':
      return (
        <GateCard>
          <p role="status">{state.reason ?? 'You are signed out.'}</p>
          <Button kind="primary" onClick={() => void store.signIn()}>
            Sign in
          </Button>
          {!state.choosesAgain && <Button onClick={() => void store.signInAsAnother()}>Sign in as another user</Button>}
        </GateCard>
      );
  }
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
