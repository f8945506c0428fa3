import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './api.ts';
import { everything, nothing } from './features.ts';
import { chart, type Helm, openHelm } from './helm.ts';
import { at, fieldsAt, type KubeObject, only, textAt } from './objects.ts';
import { whyNoHelm } from './programs.ts';

const reason = whyNoHelm();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the chart on a real API server', () => {
  let api: Api;
  let helm: Helm;
  beforeAll(async () => {
    api = await openApi();
    helm = await openHelm(api.server.kubeconfigs.admin);
  });
  afterAll(async () => {
    helm.end();
    await api.end();
  });

  const succeeds = async (parameters: readonly string[], values?: object) => {
    const { code, output, errors } = await helm.run(parameters, values);
    expect(code, errors).toBe(0);
    return output;
  };

  it.each([
    ['its defaults', 'with-defaults', {}],
    ['everything on', 'with-everything', everything],
    ['everything off', 'with-nothing', nothing],
  ])('is taken as rendered, dry and for real, with %s', async (_which, namespace, values) => {
    await api.namespace(namespace);
    const objects = await helm.render(values, 'kubeherald', namespace);
    for (const query of ['dryRun=All&fieldValidation=Strict', 'fieldValidation=Strict'])
      for (const object of objects) {
        const { status, text } = await api.apply(object, query);
        expect([200, 201], `${object.kind}: ${text}`).toContain(status);
        if (query.startsWith('dryRun')) expect(await api.exists(object), object.kind).toBe(false);
      }
    for (const object of objects) expect(await api.exists(object), object.kind).toBe(true);
  });

  it('is installed, upgraded and uninstalled', async () => {
    const command = ['kubeherald', chart, '--namespace=released', '--create-namespace'];
    const notes = await succeeds(['install', ...command], { config: { cluster: 'first' } });
    expect(notes).toContain('kubectl -n released rollout status deployment/kubeherald');
    expect(notes).toContain('`config.sinks` says where events shall go');
    const objects = await helm.render({}, 'kubeherald', 'released');
    const deployment = only(objects, 'Deployment');
    const generation = async () => at(await api.get(deployment), 'metadata', 'generation');
    expect(await generation()).toBe(1);

    const sinks = [{ name: 'hook', use: 'webhook', with: { url: 'https://hooks.example.com' } }];
    await succeeds(['upgrade', ...command], { config: { cluster: 'first', sinks } });
    // A changed sink is the daemon's to take up: the pod stays.
    expect(await generation()).toBe(1);
    expect(textAt(await api.get(only(objects, 'ConfigMap')), 'data', 'config.yaml')).toContain('hooks.example.com');
    await succeeds(['upgrade', ...command], { config: { cluster: 'second', sinks }, persistence: { enabled: false } });
    expect(await generation()).toBe(2);
    expect(await api.exists(only(objects, 'PersistentVolumeClaim'))).toBe(false);
    const bad = await helm.run(['upgrade', ...command], { persistence: { size: 'large' } });
    expect(bad.code).not.toBe(0);

    await succeeds(['uninstall', 'kubeherald', '--namespace=released']);
    for (const object of objects) expect(await api.exists(object), object.kind).toBe(false);
  });

  it('leaves the volume when told so', async () => {
    const command = ['kubeherald', chart, '--namespace=kept', '--create-namespace'];
    await succeeds(['install', ...command], { persistence: { keep: true } });
    await succeeds(['uninstall', 'kubeherald', '--namespace=kept']);
    const objects = await helm.render({}, 'kubeherald', 'kept');
    expect(await api.exists(only(objects, 'PersistentVolumeClaim'))).toBe(true);
    expect(await api.exists(only(objects, 'Deployment'))).toBe(false);
  });

  it('has pods that a namespace of the restricted standard admits', async () => {
    await api.namespace('restricted', { 'pod-security.kubernetes.io/enforce': 'restricted' });
    const create = (name: string, spec: object) =>
      api.call('POST', '/api/v1/namespaces/restricted/pods', { metadata: { name }, spec });
    const specOf = (objects: readonly KubeObject[]) =>
      fieldsAt(only(objects, 'Deployment'), 'spec', 'template', 'spec');
    // Its priority class and image secrets are those of the cluster, and no part of the standard.
    const full = specOf(await helm.render({ ...everything, priorityClassName: '' }, 'kubeherald', 'restricted'));
    const simple = specOf(await helm.render({}, 'kubeherald', 'restricted'));
    for (const [name, spec] of Object.entries({ full, simple })) {
      const { status, text } = await create(name, spec);
      expect(status, text).toBe(201);
    }
    const { securityContext: _without, ...unsafe } = simple;
    expect(await create('unsafe', unsafe)).toMatchObject({
      status: 403,
      text: expect.stringContaining('violates PodSecurity \\"restricted'),
    });
  });
});
