import { readArguments } from '../report/read-arguments.js';

export interface DemoOptions {
  /** Roles (as in `ROLES`) of each process to start. Empty: the demo uses the service that runs already. */
  readonly processes: readonly string[];
  /** Roles of the processes that are killed while users arrive, one after another. */
  readonly kill: readonly string[];
}

const roleNames: readonly string[] = ['api', 'relay', 'scheduler', 'projector'];

const usage = `npm run demo [-- options]
  --processes "ROLES ROLES ..."  starts a process of the service for each of these roles, for example
                                 "api api relay,scheduler projector", instead of using the service of npm start; DATABASE_URL and
                                 KAFKA_BROKERS name the servers, otherwise it starts its own
  --kill "ROLES ROLES ..."       with --processes: SIGKILL of a process with each of these roles, one after another while users
                                 arrive; it is started again, as by a supervisor
  --help

Without --processes it uses the service at BASE_URL, by default that of npm start on this machine (PORT, 8080).`;

/** Undefined for `--help`. Throws on unknown options, and for roles that no process can be killed for. */
export function readDemoOptions(args: readonly string[]): DemoOptions | undefined {
  const options = { processes: { type: 'string' }, kill: { type: 'string', default: '' } } as const;
  const values = readArguments(args, options, usage);
  if (values === undefined) return undefined;
  const [processes, kill] = [wordsOf(values.processes ?? ''), wordsOf(values.kill)];
  const unknownRole = processes.flatMap((roles) => roles.split(',')).find((role) => !roleNames.includes(role));
  if (unknownRole !== undefined)
    throw new Error(`--processes: unknown role ${unknownRole}; roles are ${roleNames.join(', ')}`);
  if (values.processes !== undefined && !processes.some((roles) => roles.split(',').includes('api')))
    throw new Error(`--processes "${values.processes}": no process has the role api`);
  const unknown = kill.find((roles) => !processes.includes(roles));
  if (unknown !== undefined) throw new Error(`--kill ${unknown}: no process of --processes has these roles`);
  return { processes, kill };
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
