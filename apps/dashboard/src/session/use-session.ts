import { createContext, useContext } from 'react';
import type { Session } from './session.js';

export interface SignedIn extends Session {
  /** Forgets the token. Null while `AUTH=off`. */
  readonly signOut: ((reason?: string) => void) | null;
}

export const SessionContext = createContext<SignedIn | null>(null);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside of SessionContext');
  return session;
}
