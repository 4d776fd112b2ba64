import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { type CommandFlags, sendCommand, withCommandId } from './command-flags.js';

interface AssignFlags extends CommandFlags {
  readonly ref?: string;
  readonly session?: string;
}

export function assignCommand(context: CommandContext): Command {
  const command = new Command('assign')
    .description('assign an identity of a pool, as a WWSF')
    .argument('<pool>', 'id of the pool')
    .addOption(
      new Option(
        '--ref <ref>',
        "for an authenticated user: the WWSF's reference to it; - reads it from standard input",
      ),
    )
    .addOption(
      new Option('--session <session>', 'for an anonymous user: the reference to its session; - as above').conflicts(
        'ref',
      ),
    )
    .addHelpText(
      'after',
      `
A retry with the same --command-id is safe: it gets the first answer, and no second identity. Other users of this host can see the
options of a process: give personal references by standard input.

Examples:
  allocator assign pool-a --session session-0815
  printf %s "$USER_REFERENCE" | allocator assign pool-a --ref - --json
  allocator assign pool-a --ref user-4711 --command-id 0b9a4f39-6f0a-4a7e-9d59-7c7f6f3a1c11`,
    );
  return withCommandId(command).action(async (pool: string, flags: AssignFlags) => {
    const body = { subject: await subjectOf(flags) };
    await sendCommand(context, flags, `/v1/pools/${encodeURIComponent(pool)}/assignments`, body);
  });
}

async function subjectOf({ ref, session }: AssignFlags): Promise<object> {
  if (ref !== undefined) return { kind: 'authenticated', ref: await given(ref) };
  if (session !== undefined) return { kind: 'anonymous', session: await given(session) };
  throw new CommandError('give --ref (an authenticated user) or --session (an anonymous one)', exitCodes.wrongUse);
}

async function given(reference: string): Promise<string> {
  return reference === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : reference;
}
