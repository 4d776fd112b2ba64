import { SetTerms } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { LOG } from '../config/create-log.js';

/** Completes profiles of version 0.1 at the first start after it, before anything is served. */
@Injectable()
export class ProfileCompletion implements OnModuleInit {
  constructor(
    private readonly terms: SetTerms,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    const { completed, inClosedLanes } = await this.terms.completeProfiles();
    for (const { profile, infeasibleAgreements } of completed) {
      const { operatorId, minRegistrationSeconds } = profile;
      this.log.warn(
        { code: 'profile-completed', operatorId, minRegistrationSeconds, infeasibleAgreements },
        'a profile of version 0.1 had no minimum registration time: the common one is in force, state yours with PUT /v1/operators',
      );
    }
    for (const operatorId of inClosedLanes) {
      this.log.error(
        { code: 'profile-not-completed', operatorId },
        'a lane of the operator is closed: its pools assign nothing until the lane is open and the service has been restarted',
      );
    }
  }
}
