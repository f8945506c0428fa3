import { describe, expect, it } from 'vitest';
import { checkSettings } from './read.ts';
import { readConfigAside } from './read-aside.ts';

const given = (settings: Record<string, unknown>) => ({ from: 'the command line', settings, secrets: ['hush'] });

describe('settings that come from no file', () => {
  it('are completed as those of a file, and nothing in them is filled in', async () => {
    const sink = { name: 'out', use: 'log', with: { path: '${env:HOME}' } };
    expect(await checkSettings(given({ sinks: [sink] }))).toMatchObject({
      kind: 'good',
      config: { cluster: 'default', sinks: [{ name: 'out', with: { path: '${env:HOME}' } }] },
      secrets: ['hush'],
    });
  });

  it('may name no sink at all', async () => {
    expect(await checkSettings(given({ sinks: [] }))).toMatchObject({ kind: 'good', config: { sinks: [] } });
  });

  it('have faults without a line, all at once', async () => {
    const result = await checkSettings(given({ cluster: 7, sinks: [{ name: 'Out', use: 'log' }] }));
    expect(result.kind === 'faulty' && result.faults).toEqual([
      expect.stringMatching(/^the command line: cluster: /),
      expect.stringMatching(/^the command line: sinks\[0\]\.name: /),
    ]);
  });

  it('cross to the process that checks them', async () => {
    expect(await readConfigAside(given({ cluster: 'prod', sinks: [] }))).toMatchObject({
      kind: 'good',
      config: { cluster: 'prod' },
    });
  });
});
