import { CommandError, exitCodes } from '../command/command-error.js';
import { fileText } from './file-text.js';
import { programText } from './program-text.js';

/** Where a token comes from. */
export type TokenSource =
  | { readonly kind: 'file'; readonly path: string }
  /** A program and its arguments, which prints the token. It is not given to a shell. */
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string };

/** Longest wait for a token: of a program that gets it, for example from an issuer, and of the writer of a pipe. */
const tokenMsMaxDefault = 60_000;
const tokenBytesMax = 16_384;

/** The access token of a caller, read when it is needed. */
export class AccessToken {
  private known: Promise<string> | undefined;

  /** @param source undefined: calls are made without a token */
  constructor(
    readonly source: TokenSource | undefined,
    private readonly env: Readonly<Record<string, string | undefined>>,
    private readonly signal: AbortSignal,
    private readonly tokenMsMax = tokenMsMaxDefault,
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
    const late = AbortSignal.timeout(this.tokenMsMax);
    const stop = AbortSignal.any([this.signal, late]);
    try {
      switch (source.kind) {
        case 'file':
          return await fileText(source.path, tokenBytesMax, stop);
        case 'command':
          return await programText(source.words, tokenBytesMax, stop);
        case 'variable':
          return (Object.hasOwn(this.env, source.name) ? this.env[source.name] : undefined) ?? '';
      }
    } catch (error) {
      this.signal.throwIfAborted();
      const fault = error instanceof Error ? error.message.trim() : String(error);
      const why = late.aborted ? `no token within ${String(this.tokenMsMax / 1_000)} s` : fault;
      throw new CommandError(`no access token: ${titleOf(source)}: ${why}`, exitCodes.wrongUse);
    }
  }
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
