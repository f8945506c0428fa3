import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './commands.ts';

let folder: string;
let config: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeherald-sinks-'));
  config = join(folder, 'config.yaml');
  install('@acme/kube-good', good);
  install('broken-sink', "throw new Error('boom\\nat import');");
  return () => rmSync(folder, { recursive: true });
});

/** A package as `npm install` would leave it in the config's folder. */
function install(name: string, source: string): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(path, { recursive: true });
  const peerDependencies = { '@kubeherald/sink-sdk': '^0.1.0' };
  writeFileSync(
    join(path, 'package.json'),
    JSON.stringify({
      name,
      version: '2.0.1',
      type: 'module',
      exports: './index.js',
      keywords: ['kubeherald-sink'],
      peerDependencies,
    }),
  );
  writeFileSync(join(path, 'index.js'), source);
}

const good = `export default { [Symbol.for('kubeherald.sink')]: true, apiVersion: 1, name: 'good',
  config: { type: 'object', required: ['token'], properties: {
    token: { type: 'string', minLength: 3, secret: true, description: 'Who we are.', examples: ['t-1: "x" # y'] },
    tls: { type: 'object', description: 'TLS.', properties: { ca: { type: 'string', description: 'Authorities.' } } },
    size: { type: 'integer', default: 5, description: 'How many.' } } },
  open: () => ({ async deliver() {} }) };`;

describe('kubeherald sinks', () => {
  it('lists what is installed with its options, and what cannot be used with one line', async () => {
    const { code, output, errors } = await runCommand(['sinks', '--config', config], { cwd: folder });
    expect(code, errors).toBe(0);
    expect(output).toContain("@acme/kube-good  (@acme/kube-good 2.0.1, in the config's folder)");
    expect(output).toMatch(/^ {2}OPTION +TYPE +DEFAULT +DESCRIPTION$/m);
    expect(output).toMatch(/^ {2}token +string, secret +required +Who we are\.$/m);
    expect(output).toMatch(/^ {2}tls\.ca +string +none +Authorities\.$/m);
    expect(output).toMatch(/^ {2}size +integer +5 +How many\.$/m);
    expect(output).toMatch(/^broken-sink .*\n {2}cannot be used: .*boom at import .*\[KH_PLUGIN_LOAD\]$/m);
    expect(output).toMatch(/^webhook {2}\(@kubeherald\/sink-webhook .*, in kubeherald's installation\)$/m);
  });

  it('tells machines the same', async () => {
    const { output } = await runCommand(['sinks', '--config', config, '--json'], { cwd: folder });
    const listings: unknown = JSON.parse(output);
    expect(listings).toContainEqual(
      expect.objectContaining({
        use: '@acme/kube-good',
        version: '2.0.1',
        foundIn: 'config',
        about: expect.objectContaining({ kind: 'described' }),
      }),
    );
    expect(listings).toContainEqual(
      expect.objectContaining({
        use: 'broken-sink',
        about: expect.objectContaining({ kind: 'unusable', code: 'KH_PLUGIN_LOAD' }),
      }),
    );
  });

  it.each(['webhook', 'log', '@kubeherald/sink-webhook', '@acme/kube-good', './node_modules/@acme/kube-good'])(
    'shows %s with an example that validates as it is, pasted into a config',
    async (use) => {
      const { code, output, errors } = await runCommand(['sinks', use, '--config', config], { cwd: folder });
      expect(code, errors).toBe(0);
      expect(output).toMatch(/^ {2}maxEvents +100 /m);
      const example = output.slice(output.indexOf('\nsinks:\n') + 1);
      writeFileSync(config, example);
      const validated = await runCommand(['validate', '--config', config], { cwd: folder });
      expect(validated.code, `${validated.errors}\n${example}`).toBe(0);
      writeFileSync(config, example.replace(/^( +)# /gm, '$1'));
      const whole = await runCommand(['validate', '--config', config], { cwd: folder });
      expect(whole.code, `${whole.errors}\n${example}`).toBe(0);
    },
  );

  it('tells of one that is not there where it looked, and of one that is broken why', async () => {
    const missing = await runCommand(['sinks', 'nowhere', '--config', config], { cwd: folder });
    expect(missing.code).toBe(1);
    expect(missing.errors).toMatch(/npm install .*@kubeherald\/sink-nowhere \[KH_PLUGIN_NOT_FOUND\]\n$/);
    const broken = await runCommand(['sinks', 'broken-sink', '--config', config], { cwd: folder });
    expect(broken.code).toBe(1);
    expect(broken.output).toContain('cannot be used');
  });
});
