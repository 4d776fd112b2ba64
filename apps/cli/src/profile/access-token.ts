import type { ExecFileException } from 'node:child_process';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { CommandError, exitCodes } from '../command/command-error.js';

/** Where a token comes from. */
export type TokenSource =
  | { readonly kind: 'file'; readonly path: string }
  /** A program and its arguments, which prints the token. It is not given to a shell. */
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string };

/** Of a program that gets a token, for example from an issuer. */
const commandMsMax = 60_000;
const tokenBytesMax = 16_384;

/** The access token of a caller, read when it is needed. */
export class AccessToken {
  private known: Promise<string> | undefined;

  /** @param source undefined: calls are made without a token */
  constructor(
    readonly source: TokenSource | undefined,
    private readonly env: Readonly<Record<string, string | undefined>>,
    private readonly signal: AbortSignal,
  ) {}

  /** Throws `CommandError` if the source has none. */
  get(): Promise<string | undefined> {
    if (this.source === undefined) return Promise.resolve(undefined);
    this.known ??= this.read(this.source);
    return this.known;
  }

  /** Reads the source again at the next call: the service has refused the token. False if the source cannot have another one. */
  renew(): boolean {
    if (this.source === undefined || this.source.kind === 'variable') return false;
    this.known = undefined;
    return true;
  }

  private async read(source: TokenSource): Promise<string> {
    const token = (await this.textOf(source)).trim();
    if (/^[\x21-\x7e]+$/.test(token)) return token;
    throw new CommandError(`${titleOf(source)} has no access token`, exitCodes.wrongUse);
  }

  private async textOf(source: TokenSource): Promise<string> {
    try {
      switch (source.kind) {
        case 'file':
          return await readFile(source.path, 'utf8');
        case 'command':
          return await this.printedBy(source.words);
        case 'variable':
          return this.env[source.name] ?? '';
      }
    } catch (error) {
      this.signal.throwIfAborted();
      const why = error instanceof Error ? error.message.trim() : String(error);
      throw new CommandError(`no access token: ${titleOf(source)}: ${why}`, exitCodes.wrongUse);
    }
  }

  private printedBy([program = '', ...words]: readonly string[]): Promise<string> {
    const limits = { timeout: commandMsMax, maxBuffer: tokenBytesMax, signal: this.signal };
    return new Promise((resolve, reject) => {
      execFile(program, words, limits, (failure, output) => {
        if (failure === null) resolve(output);
        else reject(new Error(reasonOf(failure)));
      });
    });
  }
}

/** Without the message of the failure: it has the arguments and what the program wrote, and so can have a secret. */
function reasonOf({ code, killed, signal }: ExecFileException): string {
  if (typeof code === 'string') return code;
  if (typeof code === 'number') return `exit code ${String(code)}`;
  return killed === true ? `no token within ${String(commandMsMax / 1_000)} s` : `ended by ${String(signal)}`;
}

function titleOf(source: TokenSource): string {
  switch (source.kind) {
    case 'file':
      return `the file ${source.path}`;
    case 'command':
      return `the command ${source.words[0] ?? ''}`;
    case 'variable':
      return `the variable ${source.name}`;
  }
}
