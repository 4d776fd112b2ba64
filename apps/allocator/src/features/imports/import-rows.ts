import { ImportIdentities } from '@allocator/application';
import type { ImportRow, PoolId, RowVerdict } from '@allocator/domain';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';

/** One chunk of an import: at most `importChunkMax`. */
export class ImportRowsCommand extends Command<readonly RowVerdict[] | 'pool-not-found'> {
  constructor(
    readonly poolId: PoolId,
    readonly rows: readonly ImportRow[],
  ) {
    super();
  }
}

@CommandHandler(ImportRowsCommand)
export class ImportRowsHandler implements ICommandHandler<ImportRowsCommand> {
  constructor(private readonly imports: ImportIdentities) {}

  execute({ poolId, rows }: ImportRowsCommand): Promise<readonly RowVerdict[] | 'pool-not-found'> {
    return this.imports.importRows(poolId, rows);
  }
}
