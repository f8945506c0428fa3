/** What fault and end-to-end tests need of a cluster, simulated or real. */
export interface Cluster {
  readonly name: 'simulator' | 'kube-apiserver';
  readonly server: string;
  /** Of a user with all rights. */
  readonly token: string;
  readonly caFile?: string;
  /** A kubeconfig of a user that may get, list and watch events everywhere. */
  readonly kubeconfig: string;
  /** Compacts the history, so that a watch from an older position is told 410 Gone. */
  compact(): Promise<void>;
  /** Remembers the state of the store, for `rewind`. */
  snapshot(): Promise<void>;
  /** Puts the remembered state back: resourceVersions go backwards, as after a restore of etcd. */
  rewind(): Promise<void>;
  /** A kubeconfig of another user: admin, nobody, events-reader, team-a-reader. */
  kubeconfigOf(user: string): Promise<string>;
  stop(): Promise<void>;
}
