// The progress of commands: lines in place on a terminal, a line now and then elsewhere. Node built-ins only: set-up uses it before packages are installed.

/**
 * Shows lines that change until they are stopped: redrawn in place on a terminal; elsewhere the first of them now and then.
 * @param {() => readonly string[]} lines
 * @param {{ inPlace?: boolean, elsewhereMs?: number }} [options]
 * @returns {{ stop(last?: readonly string[]): void }} `stop` replaces the lines by the last ones, for good
 */
export function showLive(lines, { inPlace = process.stdout.isTTY, elsewhereMs = 5_000 } = {}) {
  let shown = 0;
  /** @param {readonly string[]} now */
  const redraw = (now) => {
    const fitting = now.map((line) => `${line.slice(0, process.stdout.columns - 1)}\n`);
    // Up to where the lines began, and clear from there on.
    process.stdout.write(`${shown === 0 ? '' : `\x1b[${shown}A`}\x1b[J${fitting.join('')}`);
    shown = now.length;
  };
  const timer = inPlace
    ? setInterval(() => redraw(lines()), 250)
    : setInterval(() => console.log(lines()[0]), elsewhereMs);
  return {
    stop: (last = lines()) => {
      clearInterval(timer);
      if (inPlace) redraw(last);
      else for (const line of last) console.log(line);
    },
  };
}

/**
 * Runs one step of a set-up; prints when it starts, how far it is, and how long it took. Steps can run side by side.
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => T | Promise<T>} work `say` sets the detail that is shown meanwhile
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = performance.now();
  const elapsed = () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
  let detail = '';
  console.log(`- ${title}`);
  const live = showLive(() => [`- ${title}: ${elapsed()}${detail}`], { inPlace: false });
  /** @type {string[]} */
  let last = [];
  try {
    const result = await work((text) => (detail = `, ${text}`));
    last = [`- ${title}: done in ${elapsed()}`];
    return result;
  } finally {
    live.stop(last);
  }
}
