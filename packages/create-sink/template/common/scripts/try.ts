// Sends one event through kubeherald's whole path to this sink, and shows what arrived at a destination on this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeDestination } from '@kubeherald/sink-testkit';

const destination = fakeDestination();
await destination.start();
const journal = mkdtempSync(join(tmpdir(), 'SINK_NAME-'));
const command = ['--yes', 'kubeherald@KUBEHERALD_RANGE', 'send', '--config', 'example.yaml', '--sink', 'SINK_NAME'];
const sending = spawn('npx', command, {
  env: { ...process.env, DESTINATION_URL: destination.url, DESTINATION_TOKEN: 'only-a-try', JOURNAL: journal },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
const [code] = await once(sending, 'close');
for (const { method, path, headers, text } of destination.requests) {
  console.log(`\n${method} ${path}\nauthorization: ${headers.authorization}\n\n${text}`);
}
await destination.stop();
rmSync(journal, { recursive: true });
process.exitCode = Number(code ?? 1);
