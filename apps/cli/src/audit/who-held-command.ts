import { holdersAnswer } from '@allocator/contracts';
import { Command } from 'commander';
import type { z } from 'zod';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { itemOf } from '../list/item-of.js';
import { recordLines } from '../list/record-lines.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';

interface WhoHeldFlags extends ServiceFlags, OutputFlags {
  readonly reason: string;
  readonly at?: string;
  readonly knownAt?: string;
}

export function whoHeldCommand(context: CommandContext): Command {
  const command = new Command('who-held')
    .description('show who held an identity at an instant, as an auditor')
    .argument('<identity>', 'IMPI, or an IMPU (sip:, sips: or tel:) in any spelling')
    .requiredOption('--reason <text>', 'why you read it: a case, an order, an inquiry. It is recorded with your name')
    .option('--at <time>', 'the instant; default: now')
    .option('--known-at <time>', 'answer from what was recorded up to then; default: from all events')
    .addHelpText(
      'after',
      `
Every read is recorded: who, what, when and why. --json has the events that prove the answer.

Examples:
  allocator who-held web-000417@ims.op-a.example --at 2026-11-01T09:30:00Z --reason 'case 2026-117'
  allocator who-held tel:+4930123456 --at 2026-11-01T09:30:00Z --reason 'case 2026-117' --json > proof.json`,
    );
  return withService(withJson(command)).action(async (identity: string, flags: WhoHeldFlags) => {
    const answer = await serviceOf(flags, context).get(`/v1/audit/holders?${queryOf(identity, flags).toString()}`);
    const output = outputOf(flags, context.print);
    output.document(itemOf(answer));
    for (const line of linesOf(holdersAnswer.parse(answer))) output.line(line);
  });
}

function queryOf(identity: string, { reason, at, knownAt }: WhoHeldFlags): URLSearchParams {
  const query = new URLSearchParams({ [/^(sips?|tel):/i.test(identity) ? 'impu' : 'impi']: identity, reason });
  if (at !== undefined) query.set('at', at);
  if (knownAt !== undefined) query.set('knownAt', knownAt);
  return query;
}

function linesOf({ poolId, impi, at, knownAt, holder, proof }: z.infer<typeof holdersAnswer>): readonly string[] {
  const lines = recordLines({ impi, poolId, at, knownAt, ...(holder ?? { holder: null }) });
  return [...lines, `proven by ${String(proof.length)} events: ${proof.map(({ id }) => id).join(' ') || 'none'}`];
}
