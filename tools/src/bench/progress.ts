/** How far the run is: one line that changes on a terminal, a line for each round elsewhere. */
export interface Progress {
  under(title: string): void;
  done(line: string): void;
}

export function progressOn(out: NodeJS.WriteStream): Progress {
  if (!out.isTTY) {
    return {
      under: () => undefined,
      done: (line) => out.write(`- ${line}\n`),
    };
  }
  const show = (line: string): void => {
    out.write(`\r\x1b[K${line.slice(0, out.columns - 1)}`);
  };
  return {
    under: (title) => show(`- ${title} ...`),
    done: (line) => show(`- ${line}\n`),
  };
}
