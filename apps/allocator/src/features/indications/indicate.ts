import { IndicateReassignable } from '@allocator/application';
import type { Indicate, Outcome } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';

/** An eP-CSCF says that an identity can be lent again (TS 23.228 U.2.1.4). */
export class IndicateCommand extends Command<Outcome> {
  constructor(readonly indication: Omit<Indicate, 'poolId'>) {
    super();
  }
}

@CommandHandler(IndicateCommand)
export class IndicateHandler implements ICommandHandler<IndicateCommand> {
  constructor(private readonly indications: IndicateReassignable) {}

  execute({ indication }: IndicateCommand): Promise<Outcome> {
    return this.indications.indicate(indication);
  }
}
