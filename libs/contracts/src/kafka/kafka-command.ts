import type { Assign, CommandId, Prolong, Release, WwsfId } from '@allocator/domain';
import { z } from 'zod';
import { commandOutcome, commandOutcomeExample } from '../assignments/assignment-answer.js';
import { subject } from '../assignments/subject.js';
import type { ContractAnswer } from '../outcomes/contract-answer.js';
import { describeFaults, faultsOf } from '../problems/fault.js';
import { jsonLimitFault } from '../problems/json-limit-fault.js';
import { assignmentId, commandId, poolId } from '../values/ids.js';

const kafkaExample = { commandId: commandOutcomeExample.commandId };

/** Value of a record on `<prefix>.commands.<wwsfId>`. */
export const kafkaCommand = z
  .discriminatedUnion('type', [
    z.strictObject({ commandId, type: z.literal('Assign'), poolId, subject }),
    z.strictObject({ commandId, type: z.literal('Release'), assignmentId, poolId: poolId.optional() }),
    z.strictObject({ commandId, type: z.literal('Prolong'), assignmentId, poolId: poolId.optional() }),
  ])
  .meta({
    id: 'KafkaCommand',
    examples: [
      { ...kafkaExample, type: 'Assign', poolId: 'pool-a', subject: { kind: 'authenticated', ref: 'user-4711' } },
      { ...kafkaExample, type: 'Release', assignmentId: '6-42' },
      { ...kafkaExample, type: 'Prolong', assignmentId: '6-42' },
    ],
  });

/** Value of a record on `<prefix>.outcomes.<wwsfId>`: the same answer as over HTTP. */
export const kafkaOutcome = commandOutcome.meta({ id: 'KafkaOutcome', examples: [commandOutcomeExample] });

/** Headers of a command, and of its outcome: the trace in which it was sent (W3C Trace Context). */
export const traceHeaders = z
  .object({
    traceparent: z
      .string()
      .optional()
      .meta({
        description: 'Span in which the command was sent; carried on to its outcome unchanged',
        examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
      }),
    tracestate: z.string().max(512).optional().meta({ description: 'Of the same trace; carried on likewise' }),
  })
  .meta({ id: 'TraceHeaders' });

/** Headers of a record on `<prefix>.commands.dead-letter`. Its key and value are those of the refused record. */
export const deadLetterHeaders = z
  .object({
    reason: z.enum([
      'not-json',
      'unknown-type',
      'invalid-command',
      'record-too-large',
      'command-failed',
      'batch-too-large',
      'batch-unreadable',
    ]),
    detail: z.string().meta({ description: 'For people', examples: ['commandId: must be a UUID'] }),
    'origin-topic': z.string().meta({ examples: ['allocation.commands.wwsf-a'] }),
    'origin-partition': z.string().meta({ examples: ['6'] }),
    'origin-offset': z.string().meta({ examples: ['1042'] }),
    'origin-last-offset': z
      .string()
      .optional()
      .meta({ description: 'Offset of the last record, if the value is a batch that cannot be read' }),
    truncated: z.string().optional().meta({ description: 'Bytes of the value before it was cut' }),
    'key-truncated': z.string().optional().meta({ description: 'Bytes of the key before it was cut' }),
  })
  .meta({ id: 'DeadLetterHeaders' });

/** Why a record goes to the dead-letter topic. */
export type DeadLetterReason = 'not-json' | 'unknown-type' | 'invalid-command';

export type ParsedRecord =
  | { readonly kind: 'command'; readonly command: Omit<Assign, 'proposedSubjectId'> | Release | Prolong }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason; readonly detail: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses one record of a WWSF's commands topic. The topic identifies the WWSF. */
export function parseKafkaCommand(value: Uint8Array | null, wwsfId: WwsfId): ParsedRecord {
  let json: unknown;
  try {
    const text = decoder.decode(value ?? new Uint8Array());
    const fault = jsonLimitFault(text);
    if (fault !== undefined) return { kind: 'dead-letter', reason: 'invalid-command', detail: `the value ${fault}` };
    json = JSON.parse(text);
  } catch (error) {
    return { kind: 'dead-letter', reason: 'not-json', detail: `the value is not JSON in UTF-8: ${String(error)}` };
  }
  const parsed = kafkaCommand.safeParse(json);
  if (!parsed.success) return faultyCommand(json, parsed.error);
  const { data } = parsed;
  if (data.type !== 'Assign') {
    const { type, commandId, assignmentId } = data;
    return { kind: 'command', command: { type, commandId, assignmentId, wwsfId } };
  }
  return { kind: 'command', command: { ...data, wwsfId } };
}

const knownTypes: readonly unknown[] = kafkaCommand.options.map(({ shape }) => shape.type.value);

function faultyCommand(json: unknown, error: z.ZodError): ParsedRecord {
  const type: unknown = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (type !== undefined && !knownTypes.includes(type)) {
    return { kind: 'dead-letter', reason: 'unknown-type', detail: `the type must be one of ${knownTypes.join(', ')}` };
  }
  return { kind: 'dead-letter', reason: 'invalid-command', detail: describeFaults(faultsOf(error)) };
}

/** The bytes of an outcome record. */
export function kafkaOutcomeText(commandId: CommandId, { status, body }: ContractAnswer): string {
  return JSON.stringify({ commandId, status, body });
}
