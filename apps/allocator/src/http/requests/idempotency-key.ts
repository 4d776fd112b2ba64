import { commandId } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

type Header = string | string[] | undefined;

function headerOf(context: ExecutionContext): Header {
  return context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
}

/** The command's id; undefined without the header. */
function readKey(header: Header): CommandId | undefined {
  if (header === undefined) return undefined;
  const parsed = commandId.safeParse(header);
  if (!parsed.success) throw new ProblemError('idempotency-key-invalid', { detail: 'Idempotency-Key: must be a UUID' });
  return parsed.data;
}

const KeyHeader = createParamDecorator((_: unknown, context: ExecutionContext) => headerOf(context));

/** Injects the command's id, or undefined without the header. In a pipe, so that faults of the body and the path are answered first. */
export const OptionalIdempotencyKey = (): ParameterDecorator => KeyHeader({ transform: readKey });

/**
 * Injects the command's id. A request without one is refused: a retry would be indistinguishable from a new command. Nest reads the
 * last parameter first: after the body in the list, so that a missing key is answered before its faults.
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): CommandId => {
  const key = readKey(headerOf(context));
  if (key === undefined) {
    throw new ProblemError('idempotency-key-required', {
      detail: 'send an Idempotency-Key header with a new UUID, and the same UUID in each retry',
    });
  }
  return key;
});
