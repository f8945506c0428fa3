/**
 * Which release of k8s.io/api the Go types are taken from. `0.17` is what kube-eventer is built with: its metadata has a
 * cluster name, its series a state. `0.26` is what kubernetes-event-exporter is built with.
 */
export type KubernetesVersion = '0.17' | '0.26';

/** Makes something once for each version. */
export function onceForEachVersion<T>(make: (version: KubernetesVersion) => T): (version: KubernetesVersion) => T {
  const made = new Map<KubernetesVersion, T>();
  return (version) => {
    const known = made.get(version);
    if (known !== undefined) return known;
    const fresh = make(version);
    made.set(version, fresh);
    return fresh;
  };
}
