import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';

const read = (...args: readonly string[]) => readCommandLine(args, '/kube-eventer', {});

describe('the command line', () => {
  it('takes values behind = and as the next argument, with one dash or two, and sinks again and again', () => {
    expect(
      read(
        '-source',
        'kubernetes:',
        '--sink=log',
        '--sink',
        'log:',
        '-frequency=1m30s',
        '--event-metrics=false',
        '--v=4',
      ),
    ).toEqual({
      kind: 'run',
      notes: [],
      flags: {
        sources: ['kubernetes:'],
        sinks: ['log', 'log:'],
        frequency: 90e9,
        healthzIp: '0.0.0.0',
        healthzPort: 8084,
        eventMetrics: false,
        exactLabels: false,
        verbosity: 4,
        journal: undefined,
      },
    });
  });

  it.each([
    [['--sink=log', '--', '--sink=log']],
    [['--sink=log', 'extra', '--nope']],
    [['--sink=log', '-', '--nope']],
    [['--event-metrics', 'false', '--sink=log', '--nope']],
  ])('ends at the first argument that is no flag: %j', (args) => {
    const asked = read(...args);
    expect(asked.kind === 'run' && asked.flags.sinks.length).toBeLessThan(2);
    expect(asked.kind === 'run' && asked.notes).toHaveLength(1);
  });

  it.each([
    [['--nope=1'], 'flag provided but not defined: -nope'],
    [['--sink'], 'flag needs an argument: -sink'],
    [['--sink='], 'invalid value "" for flag -sink: missing uri key in \'\''],
    [['---x'], 'bad flag syntax: ---x'],
    [['--=x'], 'bad flag syntax: --=x'],
    [['--event-metrics=maybe'], 'invalid boolean value "maybe" for -event-metrics: parse error'],
    [['--frequency=30'], 'invalid value "30" for flag -frequency: parse error'],
    [['--healthz-port=-1'], 'invalid value "-1" for flag -healthz-port: parse error'],
    [
      ['--max_procs=99999999999999999999'],
      'invalid value "99999999999999999999" for flag -max_procs: value out of range',
    ],
  ])('%j is told as Go tells it, with status 2', (args, message) => {
    const asked = read(...args);
    expect(asked).toMatchObject({ kind: 'usage', status: 2 });
    expect(asked.kind === 'usage' && asked.text).toMatch(
      new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\nUsage of /kube-eventer:\n`),
    );
  });

  it('accepts the flags of klog that manifests have', () => {
    const klog = [
      '--logtostderr',
      '--stderrthreshold=10',
      '--v=2',
      '--vmodule=a=1,b*=2',
      '--log_file_max_size=1800',
      '--log_dir',
      '/x',
      '--skip_headers=true',
      '--alsologtostderrthreshold=WARNING',
      '--log_backtrace_at=f.go:3',
      '--one_output',
      '--add_dir_header=0',
      '--legacy_stderr_threshold_behavior=false',
      '--skip_log_headers',
      '--log_file=',
      '--alsologtostderr=F',
    ];
    expect(read(...klog, '--sink=log')).toMatchObject({ kind: 'run', flags: { sinks: ['log'] } });
  });

  it.each(['--help', '-h', '-help'])('%s prints the usage with status 0', (flag) => {
    expect(read(flag)).toMatchObject({ kind: 'usage', status: 0, text: expect.stringContaining('-healthz-port uint') });
  });

  it('knows --version before anything else is looked at', () => {
    expect(read('--version', '--frequency=1s')).toEqual({ kind: 'version' });
  });
});
