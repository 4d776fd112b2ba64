import { describe, expect, it } from '@jest/globals';
import { flagsOf, imageFlags } from '../src/service/image-flags.js';

describe('the flags of the container image', () => {
  it('are those of its command, without the program and the file', () => {
    const dockerfile = [
      'FROM node AS build',
      'HEALTHCHECK --interval=5s \\',
      '  CMD ["node", "--eval", "probe()"]',
      'CMD ["node", "--first", "--second=32", "main.js"]',
      '',
    ];
    expect(flagsOf(dockerfile.join('\n'))).toEqual(['--first', '--second=32']);
  });

  it('are refused if the command is no list', () => {
    expect(() => flagsOf('FROM node\nCMD node --first main.js\n')).toThrow('the Dockerfile has no CMD with a list');
  });

  it('are read from the Dockerfile of the service', () => {
    expect(imageFlags()).toContain('--enable-source-maps');
  });
});
