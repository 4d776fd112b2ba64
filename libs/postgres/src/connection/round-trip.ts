import type { Connection, FieldDef, QueryResultRow } from 'pg';
import pg from 'pg';
import type { Statement } from '../sql/statement.js';

/** What the server answers to a statement. */
export interface Answer<R extends QueryResultRow = QueryResultRow> {
  readonly rows: R[];
  /** What it did: `SELECT`, `COMMIT`, `ROLLBACK`. */
  readonly command: string;
}

interface AwaitedCall {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  answer: Answer;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How the rows of a prepared statement are read. */
interface RowFormat {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  /** All columns, null: rows that are copied from it have one hidden class. */
  readonly empty: QueryResultRow;
}

/** The formats of a connection's prepared statements, by name: they cannot change, so each is asked for once. */
const formatsOf = new WeakMap<Connection, Map<string, RowFormat>>();

/** What the driver keeps of a connection. */
interface Prepared {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
}

/**
 * Statements that are sent in one packet and answered in one, with one Sync after the last of them. The driver's own queries each end with a
 * Sync, and the server sends each answer by itself: a system call there and one here, for each statement. The server skips what follows a
 * failed statement, up to the Sync: so a commit is executed only if everything before it was.
 *
 * It relies on the internals of pg 8.23.1, which package.json pins:
 * - In pipeline mode the driver takes only instances of its class `Query`, and calls their `submit` and `handle...`.
 * - `parsedStatements` and `submittedNamedStatements` of a connection are the statements that it has prepared, and those that were sent.
 * - At ParseComplete the driver reads `name` and `text` of the query, and notes that this statement is prepared.
 * - If the server reports an error, the driver calls `handleError` before ReadyForQuery, and then nothing more for this query.
 */
export class RoundTrip extends pg.Query {
  /**
   * Milliseconds after which the driver closes the connection. More than the wait for lanes (10 s). No timeout of the server ends a commit that
   * waits for a lost standby.
   */
  readonly query_timeout = 15_000;
  /** The prepared statement that the server works on: the driver notes its name when it has been parsed. */
  name = '';
  text = '';
  private readonly calls: AwaitedCall[] = [];
  private formats = new Map<string, RowFormat>();
  private answered = 0;
  private fault: Error | undefined;

  constructor() {
    super('');
  }

  get isEmpty(): boolean {
    return this.calls.length === 0;
  }

  /** Resolves when the whole round trip is answered. If one of its statements fails, all of them are rejected. */
  add(statement: Statement, values: readonly unknown[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.calls.push({ statement, values, answer: { rows: [], command: '' }, resolve, reject });
    });
  }

  /** The driver calls it at the end, and wraps it to end its timeout. */
  callback = (error?: Error | null): void => {
    for (const { answer, resolve, reject } of this.calls) {
      if (error === undefined || error === null) resolve(answer);
      else reject(error);
    }
  };

  override submit = (connection: Connection): Error | undefined => {
    let parameters: readonly (Buffer | string | null)[][];
    try {
      for (const { statement } of this.calls) demandOneText(connection as Connection & Prepared, statement);
      parameters = this.calls.map(({ values }) => values.map(parameterOf));
    } catch (error) {
      // Nothing was sent, so nothing is committed. The driver rejects the round trip.
      return error instanceof Error ? error : new Error(String(error));
    }
    this.formats = formatsOf.get(connection) ?? new Map<string, RowFormat>();
    formatsOf.set(connection, this.formats);
    connection.stream.cork();
    try {
      for (const [index, { statement }] of this.calls.entries()) this.send(connection, statement, parameters[index]);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    this.follow();
    return undefined;
  };

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.formats.set(this.name, formatOf(fields));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.calls[this.answered]?.answer.rows.push(rowOf(this.formats.get(this.name), fields));
    } catch (error) {
      // As the driver does it: the rest is read, and then the statement has failed.
      this.fault ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const call = this.calls[this.answered];
    if (call !== undefined) call.answer = { rows: call.answer.rows, command: text.split(' ', 1)[0] ?? '' };
    // A statement without rows has no description.
    if (!this.formats.has(this.name)) this.formats.set(this.name, formatOf([]));
    this.answered++;
    this.follow();
  }

  handleError(error: Error, connection: Connection): void {
    const { submittedNamedStatements } = connection as Connection & Prepared;
    // The server has skipped them.
    // oxlint-disable-next-line typescript/no-dynamic-delete -- the driver keeps a plain object
    for (const { statement } of this.calls.slice(this.answered)) delete submittedNamedStatements[statement.name];
    this.callback(this.fault ?? error);
  }

  handleReadyForQuery(): void {
    // An empty statement, for example, has no answer of its own.
    if (this.answered < this.calls.length) this.fault ??= new Error('a statement of a round trip has no answer');
    this.callback(this.fault);
  }

  private send(connection: Connection, { name, text }: Statement, values: (Buffer | string | null)[] = []): void {
    const { parsedStatements, submittedNamedStatements } = connection as Connection & Prepared;
    // `true`: the types require it, the driver ignores it.
    if (parsedStatements[name] === undefined && submittedNamedStatements[name] === undefined) {
      connection.parse({ name, text, types: [] }, true);
      submittedNamedStatements[name] = text;
    }
    connection.bind({ statement: name, values }, true);
    if (!this.formats.has(name)) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
  }

  /** The next messages are about the next statement. */
  private follow(): void {
    ({ name: this.name, text: this.text } = this.calls[this.answered]?.statement ?? { name: '', text: '' });
  }
}

/** Otherwise the server would execute the former text. Throws an error, as the driver's own queries do. */
function demandOneText({ parsedStatements, submittedNamedStatements }: Prepared, { name, text }: Statement): void {
  const known = parsedStatements[name] ?? submittedNamedStatements[name] ?? text;
  if (known !== text) throw new Error(`statement ${name} is prepared with another text`);
}

function parameterOf(value: unknown): Buffer | string | null {
  if (value === null || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  if (typeof value === 'number') return String(value);
  throw new TypeError(`a parameter is ${typeof value}`);
}

/** The driver's parsers; its types know no other OIDs than those of the catalogue. */
const parserOf = pg.types.getTypeParser as (dataTypeID: number) => (text: string) => unknown;

function formatOf(fields: readonly FieldDef[]): RowFormat {
  return {
    names: fields.map(({ name }) => name),
    parsers: fields.map(({ dataTypeID }) => parserOf(dataTypeID)),
    empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
  };
}

function rowOf(format: RowFormat | undefined, values: readonly (string | null)[]): QueryResultRow {
  if (format === undefined) throw new Error('the server sent a row without its description');
  const { names, parsers, empty } = format;
  const row = { ...empty };
  // A counter: `entries()` makes an array for each column of each row.
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'string') row[names[index] as string] = parsers[index]?.(value);
  }
  return row;
}
