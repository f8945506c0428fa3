import { expect, it } from 'vitest';
import { createLog } from './log.ts';

it('never writes a secret, wherever it turns up', () => {
  const lines: string[] = [];
  const log = createLog(undefined, (line) => lines.push(line));
  log.hide(['tok"en-1', 'tok"en-12']);
  log.warn({ err: new Error('POST https://h/tok"en-12 failed') }, 'with tok"en-1');
  log.warn({}, `Basic ${Buffer.from('ops:tok"en-12').toString('base64')}`);
  expect(lines.join('')).not.toContain('en-1');
  expect(lines.join('')).not.toContain(Buffer.from('ops:tok"en-12').toString('base64'));
  expect(lines.join('').match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(2);
});

it('takes its level from the config, unless it was fixed', () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  for (const log of [createLog(undefined, write), createLog('warn', write)]) {
    log.setLevel('debug');
    log.debug({}, 'detail');
  }
  expect(lines).toHaveLength(1);
});
