/** What was refused, so that the message can say what to grant. */
export interface Refused {
  readonly verb: 'get' | 'list' | 'watch';
  /** As RBAC's `resources` with its API group: `events` or `events.events.k8s.io`. */
  readonly resource: 'events' | 'events.events.k8s.io' | 'configmaps';
  /** The one object that is asked for; absent: all. */
  readonly name?: string;
  /** Empty: the cluster scope. */
  readonly namespace: string;
  /** What the API server said. */
  readonly message: string;
}

/** The roles that the printed commands create. */
const roleNames = {
  events: 'kubeherald-events',
  'events.events.k8s.io': 'kubeherald-events',
  configmaps: 'kubeherald-templates',
} as const;

/**
 * Says which verb, resource and namespace to grant, to whom, and the commands that do it. The user is taken from the API server's own
 * message, which names it; without one the refusal came from somewhere else than RBAC.
 */
export function describeForbidden(refused: Refused): string {
  const where = refused.namespace === '' ? 'at the cluster scope' : `in namespace "${refused.namespace}"`;
  const user = userOf(refused.message);
  const one = refused.name === undefined ? '' : ` "${refused.name}"`;
  const what = `may not ${refused.verb} ${refused.resource}${one} ${where}`;
  if (user === undefined) {
    return `The API server refused (403): this client ${what}. It said: ${refused.message}. Something before or beside RBAC may have refused; grant get, list and watch on ${refused.resource}.`;
  }
  if (user === 'system:anonymous') {
    return `No credentials reached the API server (it saw "system:anonymous"), and without them one ${what}. Give the kubeconfig's user a token, certificate or exec plugin, or run in a pod with a service account.`;
  }
  const alternative =
    refused.namespace === '' ? ' Or follow only the namespaces that it may read: source.kubernetes.namespaces.' : '';
  return `User "${user}" ${what}. Grant get, list and watch: ${grant(refused, user)}.${alternative}`;
}

function grant(refused: Refused, user: string): string {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  const subject = account === null ? `--user=${shellWord(user)}` : `--serviceaccount=${account[1]}:${account[2]}`;
  const cluster = refused.namespace === '';
  const role = cluster ? 'clusterrole' : 'role';
  const inNamespace = cluster ? '' : ` --namespace=${shellWord(refused.namespace)}`;
  const named = refused.name === undefined ? '' : ` --resource-name=${shellWord(refused.name)}`;
  const roleName = roleNames[refused.resource];
  return [
    `kubectl create ${role} ${roleName}${inNamespace} --verb=get,list,watch --resource=${refused.resource}${named}`,
    `kubectl create ${role}binding ${roleName}${inNamespace} --${role}=${roleName} ${subject}`,
  ].join(' && ');
}

/** The user of `… is forbidden: User "NAME" cannot …`, which Go prints quoted. */
function userOf(message: string): string | undefined {
  return /\bUser "((?:[^"\\]|\\.)*)"/.exec(message)?.[1]?.replace(/\\(.)/g, '$1');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
