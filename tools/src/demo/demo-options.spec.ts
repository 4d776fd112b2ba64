import { describe, expect, it } from '@jest/globals';
import { readDemoOptions } from './demo-options.js';

describe('the options of the demo', () => {
  it('are none by default: it uses the running service', () => {
    expect(readDemoOptions([])).toEqual({ processes: [], kill: [] });
  });

  it('name the roles of each process, and of those to kill', () => {
    const args = ['--processes', 'api api  relay,scheduler projector', '--kill', 'relay,scheduler api'];
    expect(readDemoOptions(args)).toEqual({
      processes: ['api', 'api', 'relay,scheduler', 'projector'],
      kill: ['relay,scheduler', 'api'],
    });
  });

  it.each([
    [['--processes', 'relay,scheduler projector'], 'no process has the role api'],
    [['--processes', ''], 'no process has the role api'],
    [['--processes', 'api bogus'], '--processes: unknown role bogus; roles are api, relay, scheduler, projector'],
    [['--processes', 'api projector', '--kill', 'relay'], '--kill relay: no process of --processes has these roles'],
    [['--kill', 'api'], '--kill api: no process of --processes has these roles'],
  ])('%j are refused', (args, message) => {
    expect(() => readDemoOptions(args)).toThrow(message);
  });
});
