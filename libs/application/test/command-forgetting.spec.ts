import { describe, expect, it } from '@jest/globals';
import { CommandForgetting, type NotedWwsf } from '@allocator/application';
import type { Instant, WwsfId } from '@allocator/domain';
import { silentLog } from '@allocator/testing';

const noted = (id: string, isSettled: boolean): NotedWwsf => ({
  wwsfId: id as WwsfId,
  notedAt: 0 as Instant,
  isSettled,
});

describe('the commands of WWSFs that had a subject erased', () => {
  it('are deleted in every round until the erasure is settled; a failure does not delay other WWSFs', async () => {
    const notes = new Map(['wwsf-a', 'wwsf-b', 'wwsf-c'].map((id) => [id, noted(id, id !== 'wwsf-b')]));
    const deleted: string[] = [];
    const forgetting = new CommandForgetting(
      {
        noted: () => Promise.resolve([...notes.values()]),
        forgotten: ({ wwsfId }) => Promise.resolve(void notes.delete(wwsfId)),
      },
      {
        forget: (wwsfId) => {
          if (wwsfId === 'wwsf-a' && deleted.length === 0) {
            deleted.push('failed');
            return Promise.reject(new Error('Kafka is unavailable'));
          }
          deleted.push(wwsfId);
          return Promise.resolve();
        },
      },
      silentLog,
    );
    const round = forgetting.rounds.next();
    await forgetting.start();
    await round;
    await forgetting.stop();
    expect(deleted).toEqual(['failed', 'wwsf-b', 'wwsf-c', 'wwsf-a', 'wwsf-b']);
    expect([...notes.keys()]).toEqual(['wwsf-b']);
  });
});
