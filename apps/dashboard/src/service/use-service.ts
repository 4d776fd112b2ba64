import { createContext, useContext } from 'react';
import type { ServiceClient } from './service-client.js';

export const ServiceContext = createContext<ServiceClient | null>(null);

/** The client of the signed-in user. */
export function useService(): ServiceClient {
  const client = useContext(ServiceContext);
  if (client === null) throw new Error('useService is used outside of ServiceContext');
  return client;
}
