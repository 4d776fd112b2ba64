import { IndicateReassignable } from '@allocator/application';
import type { CommandId, Indicate, OutcomeOf } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { LOG } from '../../config/create-log.js';
import type { Caller } from '../../http/access/caller.js';
import { isOperator } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** An eP-CSCF indicates that an identity can be assigned again (TS 23.228 U.2.1.4). Throws `not-your-operator`. */
export class IndicateCommand extends Command<OutcomeOf<Indicate>> {
  constructor(
    readonly caller: Caller,
    /** Undefined: the indication is not remembered under an id. */
    readonly commandId: CommandId | undefined,
    readonly indication: Omit<Indicate, 'type' | 'commandId' | 'poolId'>,
  ) {
    super();
  }
}

@CommandHandler(IndicateCommand)
export class IndicateCommandHandler implements ICommandHandler<IndicateCommand> {
  constructor(
    private readonly indications: IndicateReassignable,
    @Inject(LOG) private readonly log: Log,
  ) {}

  execute({ caller, commandId, indication }: IndicateCommand): Promise<OutcomeOf<Indicate>> {
    if (!isOperator(caller, indication.operatorId)) throw this.otherOperator(caller, indication.operatorId);
    return this.indications.indicate({
      type: 'Indicate',
      commandId: commandId ?? (randomUUID() as CommandId),
      ...indication,
    });
  }

  private otherOperator({ tenant, client, subject }: Caller, operatorId: Indicate['operatorId']): ProblemError {
    this.log.warn(
      { code: 'indication-other-operator', tenant, operatorId, client, subject },
      'an eP-CSCF has sent an indication for another operator',
    );
    return new ProblemError('not-your-operator');
  }
}
