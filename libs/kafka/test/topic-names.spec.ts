import { describe, expect, it } from '@jest/globals';
import type { Lane, WwsfId } from '@allocator/domain';
import { TopicNames, UnusableTopicNameError } from '@allocator/kafka';

describe('TopicNames', () => {
  const names = new TopicNames('allocation');

  it('are those of the contract', () => {
    expect([names.events, names.commands('w-1' as WwsfId), names.outcomes('w-1' as WwsfId), names.deadLetter]).toEqual([
      'allocation.events',
      'allocation.commands.w-1',
      'allocation.outcomes.w-1',
      'allocation.commands.dead-letter',
    ]);
    expect(names.transactionalId(3 as Lane)).toBe('allocation.relay.3');
  });

  it.each(['dead-letter', 'with space', 'ümlaut', 'x'.repeat(240)])('refuse the WWSF %p', (wwsfId) => {
    expect(() => names.commands(wwsfId as WwsfId)).toThrow(UnusableTopicNameError);
  });

  it('refuse a prefix that is not allowed in topic names', () => {
    expect(() => new TopicNames('a/b')).toThrow(UnusableTopicNameError);
  });
});
