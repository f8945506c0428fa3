import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './api.ts';
import { type Helm, openHelm, runProgram } from './helm.ts';
import { at, configOf, fieldsAt, type KubeObject, only, readObjects } from './objects.ts';
import { buildKustomize, whyNoHelm } from './programs.ts';

const manifests = fileURLToPath(new URL('../../../deploy/manifests/', import.meta.url));
const read = (name: string) => readObjects(readFileSync(join(manifests, name), 'utf8'));
const components = ['monitoring/monitoring.yaml', 'network-policy/network-policy.yaml'];

const reason = whyNoHelm();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the plain manifests', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kubeherald-kustomize-')));
  let api: Api;
  let helm: Helm;
  let kustomize: string;
  beforeAll(async () => {
    api = await openApi();
    helm = await openHelm();
    kustomize = (await buildKustomize()) ?? '';
  });
  afterAll(async () => {
    helm.end();
    await api.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What an object does: without labels of its own, annotations and the chart's checksum. */
  const essence = ({ metadata: { name, namespace }, ...object }: KubeObject) => {
    const copy = structuredClone({ ...object, name, namespace });
    const template = at(copy, 'spec', 'template', 'metadata');
    if (typeof template === 'object' && template !== null) Reflect.deleteProperty(template, 'annotations');
    return copy;
  };
  const build = async (path: string) => {
    const { code, output, errors } = await runProgram(kustomize, ['build', path]);
    expect(code, errors).toBe(0);
    return readObjects(output);
  };

  it('are what the chart gives', async () => {
    const written = [...read('kubeherald.yaml'), ...components.flatMap(read)].filter(
      ({ kind }) => kind !== 'Namespace',
    );
    const rendered = await helm.render({
      config: { cluster: 'default' },
      timezone: 'UTC',
      serviceMonitor: { enabled: true },
      prometheusRule: { enabled: true },
      networkPolicy: { enabled: true },
      extraVolumes: [{ name: 'secrets', secret: { secretName: 'kubeherald', optional: true } }],
      extraVolumeMounts: [{ name: 'secrets', mountPath: '/etc/kubeherald-secrets', readOnly: true }],
    });
    expect(written.map(({ kind }) => kind).sort()).toEqual(rendered.map(({ kind }) => kind).sort());
    for (const object of written) {
      if (object.kind === 'ConfigMap') expect(configOf(written)).toEqual(configOf(rendered));
      else expect(essence(object), object.kind).toEqual(essence(only(rendered, object.kind)));
    }
  });

  it('are taken by the API server, dry and for real', async () => {
    const [namespace, ...others] = read('kubeherald.yaml');
    if (namespace === undefined) throw new Error('no manifest');
    expect((await api.apply(namespace, 'dryRun=All&fieldValidation=Strict')).status).toBe(201);
    expect((await api.apply(namespace)).status).toBe(201);
    for (const query of ['dryRun=All&fieldValidation=Strict', 'fieldValidation=Strict'])
      for (const object of [...others, ...components.flatMap(read)]) {
        const { status, text } = await api.apply(object, query);
        expect(status, `${object.kind}: ${text}`).toBe(201);
      }
    const spec = fieldsAt(only(others, 'Deployment'), 'spec', 'template', 'spec');
    const pod = await api.call('POST', '/api/v1/namespaces/kubeherald/pods', { metadata: { name: 'one' }, spec });
    expect(pod.status, pod.text).toBe(201);
  });

  it('are a base for kustomize, in another namespace and with the components', async () => {
    expect((await build(manifests)).map(essence)).toEqual(expect.arrayContaining(read('kubeherald.yaml').map(essence)));
    const overlay = join(folder, 'overlay');
    mkdirSync(overlay);
    const base = relative(overlay, realpathSync(manifests));
    writeFileSync(
      join(overlay, 'kustomization.yaml'),
      JSON.stringify({
        namespace: 'observed',
        resources: [base],
        components: [join(base, 'monitoring'), join(base, 'network-policy')],
        images: [{ name: 'kubeherald/kubeherald', newName: 'registry.example.com/kubeherald', newTag: 'mine' }],
      }),
    );
    const objects = await build(overlay);
    expect(objects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ServiceMonitor', 'PrometheusRule', 'NetworkPolicy', 'Deployment']),
    );
    expect(at(only(objects, 'Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'image')).toBe(
      'registry.example.com/kubeherald:mine',
    );
    expect(at(only(objects, 'ClusterRoleBinding'), 'subjects', 0, 'namespace')).toBe('observed');
    for (const object of objects) {
      const { status, text } = await api.apply(object, 'fieldValidation=Strict&force=true');
      expect([200, 201], `${object.kind}: ${text}`).toContain(status);
    }
  });
});
