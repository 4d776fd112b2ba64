import { createContext, useContext } from 'react';
import type { SessionStore } from './session-store.js';
import type { Session } from './session.js';

export interface SignedIn extends Session {
  /** Null while `AUTH=off`. */
  readonly actions: Pick<SessionStore, 'signOut' | 'expire' | 'renew'> | null;
}

export const SessionContext = createContext<SignedIn | null>(null);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside of SessionContext');
  return session;
}
