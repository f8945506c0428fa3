import { fileURLToPath } from 'node:url';
import { buildGoProgram, whyNoGo } from '../go-program.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const smaller = ['-trimpath', '-ldflags', '-s -w'];

/** Why there is no helm here; undefined when there can be one. */
export const whyNoHelm = (): string | undefined => whyNoGo('helm');

/** helm's path; undefined without Go. */
export const buildHelm = (): Promise<string | undefined> =>
  buildGoProgram({
    name: 'helm',
    folder,
    package: 'helm.sh/helm/v3/cmd/helm',
    options: smaller,
    takes: 'about two minutes',
  });

/** kustomize's path; undefined without Go. */
export const buildKustomize = (): Promise<string | undefined> =>
  buildGoProgram({
    name: 'kustomize',
    folder,
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
    options: smaller,
    takes: 'some seconds after helm',
  });
