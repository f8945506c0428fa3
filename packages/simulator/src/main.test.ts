import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isObject } from './json.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

async function post(
  control: string,
  path: string,
  body: object,
  method = 'POST',
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${control}${path}`, { method, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

describe('the simulator as a process', () => {
  it('says where it listens, obeys its control endpoint, and ends with its stdin', async () => {
    const child = spawn(process.execPath, [main, '--seed', '3', '--exit-with-stdin'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    const told: unknown = JSON.parse(String(line));
    if (!isObject(told)) throw new TypeError('expected one JSON object');
    const server = String(told.server);
    const control = String(told.control);
    const list = (): Promise<Response> =>
      fetch(`${server}/api/v1/events?limit=1`, { headers: { authorization: 'Bearer admin-token' } });

    expect((await post(control, '/simulator/burst', { count: 20 })).status).toBe(200);
    expect(await (await list()).text()).toContain('"remainingItemCount"');
    await post(control, '/simulator/faults', { name: 'refuse', status: 503, times: 1 });
    expect((await list()).status).toBe(503);
    expect((await list()).status).toBe(200);

    const strange = await post(control, '/simulator/faults', { name: 'gremlins' });
    expect(strange.status).toBe(400);
    expect(strange.body).toMatchObject({ error: expect.stringContaining('expected one of refuse, hang') });
    const misspelt = await post(control, '/simulator/faults', { name: 'refuse', stauts: 503 });
    expect(misspelt.body).toMatchObject({ error: expect.stringContaining('unknown field "stauts"') });

    const exited = once(child, 'exit');
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });
});
