const internalError = 'XX000';
const connectionFailure = '08006';

/**
 * Citus reports a connection to another server that broke at work as an internal error, with the text of libpq, or of the commit that failed by
 * it. Internal errors of that server have the same code, and are reported by the same functions: only the text distinguishes them. libpq
 * translates it (`lc_messages` of the coordinator).
 */
const lostConnectionTexts =
  /^(server closed the connection unexpectedly|could not (receive data from|send data to) server:|no connection to the server|connection not open|SSL connection has been closed unexpectedly|SSL SYSCALL error:|could not commit transaction for shard \d+ on at least one active node)/;

/**
 * What another server of Citus says when a copy of rows to it fails, which Citus passes on as an internal error, without its SQLSTATE. In the language
 * of that server (`lc_messages`).
 */
const ofCopies: readonly (readonly [RegExp, string])[] = [
  [/^duplicate key value violates unique constraint /, '23505'],
  [/^could not serialize access due to /, '40001'],
  [/^deadlock detected$/, '40P01'],
  [/^canceling statement due to lock timeout$/, '55P03'],
  [/^canceling statement due to /, '57014'],
  [/^terminating connection because of crash of another server process$/, '57P02'],
  [/^terminating connection due to /, '57P01'],
  [/^the database system is /, '57P03'],
  [/^cannot execute .+ in a read-only transaction$/, '25006'],
  [/: No space left on device$/, '53100'],
  [/^out of memory$/, '53200'],
];

/** The SQLSTATE of an error of the database, also of a server behind it; of the network, Node's code. Undefined without either. */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, routine } = error as { readonly code?: unknown; readonly routine?: unknown };
  if (typeof code !== 'string') return undefined;
  if (code !== internalError) return code;
  if (lostConnectionTexts.test(error.message)) return connectionFailure;
  const ofCopy = routine === 'ReportCopyError' ? ofCopies.find(([text]) => text.test(error.message)) : undefined;
  return ofCopy?.[1] ?? code;
}
