import { expect, it } from 'vitest';
import { gatherOutput } from './native-output.ts';

it('gathers what comes piece by piece into one text, and is empty again', () => {
  const texts: string[] = [];
  const output = gatherOutput((text) => texts.push(text));
  for (const piece of ['FATAL', ' ERROR: heap', ' out of memory\n', '\n']) output.take(piece);
  output.flush();
  output.flush();
  output.take('next\n');
  output.flush();
  expect(texts).toEqual(['FATAL ERROR: heap out of memory', 'next']);
});

it('writes by itself soon after, though nobody flushes', async () => {
  const texts: string[] = [];
  gatherOutput((text) => texts.push(text)).take('some words');
  await expect.poll(() => texts).toEqual(['some words']);
});

it('cuts a flood and says how much', () => {
  const texts: string[] = [];
  const output = gatherOutput((text) => texts.push(text));
  for (let piece = 0; piece < 100; piece++) output.take('x'.repeat(1000));
  output.flush();
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^x{8192} … \(91808 more characters\)$/);
});
