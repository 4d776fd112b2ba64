/** Largest number of commands of one tenant in progress in this process, while no other tenant is active. */
const aloneMax = 20_000;
/** The same while others are active: their commands wait for those of this tenant. */
const sharedMax = 1_500;
/** A tenant is active for this long after its last request. */
const atWorkMs = 1_000;

interface Tenant {
  commands: number;
  lastAt: number;
}

/** The commands that each tenant has in progress. Bounds the commands that wait in this process. */
export class TenantLoad {
  private readonly tenants = new Map<string, Tenant>();

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts further commands. Returns false, and counts none, if the tenant has reached its limit. */
  tryBegin(tenant: string, commands: number): boolean {
    const known = this.tenants.get(tenant) ?? { commands: 0, lastAt: 0 };
    this.tenants.set(tenant, known);
    known.lastAt = this.now();
    // A tenant without commands in progress may exceed the limit with one request: a request can be larger than the limit.
    const withThis = known.commands === 0 ? 0 : known.commands + commands;
    if (withThis > aloneMax || (withThis > sharedMax && this.areOthersActive(tenant))) return false;
    known.commands += commands;
    return true;
  }

  end(tenant: string, commands: number): void {
    const known = this.tenants.get(tenant);
    if (known !== undefined) known.commands -= commands;
  }

  private areOthersActive(tenant: string): boolean {
    const since = this.now() - atWorkMs;
    for (const [other, { commands, lastAt }] of this.tenants) {
      if (other === tenant) continue;
      if (commands > 0 || lastAt >= since) return true;
      this.tenants.delete(other);
    }
    return false;
  }
}
