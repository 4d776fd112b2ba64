import type { ExclusiveUse, Ims } from '../ims/index.js';
import { type ImsTerms, type ImsTermsChange, lowered, merged, profileOf, settingsOf } from './ims-terms.js';
import type { SimulatedService } from './simulated-service.js';
import type { TrueClock } from './true-clock.js';

/** Pauses within which every change of terms has answered. */
const pausesOfCallMax = 2_000;

/** The IMS operator. It changes terms in the order of the runbook: lower in the IMS first, raise in the service first. */
export class ImsOperator {
  /** What the IMS will be set up as when the current call has answered. */
  private wanted: ImsTerms | undefined;

  /** @param current the terms that the IMS is set up with */
  constructor(
    private current: ImsTerms,
    private readonly ims: Ims,
    private readonly exclusive: ExclusiveUse,
    private readonly service: SimulatedService,
    private readonly clock: TrueClock,
    private readonly setServiceClock: () => void,
  ) {}

  get terms(): ImsTerms {
    return this.current;
  }

  /** Calls the service; the call runs for so many pauses. */
  async changeTerms(change: ImsTermsChange, pauses: number): Promise<void> {
    await this.finish();
    const wanted = merged(this.current, change);
    this.setUpIms(lowered(this.current, wanted));
    this.wanted = wanted;
    this.service.beginProfile(profileOf(wanted));
    await this.continue(pauses);
  }

  async continue(pauses: number): Promise<void> {
    this.setServiceClock();
    const hasAnswered = await this.service.continueCall(pauses);
    if (!hasAnswered || this.wanted === undefined) return;
    this.setUpIms(this.wanted);
    this.exclusive.setUp(this.service.profileVersion, this.clock.now);
    this.wanted = undefined;
  }

  finish(): Promise<void> {
    return this.continue(pausesOfCallMax);
  }

  private setUpIms(terms: ImsTerms): void {
    this.current = terms;
    this.ims.change(settingsOf(terms), this.clock.now);
    this.setServiceClock();
  }
}
