import { type Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { AccessToken } from '../profile/access-token.js';
import { type Profile, defaultProfile, namedProfile } from '../profile/named-profile.js';
import { ServiceClient } from './service-client.js';

export interface ServiceFlags {
  readonly profile?: string;
  readonly url?: string;
  readonly tokenFile?: string;
}

const urlDefault = 'http://127.0.0.1:8080';

/** Adds the options of a command that calls the service. */
export function withService(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--profile <name>',
        'installation and token of this profile; else the variable ALLOCATOR_PROFILE, or the default of the file of profiles',
      ).conflicts(['url', 'tokenFile']),
    )
    .option('--url <url>', `URL of the service; else the variable ALLOCATOR_URL, or ${urlDefault}`)
    .option('--token-file <file>', 'file with the access token; else the variable ALLOCATOR_TOKEN has it');
}

export function serviceOf(flags: ServiceFlags, context: Pick<CommandContext, 'env' | 'signal'>): ServiceClient {
  const { url, token } = profileOf(flags, context.env);
  if (!URL.canParse(url)) throw new CommandError(`--url ${url} is not a URL`, exitCodes.wrongUse);
  return new ServiceClient({ url, token: new AccessToken(token, context.env, context.signal), signal: context.signal });
}

/**
 * Address and token have one origin: a profile, or flags and variables. ALLOCATOR_TOKEN is meant for ALLOCATOR_URL, and is not sent to
 * another server.
 */
function profileOf({ profile, url, tokenFile }: ServiceFlags, env: CommandContext['env']): Profile {
  if (profile !== undefined) return namedProfile(profile, env);
  const { ALLOCATOR_URL: envUrl, ALLOCATOR_TOKEN: envToken, ALLOCATOR_PROFILE: envProfile } = env;
  if (!url && !tokenFile && !envUrl && !envToken) {
    return (envProfile ? namedProfile(envProfile, env) : defaultProfile(env)) ?? { url: urlDefault, token: undefined };
  }
  if (!url && !tokenFile && envProfile) {
    throw new CommandError(
      'ALLOCATOR_PROFILE is set, and so is ALLOCATOR_URL or ALLOCATOR_TOKEN: unset one, or give --profile or --url',
      exitCodes.wrongUse,
    );
  }
  if (tokenFile !== undefined) return { url: url ?? (envUrl || urlDefault), token: { kind: 'file', path: tokenFile } };
  if (url && envUrl && envToken && URL.canParse(url) && !isSameServer(url, envUrl)) {
    throw new CommandError(
      '--url is not the server of ALLOCATOR_URL, for which ALLOCATOR_TOKEN is meant: give --token-file',
      exitCodes.wrongUse,
    );
  }
  return {
    url: url ?? (envUrl || urlDefault),
    token: envToken ? { kind: 'variable', name: 'ALLOCATOR_TOKEN' } : undefined,
  };
}

function isSameServer(first: string, second: string): boolean {
  return URL.canParse(first) && URL.canParse(second) && new URL(first).origin === new URL(second).origin;
}
