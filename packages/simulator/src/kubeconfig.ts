/** What a kubeconfig says. */
export interface KubeconfigParts {
  readonly server: string;
  /** PEM; absent over plain HTTP. */
  readonly ca: string | undefined;
  readonly user: string;
  readonly token: string;
}

/** A kubeconfig with one context, as JSON: YAML is a superset of it, and every reader takes it. */
export function kubeconfig(parts: KubeconfigParts): string {
  const authority =
    parts.ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(parts.ca).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'simulator',
    clusters: [{ name: 'simulator', cluster: { server: parts.server, ...authority } }],
    users: [{ name: parts.user, user: { token: parts.token } }],
    contexts: [{ name: 'simulator', context: { cluster: 'simulator', user: parts.user } }],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
