/**
 * Aborts at the first SIGINT, SIGTERM or SIGHUP. Later ones are ignored, because an interrupted stop would leave processes
 * behind. (Ctrl-C arrives twice, from the terminal and from npm.)
 */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (!controller.signal.aborted) console.log('\n- stopping');
      controller.abort(new Stopped(name));
    });
  if (process.env['npm_lifecycle_event'] !== undefined) stopWithoutParent(controller);
  // The terminal may be gone (SIGHUP, `npm start | head`): then output is lost, which must not end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return controller.signal;
}

const lookForParentMs = 500;

/** npm forwards SIGINT and SIGTERM to this process. If npm is killed, it cannot, and this process must stop by itself. */
function stopWithoutParent(controller: AbortController): void {
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    controller.abort(new Stopped('npm has ended'));
  }, lookForParentMs);
  timer.unref();
}

/** The reason of the aborted signal. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

export function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/**
 * Aborts with `signal`, and once `msMax` have passed. Not `AbortSignal.any([signal, AbortSignal.timeout(msMax)])`: Node 20
 * may collect that timeout before it fires, and what waits for it then waits without end.
 */
export function abortedAfter(msMax: number, signal: AbortSignal): AbortSignal {
  const tooLate = new AbortController();
  setTimeout(() => tooLate.abort(new Error(`not done within ${msMax / 1_000} s`)), msMax).unref();
  return AbortSignal.any([signal, tooLate.signal]);
}

/** The result of the work; throws the reason of the signal if that comes first. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = whenAborted(signal).then((): never => {
    throw signal.reason as Error;
  });
  return Promise.race([work, aborted]);
}
