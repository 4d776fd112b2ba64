import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { createQueryClient } from '../service/create-query-client.js';
import { ServiceClient } from '../service/service-client.js';
import { ServiceContext } from '../service/use-service.js';
import { SessionGate } from '../session/session-gate.js';
import type { SessionStore } from '../session/session-store.js';
import { useSession } from '../session/use-session.js';
import { ToastProvider } from '../ui/toast-provider.js';
import { Shell } from './shell.js';

/** @param props.store of the tab, started */
export function App({ store }: { readonly store: SessionStore }) {
  return (
    <SessionGate store={store}>
      <SignedInApp />
    </SessionGate>
  );
}

/** What was read by one user is never shown to the next: the cache ends with the session. */
function SignedInApp() {
  const { accessToken, actions } = useSession();
  const [queries] = useState(createQueryClient);
  const service = useMemo(
    () =>
      new ServiceClient(
        () => accessToken,
        () => actions?.expire(),
      ),
    [accessToken, actions],
  );
  return (
    <QueryClientProvider client={queries}>
      <ServiceContext value={service}>
        <ToastProvider>
          <Shell />
        </ToastProvider>
      </ServiceContext>
    </QueryClientProvider>
  );
}
