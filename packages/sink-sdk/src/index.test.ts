import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import * as sdk from './index.ts';

it('an author reads the index in a few minutes', () => {
  expect(Object.keys(sdk).length).toBeLessThanOrEqual(30);
});

/** Packages of npm that a fresh thread has loaded after `code`. */
function loadedAfter(code: string): Promise<string[]> {
  const index = new URL('index.ts', import.meta.url).href;
  const script = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(index)}).then(async (sdk) => {
      ${code}
      const files = Object.keys(require.cache);
      parentPort.postMessage(['undici', 'handlebars'].filter((name) => files.some((file) => file.includes('/node_modules/' + name + '/'))));
    });`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

it('a sink pays in memory only for what it uses', async () => {
  expect(await loadedAfter('')).toEqual([]);
  expect(await loadedAfter("await sdk.compileTemplate('x', { mode: 'text' });")).toEqual(['handlebars']);
  expect(await loadedAfter("await sdk.createHttpClient({ url: 'http://127.0.0.1' });")).toEqual(['undici']);
});
