import type { Environment } from './environment.ts';
import type { FlagDefinition } from './go-flags.ts';
import { readUriFlag, UriFlagError } from './uri-flag.ts';

/** klog's levels, or a number. */
const severity = (text: string): string | undefined =>
  /^(info|warning|error|fatal)$/i.test(text) || /^[-+]?\d+$/.test(text)
    ? undefined
    : `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`;

const level = (text: string): string | undefined =>
  /^[-+]?\d+$/.test(text) ? undefined : `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`;

const trace = (text: string): string | undefined =>
  text === '' || /^[^:]*\.[^:]*:\d+$/.test(text) ? undefined : 'syntax error: expect file.go:234';

const modules = (text: string): string | undefined =>
  text.split(',').every((one) => one === '' || /^[^=]+=\d+$/.test(one))
    ? undefined
    : 'syntax error: expect comma-separated list of filename=N';

/** The flags of klog (https://pkg.go.dev/k8s.io/klog/v2): accepted, for manifests have them; of these only `v` has a meaning here. */
const klogFlags: readonly FlagDefinition[] = [
  { name: 'add_dir_header', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'alsologtostderr', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'alsologtostderrthreshold', kind: { given: severity }, usage: 'accepted, without effect' },
  { name: 'legacy_stderr_threshold_behavior', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'log_backtrace_at', kind: { given: trace }, usage: 'accepted, without effect' },
  { name: 'log_dir', kind: 'string', usage: 'accepted, without effect: the log goes to standard error' },
  { name: 'log_file', kind: 'string', usage: 'accepted, without effect: the log goes to standard error' },
  { name: 'log_file_max_size', kind: 'uint', usage: 'accepted, without effect' },
  { name: 'logtostderr', kind: 'bool', usage: 'accepted, without effect: the log goes to standard error' },
  { name: 'one_output', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'skip_headers', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'skip_log_headers', kind: 'bool', usage: 'accepted, without effect' },
  { name: 'stderrthreshold', kind: { given: severity }, usage: 'accepted, without effect' },
  { name: 'v', kind: { given: level }, usage: '1 and more: the log is detailed', default: '0' },
  { name: 'vmodule', kind: { given: modules }, usage: 'accepted, without effect' },
];

/** The flags of kube-eventer, and two of ours. */
export function flagDefinitions(environment: Environment): readonly FlagDefinition[] {
  const uri = {
    given: (text: string): string | undefined => {
      try {
        readUriFlag(text, environment);
        return undefined;
      } catch (error) {
        if (error instanceof UriFlagError) return error.message;
        throw error;
      }
    },
  };
  return [
    ...klogFlags,
    { name: 'event-metrics', kind: 'bool', usage: 'count events at /metrics as eventer_events_*', default: 'true' },
    {
      name: 'event-metrics-labels',
      kind: {
        given: (text) => (/^(bounded|exact)$/.test(text) ? undefined : 'expected bounded or exact'),
      },
      usage: 'bounded: eventer_events_* without the names of objects, which never end; exact: as kube-eventer',
      default: 'bounded',
    },
    {
      name: 'journal',
      kind: 'string',
      usage:
        'folder where events wait until every sink has them, or memory; without it /var/lib/kubeherald is looked at',
    },
    {
      name: 'frequency',
      kind: 'duration',
      usage: 'between 5s and 3m: the longest that an event may wait for others; by itself it waits for none',
      default: '30s',
    },
    { name: 'healthz-ip', kind: 'string', usage: 'address of health, metrics and status', default: '"0.0.0.0"' },
    { name: 'healthz-port', kind: 'uint', usage: 'port of health, metrics and status', default: '8084' },
    { name: 'max_procs', kind: 'int', usage: 'accepted, without effect' },
    { name: 'sink', kind: uri, usage: '<name>:<uri>, where events go; repeatable' },
    { name: 'source', kind: uri, usage: 'kubernetes:<uri>, where events come from; exactly one' },
    { name: 'version', kind: 'bool', usage: 'print the version and exit' },
  ];
}
