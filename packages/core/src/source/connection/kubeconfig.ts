import { readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { isObject, type JsonObject, textOf } from '../json-value.ts';

/** What is wrong with a kubeconfig: the file, the context and the field are in the message. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

/** The context that is used, with its cluster and user; every path in it is absolute. */
export interface SelectedContext {
  /** `context "prod" of /home/me/.kube/config`. */
  readonly origin: string;
  readonly clusterName: string;
  readonly cluster: JsonObject;
  readonly userName: string;
  readonly user: JsonObject;
}

interface Named {
  readonly name: string;
  readonly fields: JsonObject;
  readonly file: string;
}

/** JsonObject that hold paths, relative to their file's folder. */
const clusterPaths = ['certificate-authority'];
const userPaths = ['client-certificate', 'client-key', 'tokenFile'];

/**
 * The files to read, by kubectl's rules: an explicit path, else those of KUBECONFIG that exist, else ~/.kube/config.
 * Throws {@link KubeconfigError} when there is none.
 */
export function kubeconfigFiles(
  explicit: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): string[] {
  if (explicit !== undefined) return [explicit];
  const listed = (environment.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  const found = listed.filter(exists);
  if (found.length > 0) return found;
  if (listed.length > 0) {
    throw new KubeconfigError(`KUBECONFIG names ${listed.join(', ')}, and no such file exists`);
  }
  const home = environment.HOME;
  const usual = home === undefined ? undefined : join(home, '.kube', 'config');
  if (usual !== undefined && exists(usual)) return [usual];
  throw new KubeconfigError(
    `no cluster to connect to: this is no pod with a service account, KUBECONFIG is not set, and ${usual ?? '~/.kube/config'} does not exist. Set source.kubernetes.kubeconfig or KUBECONFIG`,
  );
}

/**
 * Reads and merges kubeconfig files as kubectl does (of two entries with one name the first counts) and picks a context.
 * Throws {@link KubeconfigError}.
 */
export function selectContext(files: readonly string[], wanted: string | undefined): SelectedContext {
  const documents = files.map((file) => ({ file, content: readKubeconfig(file) }));
  const named = (list: string, key: string, paths: readonly string[]) =>
    documents.flatMap(({ file, content }) => entries(file, content, list, key, paths));
  const contexts = named('contexts', 'context', []);
  const where = files.join(', ');
  const current = documents.map(({ content }) => textOf(content['current-context'])).find((name) => name !== '');
  const name = wanted ?? current;
  if (name === undefined) {
    throw new KubeconfigError(
      `${where}: current-context is not set; set it, or source.kubernetes.context to one of: ${names(contexts)}`,
    );
  }
  const context = contexts.find((entry) => entry.name === name);
  if (context === undefined) {
    throw new KubeconfigError(`${where}: there is no context "${name}"; the contexts are: ${names(contexts)}`);
  }
  const origin = `context "${name}" of ${context.file}`;
  const clusterName = textOf(context.fields.cluster);
  const cluster = named('clusters', 'cluster', clusterPaths).find((entry) => entry.name === clusterName);
  if (cluster === undefined) throw new KubeconfigError(`${origin}: its cluster "${clusterName}" is not in the file`);
  const userName = textOf(context.fields.user);
  const user = named('users', 'user', userPaths).find((entry) => entry.name === userName);
  if (user === undefined && userName !== '') {
    throw new KubeconfigError(`${origin}: its user "${userName}" is not in the file`);
  }
  checkServer(origin, clusterName, cluster.fields.server);
  return { origin, clusterName, cluster: cluster.fields, userName, user: withCommand(user) };
}

function checkServer(origin: string, cluster: string, server: unknown): void {
  const protocol = URL.canParse(textOf(server)) ? new URL(textOf(server)).protocol : '';
  if (protocol === 'https:' || protocol === 'http:') return;
  throw new KubeconfigError(
    `${origin}: server of cluster "${cluster}" must be an http or https URL, not ${JSON.stringify(server)}`,
  );
}

function readKubeconfig(file: string): JsonObject {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, 'the kubeconfig'), { lineCounter: lines });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const at = lines.linePos(fault.pos[0]);
    throw new KubeconfigError(`${file}:${at.line}:${at.col}: ${fault.message.split('\n')[0]}`, { cause: fault });
  }
  const content: unknown = document.toJS();
  if (!isObject(content))
    throw new KubeconfigError(`${file}: a kubeconfig is a mapping with clusters, users, contexts`);
  return content;
}

/** Reads a file that a kubeconfig names. Throws {@link KubeconfigError} that says what it was for. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KubeconfigError(`${file}: ${what} cannot be read: ${reason}`, { cause: error });
  }
}

function entries(file: string, content: JsonObject, list: string, key: string, paths: readonly string[]): Named[] {
  const items = content[list] ?? [];
  if (!Array.isArray(items)) throw new KubeconfigError(`${file}: ${list} must be a list`);
  return items.map((item: unknown, index) => {
    const name = isObject(item) ? textOf(item.name) : '';
    if (!isObject(item) || name === '') throw new KubeconfigError(`${file}: ${list}[${index}] has no name`);
    const fields = item[key] ?? {};
    if (!isObject(fields)) throw new KubeconfigError(`${file}: ${list}[${index}].${key} must be a mapping`);
    return { name, file, fields: absolute(fields, paths, file) };
  });
}

function absolute(fields: JsonObject, paths: readonly string[], file: string): JsonObject {
  const resolved = paths.flatMap((field) => {
    const path = textOf(fields[field]);
    return path === '' || isAbsolute(path) ? [] : [[field, join(dirname(file), path)] as const];
  });
  return { ...fields, ...Object.fromEntries(resolved) };
}

/** An exec plugin given by a relative path lies beside the kubeconfig; a bare name is looked up in PATH. */
function withCommand(user: Named | undefined): JsonObject {
  const exec = user?.fields.exec;
  if (user === undefined || !isObject(exec)) return user?.fields ?? {};
  const command = textOf(exec.command);
  if (isAbsolute(command) || !/[\\/]/.test(command)) return user.fields;
  return { ...user.fields, exec: { ...exec, command: join(dirname(user.file), command) } };
}

function names(list: readonly Named[]): string {
  return list.length === 0 ? '(none)' : list.map((entry) => entry.name).join(', ');
}
