import { type Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { AccessToken } from '../profile/access-token.js';
import { type Profile, defaultProfile, namedProfile } from '../profile/named-profile.js';
import { serviceUrl } from '../profile/service-url.js';
import { ServiceClient } from './service-client.js';

export interface ServiceFlags {
  readonly profile?: string;
  readonly url?: string;
  readonly tokenFile?: string;
}

const urlDefault = new URL('http://127.0.0.1:8080');

/** Adds the options of a command that calls the service. */
export function withService(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--profile <name>',
        'installation and token of this profile; else the variable ALLOCATOR_PROFILE, or the default of the file of profiles',
      ).conflicts(['url', 'tokenFile']),
    )
    .option('--url <url>', `URL of the service; else the variable ALLOCATOR_URL, or ${urlDefault.origin}`)
    .option('--token-file <file>', 'file with the access token; else the variable ALLOCATOR_TOKEN has it');
}

export function serviceOf(
  flags: ServiceFlags,
  { env, signal, notice }: Pick<CommandContext, 'env' | 'signal' | 'notice'>,
): ServiceClient {
  const { url, token } = profileOf(flags, env);
  return new ServiceClient({ url, token: new AccessToken(token, env, signal), signal, notice });
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
  const called = url ? urlOf('--url', url) : envUrl ? urlOf('ALLOCATOR_URL', envUrl) : urlDefault;
  if (tokenFile !== undefined) return { url: called, token: { kind: 'file', path: tokenFile } };
  if (url && envUrl && envToken && urlOf('ALLOCATOR_URL', envUrl).origin !== called.origin) {
    throw new CommandError(
      '--url is not the server of ALLOCATOR_URL, for which ALLOCATOR_TOKEN is meant: give --token-file',
      exitCodes.wrongUse,
    );
  }
  return { url: called, token: envToken ? { kind: 'variable', name: 'ALLOCATOR_TOKEN' } : undefined };
}

function urlOf(name: string, text: string): URL {
  const { url, fault } = serviceUrl(text);
  if (fault !== undefined) throw new CommandError(`${name} ${fault}`, exitCodes.wrongUse);
  return url;
}
