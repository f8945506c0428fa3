import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DingtalkRobot, startDingtalk } from '@kubeherald/stand-ins/dingtalk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeherald } from '../../support/daemon.ts';
import { run } from '../registry/npm.ts';
import { type Registry, startRegistry } from '../registry/registry.ts';
import { type Helm, openHelm } from './helm.ts';
import { type KubeObject, listAt, only, textAt } from './objects.ts';
import { whyNoHelm } from './programs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The sink and what it needs of ours. */
const published = ['packages/go-template', 'packages/sink-sdk', 'plugins/sink-dingtalk-signed'];

const reason = whyNoHelm();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)("a robot of ACK's parameters", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-ack-'));
  /** Stands for the folders of the pod. */
  const inPod = (text: string) =>
    text.replaceAll('/etc/kubeherald-eventer', join(folder, 'eventer')).replaceAll('/sinks', join(folder, 'sinks'));
  let helm: Helm;
  let registry: Registry;
  let robot: DingtalkRobot;
  let objects: readonly KubeObject[];
  beforeAll(async () => {
    helm = await openHelm();
    registry = await startRegistry(join(folder, 'registry'));
    for (const name of published) await registry.npm(join(root, name), 'publish', '--ignore-scripts');
    robot = await startDingtalk({ token: 'token-1' });
    const dingtalk = {
      enabled: true,
      token: robot.url,
      label: '[prod]',
      monitorkinds: 'Pod',
      monitornamespaces: 'shop',
    };
    objects = await helm.render({
      eventer: { sinks: { dingtalk } },
      config: { journal: { path: join(folder, 'journal') } },
    });
    for (const name of ['eventer', 'sinks', 'config', 'tmp']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'config/config.yaml'), inPod(textAt(only(objects, 'ConfigMap'), 'data', 'config.yaml')));
    writeFileSync(join(folder, 'eventer/dingtalk-url'), textAt(only(objects, 'Secret'), 'stringData', 'dingtalk-url'));
  });
  afterAll(async () => {
    helm.end();
    await Promise.all([robot?.down(), registry?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets its sink from the init container, and a test event by it', async () => {
    const pod = ['spec', 'template', 'spec', 'initContainers', 0, 'command'] as const;
    const command = listAt(only(objects, 'Deployment'), ...pod);
    const [program = '', ...parameters] = command.map((word) => inPod(String(word)));
    await run(program, parameters, folder, {
      ...registry.npm.environment,
      HOME: join(folder, 'tmp'),
      NODE_OPTIONS: '',
    });
    expect(existsSync(join(folder, 'sinks/node_modules/@kubeherald/sink-dingtalk-signed'))).toBe(true);

    // Where the container's working directory is, and so where the daemon looks.
    const cwd = join(folder, 'sinks');
    const config = ['--config', join(folder, 'config/config.yaml')];
    const listing = kubeherald(['sinks', 'dingtalk-signed', ...config], { cwd });
    expect(await listing.ended, listing.errors()).toBe(0);
    expect(listing.lines.join('\n')).toContain('in the working directory');
    const valid = kubeherald(['validate', ...config], { cwd });
    expect(await valid.ended, valid.errors()).toBe(0);
    const sent = kubeherald(['send', '--sink', 'dingtalk', ...config], { cwd });
    expect(await sent.ended, sent.errors()).toBe(0);
    expect(robot.messages).toHaveLength(1);
    expect(robot.messages[0]).toMatchObject({ msgtype: 'text', text: expect.stringMatching(/^\[prod\]/) });
  });
});
