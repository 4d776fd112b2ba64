import { availabilityAnswer } from '@allocator/contracts';
import { exitCodes } from '../command/command-error.js';
import type { ServiceClient } from '../service/service-client.js';

/** Prints how many identities of a pool are in each state. Returns the exit code. */
export async function poolAvailability(
  pool: string,
  isJson: boolean,
  service: ServiceClient,
  print: (line: string) => void,
): Promise<number> {
  const answer = availabilityAnswer.parse(await service.get(`/v1/pools/${encodeURIComponent(pool)}/availability`));
  if (isJson) print(JSON.stringify(answer));
  else for (const [name, value] of Object.entries(answer)) print(`${name.padEnd(18)}  ${String(value ?? 'none')}`);
  return exitCodes.done;
}
