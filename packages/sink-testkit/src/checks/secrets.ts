import { type Check, judged } from '../check.ts';
import { hasCredential } from '../credentials.ts';
import { type Option, optionsOf, stringsIn } from '../schema.ts';

/** Names that only credentials have; an access key's id or a routing key is none. */
const credentialName =
  /(token|secret|password|passwd|passphrase|credentials?|api_?key|private_?key|signing_?key|access_?key|license_?key|integration_?key)$/i;

function faultsOf(option: Option): string[] {
  const { path, name, schema, value } = option;
  const help = `Mark it: secret({ description: '…' }) of @kubeherald/sink-sdk, or { secret: true }`;
  if (schema.secret === true) {
    return typeof schema.default === 'string' && schema.default !== ''
      ? [`the secret option ${path} has a default. A credential that everybody knows is none: take it out`]
      : [];
  }
  if (credentialName.test(name) && schema.type !== 'boolean' && schema.type !== 'object') {
    return [
      `the option ${path} holds a credential by its name, but is not marked as secret: it would be shown in config views and logs. ${help}`,
    ];
  }
  if (typeof value === 'string' && stringsIn(value).some(hasCredential)) {
    return [
      `the option ${path} is a URL that carries a credential in the config given to conformance, but is not marked as secret. ${help}`,
    ];
  }
  return [];
}

export const secrets: Check = {
  feature: 'secrets',
  title: 'options that hold credentials are marked as secret',
  async run(trial) {
    const { schema } = await trial.description();
    return judged(optionsOf(schema, trial.config).flatMap(faultsOf));
  },
};
