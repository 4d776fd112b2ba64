import { describe, expect, it } from '@jest/globals';
import { brokenRules, faultOf, survivesBrokerLoss } from '../src/topics/setting-rule.js';

describe('the replication of a topic in a cluster of several brokers', () => {
  const safe = {
    'replication.factor': '3',
    'min.insync.replicas': '2',
    'unclean.leader.election.enable': 'false',
  };

  it.each([
    [{}, []],
    [{ 'replication.factor': '2' }, []],
    // With one replica, min.insync.replicas=2 would stop every write.
    [{ 'replication.factor': '1', 'min.insync.replicas': '1' }, [/^replication\.factor=1: .* Set .*factor of 3/]],
    [{ 'min.insync.replicas': '1' }, [/^min\.insync\.replicas=1: .* Set min\.insync\.replicas=2$/]],
    [{ 'unclean.leader.election.enable': 'true' }, [/^unclean\.leader\.election\.enable=true: .* Set .*=false$/]],
  ])('%j beside safe settings: %j', (settings, expected) => {
    const found = brokenRules(new Map(Object.entries({ ...safe, ...settings })), survivesBrokerLoss).map(faultOf);
    expect(found).toEqual(expected.map((fault) => expect.stringMatching(fault)));
  });

  it('is assumed to be correct where this process may not read the settings', () => {
    expect(brokenRules(new Map([['replication.factor', '3']]), survivesBrokerLoss)).toEqual([]);
  });
});
