import { ServiceClient } from '@allocator/local';
import { type ServiceProcess, startService } from './service-process.js';

interface Running {
  readonly roles: string;
  readonly service: ServiceProcess;
}

/** Processes of one installation, each with its own roles. */
export class ProcessesByRoles {
  private running: Running[] = [];

  private constructor(private readonly env: Readonly<Record<string, string>>) {}

  /**
   * Starts a process for each of the roles, all at the same time.
   * @param roles as in `ROLES`
   */
  static async start(roles: readonly string[], env: Readonly<Record<string, string>>): Promise<ProcessesByRoles> {
    const processes = new ProcessesByRoles(env);
    await Promise.all(roles.map((each) => processes.add(each)));
    return processes;
  }

  /** Addresses of the processes with exactly these roles. */
  urlsOf(roles: string): string[] {
    return this.with(roles).map(({ service }) => service.baseUrl);
  }

  /** SIGKILL of the process with these roles that publishes most lanes. If it was the only one, a new one is started, as a supervisor would. */
  async kill(roles: string): Promise<void> {
    let most: { readonly victim: Running; readonly lanes: number } | undefined;
    for (const victim of this.with(roles)) {
      const lanes = await publishedLanes(victim.service.baseUrl);
      if (most === undefined || lanes > most.lanes) most = { victim, lanes };
    }
    if (most === undefined) throw new Error(`no process has the roles ${roles}`);
    const { victim } = most;
    await victim.service.kill();
    this.running = this.running.filter((each) => each !== victim);
    if (this.with(roles).length === 0) await this.add(roles);
  }

  /** Number of lanes that these processes publish. */
  async publishedLanes(roles: string): Promise<number> {
    const counts = await Promise.all(this.urlsOf(roles).map(publishedLanes));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map(({ service }) => service.stop()));
  }

  private with(roles: string): readonly Running[] {
    return this.running.filter((each) => each.roles === roles);
  }

  private async add(roles: string): Promise<void> {
    this.running.push({ roles, service: await startService({ ...this.env, ROLES: roles }) });
  }
}

async function publishedLanes(baseUrl: string): Promise<number> {
  const { relay = [] } = await new ServiceClient(baseUrl).must({ method: 'GET', path: '/health/ready' });
  return (relay as readonly { readonly state: string }[]).filter(({ state }) => state === 'publishing').length;
}
