/** Commands of one tenant under way in this process, where no other one is at work. */
const aloneMax = 20_000;
/** And where others are: what is taken of one is what the others wait for. */
const besideOthersMax = 1_500;
/** A tenant is at work for this long after its last request. */
const atWorkMs = 1_000;

interface Tenant {
  commands: number;
  lastAt: number;
}

/** What each tenant has under way, and whether it may add to it: a bound on what waits in this process at all. */
export class TenantLoad {
  private readonly tenants = new Map<string, Tenant>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Counts about so many commands more; false, and nothing counted, where the tenant has as much under way as it may. */
  tryBegin(tenant: string, commands: number): boolean {
    const known = this.tenants.get(tenant) ?? { commands: 0, lastAt: 0 };
    this.tenants.set(tenant, known);
    known.lastAt = this.now();
    // What would go beyond is taken where nothing else is under way: a request may be as large as requests may be.
    const withThis = known.commands === 0 ? 0 : known.commands + commands;
    if (withThis > aloneMax || (withThis > besideOthersMax && this.isBesideOthers(tenant))) return false;
    known.commands += commands;
    return true;
  }

  end(tenant: string, commands: number): void {
    const known = this.tenants.get(tenant);
    if (known !== undefined) known.commands -= commands;
  }

  private isBesideOthers(tenant: string): boolean {
    const since = this.now() - atWorkMs;
    for (const [other, { commands, lastAt }] of this.tenants) {
      if (other === tenant) continue;
      if (commands > 0 || lastAt >= since) return true;
      this.tenants.delete(other);
    }
    return false;
  }
}
