/** What kube-eventer reads of a webhook's URL and sends along all the same. */
const own = new Set([
  'level',
  'namespaces',
  'kinds',
  'reason',
  'method',
  'header',
  'label',
  'custom_body_configmap',
  'custom_body_configmap_namespace',
]);

/** The URL without the parameters that are kube-eventer's own, and the names of those that were taken out. */
export function withoutOwnParameters(url: string): { readonly url: string; readonly removed: readonly string[] } {
  const at = url.indexOf('?');
  if (at < 0) return { url, removed: [] };
  const nameOf = (pair: string) => pair.split('=')[0] ?? '';
  const pairs = url.slice(at + 1).split('&');
  const kept = pairs.filter((pair) => !own.has(nameOf(pair)));
  return {
    url: `${url.slice(0, at)}${kept.length === 0 ? '' : `?${kept.join('&')}`}`,
    removed: [...new Set(pairs.map(nameOf).filter((name) => own.has(name)))],
  };
}
