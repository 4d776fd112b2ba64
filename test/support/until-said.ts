import { eventually } from './eventually.js';
import type { ServiceProcess } from './service-process.js';

/** Waits for a line of the service's log: it comes by another way than the answer that it is about, and may come later. */
export function untilSaid(service: Pick<ServiceProcess, 'said'>, line: RegExp): Promise<void> {
  return eventually(() => line.test(service.said()), 5_000, `the line ${line.source}`);
}
