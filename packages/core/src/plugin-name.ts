import type { ResolvedPlugin } from '@kubeherald/sink-host';

/** Package and version, or the file of a plugin that belongs to no package. */
export function pluginName({
  packageName,
  version,
  url,
}: Pick<ResolvedPlugin, 'packageName' | 'version' | 'url'>): string {
  if (packageName === '') return url;
  return version === '' ? packageName : `${packageName}@${version}`;
}
