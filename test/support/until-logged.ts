import { eventually } from './eventually.js';
import type { ServiceProcess } from './service-process.js';

/** Waits for a line of the service's log: it comes by another way than the answer that it is about, and may come later. */
export function untilLogged(service: Pick<ServiceProcess, 'log'>, line: RegExp): Promise<void> {
  return eventually(() => line.test(service.log()), 5_000, `the line ${line.source}`);
}
