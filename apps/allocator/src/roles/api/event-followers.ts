import { Injectable } from '@nestjs/common';
import { OverloadedError } from '@allocator/application';

/** Followers at the same time: each costs a query every tenth of a second. */
const followersMax = 100;

/** The open `follow=true` streams, so that a stop can end them: they would never end by themselves. */
@Injectable()
export class EventFollowers {
  private readonly open = new Set<AbortController>();

  add(follower: AbortController): void {
    if (this.open.size >= followersMax) throw new OverloadedError(10);
    this.open.add(follower);
  }

  remove(follower: AbortController): void {
    this.open.delete(follower);
  }

  endAll(): void {
    this.open.forEach((follower) => {
      follower.abort();
    });
  }
}
