import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T; strict: true }>>['values'];

/** The options of a command line; prints the usage and returns undefined for `--help`. Throws on unknown options. */
export function readArguments<T extends Options>(
  args: readonly string[],
  options: T,
  usage: string,
): Values<T> | undefined {
  const { values } = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } });
  if ((values as { help?: boolean }).help !== true) return values;
  console.log(usage);
  return undefined;
}

export function wholeNumber(option: string, text: string, min = 1): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  throw new Error(`--${option} ${text} is not a whole number of at least ${min}`);
}

/** The names of a comma-separated option, each replaced by what it names. */
export function named<T>(option: string, text: string, find: (name: string) => T | undefined): T[] {
  return text.split(',').map((name) => {
    const found = find(name.trim());
    if (found === undefined) throw new Error(`--${option}: unknown name ${name.trim()} (--help lists the names)`);
    return found;
  });
}

/** Names and what they stand for, for a usage text. */
export function nameList(rows: readonly (readonly [name: string, about: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n');
}
