import { SuspendSharing } from '@allocator/application';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';

/** Suspends identities that share a name before any command is accepted. */
@Injectable()
export class SharingSuspension implements OnModuleInit {
  constructor(private readonly sharing: SuspendSharing) {}

  onModuleInit(): Promise<void> {
    return this.sharing.run();
  }
}
