import type { Assignment, IdentifiedCommand, Outcome } from '@allocator/domain';
import { alice, assign, commandId, newYear, prolong, release, subjectId } from '../builders.js';
import { type Binding, type Conflict, ExclusiveUse, Ims, type Token } from '../ims/index.js';
import { impiOf, poolIdOf } from '../simulation/simulated-pools.js';
import { Clients, type Lease } from './clients.js';
import { indicateCommand, type Report } from './report.js';
import type { ImsDefect } from './ims-defects.js';
import { describeConflict, describeOverlap } from './describe-conflict.js';
import { EpCscf } from './ep-cscf.js';
import type { Habit, Setup, Step, StepOf } from './history.js';
import { ImsOperator } from './ims-operator.js';
import { settingsOf } from './ims-terms.js';
import { SimulatedService } from './simulated-service.js';
import { TrueClock } from './true-clock.js';

/** The service, the IMS of its operator, and the clients, in true time. Only steps, and what follows from them, happen. */
export class ImsWorld {
  /** A sentence for each thing that is wrong. */
  readonly faults: string[] = [];
  /** How many times an identity went from one assignment to the next. */
  handovers = 0;
  private readonly clock = new TrueClock(newYear);
  private readonly ims: Ims;
  private readonly exclusive: ExclusiveUse;
  private readonly clients: Clients;
  private readonly epCscf: EpCscf;
  private readonly leases: Lease[] = [];
  private readonly operator: ImsOperator;
  private databaseSkewShare: number;

  private constructor(
    private readonly setup: Setup,
    private readonly service: SimulatedService,
  ) {
    const nodes = setup.nodeSkewShares.map((skewShare, index) => ({ name: `node-${String(index + 1)}`, skewShare }));
    this.databaseSkewShare = setup.databaseSkewShare;
    this.ims = new Ims(settingsOf(setup.terms), nodes, setup.breach === 'refuses-one-alone' ? 'one-alone' : 'up-to');
    this.exclusive = new ExclusiveUse(this.ims);
    this.clients = new Clients(this.ims);
    this.operator = new ImsOperator(setup.terms, this.ims, this.exclusive, service, this.clock, () => {
      this.setServiceClock();
    });
    this.epCscf = new EpCscf(this.ims, this.clock, setup.breach === 'reports-while-pending', (lease, report) =>
      this.indicate(lease, report),
    );
  }

  static async given(setup: Setup, defect?: ImsDefect): Promise<ImsWorld> {
    return new ImsWorld(setup, await SimulatedService.given(setup, defect));
  }

  get documents(): readonly (readonly string[])[] {
    return this.service.documents;
  }

  async happen(step: Step): Promise<void> {
    switch (step.do) {
      case 'assign':
        return this.assign(step);
      case 'prolong':
        return this.prolong(step);
      case 'release':
      case 'revoke':
        return this.end(step);
      case 'suspend':
      case 'resume':
      case 'retire':
      case 'import':
        return this.changeStock(step);
      case 'expire':
        return this.service.expireDue(step.pool % this.setup.pools);
      case 'register':
      case 'deregister':
        this.register(step);
        return;
      case 'look': {
        const lease = this.lease(step.lease);
        if (lease !== undefined) this.epCscf.look(lease, step);
        return;
      }
      case 'terms':
        return this.operator.changeTerms(step.change, step.pauses);
      case 'continue':
        return this.operator.continue(step.pauses);
      case 'agreement':
        return this.service.setLifetime(step.securityLifetimeSeconds);
      case 'clock':
        return this.advance(this.clock.now + step.ms);
      case 'clock-to':
        return this.advanceTo(step);
      case 'failover':
        this.databaseSkewShare = step.skewShare;
        this.setServiceClock();
        return;
    }
  }

  /** Lets everything that was started end, then compares all bindings that ever existed. */
  async settle(longestMs: number): Promise<void> {
    if (this.faults.length > 0) return;
    await this.operator.finish();
    await this.advance(this.clock.now + longestMs);
    if (this.faults.length === 0) this.faults.push(...this.exclusive.overlaps().map(describeOverlap));
  }

  private lease(nth: number): Lease | undefined {
    return this.leases.at(-1 - nth);
  }

  private async advance(to: number): Promise<void> {
    const arrivals = {
      nextAt: () => this.ims.nextArrivalAt(),
      act: async (at: number) => {
        this.ims.arrive(at);
      },
    };
    await this.clock.advance(to, [arrivals, this.clients]);
  }

  private advanceTo({ lease: nth, what, offsetMs }: StepOf<'clock-to'>): Promise<void> {
    const lease = this.lease(nth);
    if (lease === undefined) return Promise.resolve();
    const { reassignableAt, tokenExpiresAt } = lease.assignment;
    const { tokenLeewaySeconds, clockSkewSeconds, inFlightSeconds, purgeDelaySeconds } = this.operator.terms.guard;
    const guard = tokenLeewaySeconds + 2 * clockSkewSeconds + inFlightSeconds + purgeDelaySeconds;
    const shown = {
      'token-end': tokenExpiresAt,
      'guard-end': tokenExpiresAt + guard * 1_000,
      bound: reassignableAt,
    }[what];
    return this.advance(this.whenDatabaseShows(shown) + offsetMs);
  }

