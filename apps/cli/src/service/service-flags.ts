import { type Command, Option } from 'commander';
import { CommandError, exitCodes } from '../command/command-error.js';
import { ServiceClient } from './service-client.js';

export interface ServiceFlags {
  readonly url: string;
  readonly token?: string;
}

/** Adds the options of a command that calls the service. */
export function withService(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'URL of the service').env('ALLOCATOR_URL').default('http://127.0.0.1:8080'))
    .addOption(
      new Option('--token <token>', 'access token; other users of this host can see the option, not the variable').env(
        'ALLOCATOR_TOKEN',
      ),
    );
}

export function serviceOf({ url, token }: ServiceFlags, signal: AbortSignal): ServiceClient {
  if (!URL.canParse(url)) throw new CommandError(`--url ${url} is not a URL`, exitCodes.wrongUse);
  return new ServiceClient({ url, token, signal });
}
