import { readFileSync } from 'node:fs';
import { urlHost } from './url-host.js';

/**
 * Where a service that has started serves its metrics. Its log says so, because its default port can be in use. Undefined: nowhere,
 * or `LOG_LEVEL` leaves it out.
 */
export function metricsUrl(logFile: string): string | undefined {
  const lines = readFileSync(logFile, 'utf8').split('\n');
  const line = lines.find((each) => each.includes('"code":"metrics-listening"'));
  if (line === undefined) return undefined;
  const { host, port } = JSON.parse(line) as { readonly host: string; readonly port: number };
  return `http://${urlHost(host)}:${String(port)}/metrics`;
}