  private whenDatabaseShows(shown: number): number {
    return shown - this.databaseSkewShare * this.ims.settings.clockSkewMs;
  }

  private setServiceClock(): void {
    this.service.setClock(this.clock.now + this.databaseSkewShare * this.ims.settings.clockSkewMs);
  }

  private async send(pool: number, command: IdentifiedCommand): Promise<Outcome> {
    this.setServiceClock();
    return this.service.send(pool, command);
  }

  private async assign({ pool: drawn, user, habit, waits }: StepOf<'assign'>): Promise<void> {
    const pool = drawn % this.setup.pools;
    const number = this.service.nextNumber();
    const holder = user === undefined ? `anonymous-${String(number)}` : `user-${String(user)}`;
    const subject = user === undefined ? ({ kind: 'anonymous', session: holder } as const) : alice(holder);
    const command = assign(number, { poolId: poolIdOf(pool), subject, proposedSubjectId: subjectId(number) });
    let outcome = await this.send(pool, command);
    if (waits && outcome.kind === 'refused' && outcome.refusal.code === 'pool-exhausted') {
      const { nextReassignableAt } = outcome.refusal;
      if (nextReassignableAt === null) return;
      await this.advance(this.whenDatabaseShows(nextReassignableAt));
      if (this.faults.length > 0) return;
      outcome = await this.send(pool, { ...command, commandId: commandId(this.service.nextNumber()) });
    }
    if (outcome.kind !== 'assigned') return;
    const lease: Lease = { pool, holder, tokens: [], assignment: outcome.assignment };
    this.leases.push(lease);
    this.issue(lease, outcome.assignment, habit);
  }

  private async prolong({ lease: nth, habit }: StepOf<'prolong'>): Promise<void> {
    const lease = this.lease(nth);
    if (lease === undefined) return;
    const outcome = await this.send(lease.pool, prolong(this.service.nextNumber(), lease.assignment.assignmentId));
    if (outcome.kind === 'prolonged') this.issue(lease, outcome.assignment, habit);
  }

  private issue(lease: Lease, assignment: Assignment, habit: Habit): void {
    const { impi, impus, generation, tokenExpiresAt: expiresAt } = assignment;
    const { tokenSequence: sequence } = assignment;
    const token: Token = { impi, impus, generation, sequence, expiresAt, holder: lease.holder };
    lease.assignment = assignment;
    lease.tokens.push(token);
    if (generation > 1 && sequence === 1) this.handovers++;
    const [conflict] = this.exclusive.issue(token, this.clock.now, assignment.operatorVersion);
    if (conflict === undefined) this.clients.receive(token, habit, this.clock.now);
    else this.faults.push(this.demonstrate(conflict));
  }

  /** Lets both holders register now, so that the failure can name two bindings. */
  private demonstrate(conflict: Conflict): string {
    const known = conflict.kind === 'token-alive' ? this.bindingNow(conflict.former) : conflict.binding;
    return describeConflict(conflict, known, this.bindingNow(conflict.next));
  }

  private bindingNow(token: Token): Binding | undefined {
    if (!this.clients.registerNow(token, this.clock.now)) return undefined;
    return this.ims.registrar.bindings.findLast(({ register }) => register.token === token);
  }

  private async end(step: StepOf<'release' | 'revoke'>): Promise<void> {
    const lease = this.lease(step.lease);
    if (lease === undefined) return;
    const { assignmentId, poolId, impi } = lease.assignment;
    const number = this.service.nextNumber();
    if (step.do === 'release') await this.send(lease.pool, release(number, assignmentId));
    else {
      const { quarantineSeconds } = step;
      const revoked = { commandId: commandId(number), poolId, impi, quarantineSeconds, reason: 'abuse' };
      await this.send(lease.pool, { type: 'Revoke', ...revoked });
    }
  }

  private async changeStock(step: StepOf<'suspend' | 'resume' | 'retire' | 'import'>): Promise<void> {
    const pool = step.pool % this.setup.pools;
    this.setServiceClock();
    if (step.do === 'import') return this.service.import(pool, step.identity, this.setup.sipsTwin);
    const type = ({ suspend: 'Suspend', resume: 'Resume', retire: 'Retire' } as const)[step.do];
    const id = commandId(this.service.nextNumber());
    await this.send(pool, { type, commandId: id, poolId: poolIdOf(pool), impi: impiOf(pool, step.identity) });
  }

  private register(step: StepOf<'register' | 'deregister'>): void {
    const { nodes } = this.ims;
    const token = this.lease(step.lease)?.tokens.at(-1 - step.token);
    const node = nodes[step.node % nodes.length];
    if (token === undefined || node === undefined) return;
    const { flightShare, purgeShare, expiresSeconds } = step;
    const contact = step.tab === 0 ? 'first' : `tab-${String(step.tab)}`;
    const requestedMs = step.do === 'deregister' ? 0 : (expiresSeconds ?? Infinity) * 1_000;
    this.ims.register({ token, contact, node, flightShare, purgeShare, requestedMs }, this.clock.now);
  }

  private async indicate(lease: Lease, report: Report): Promise<void> {
    await this.send(lease.pool, indicateCommand(this.service.nextNumber(), report));
  }
}
