import { type Call, ConfigError, type Logger, RejectedError } from '@kubeherald/sink-sdk';
import type { ClusterClient } from './cluster.ts';
import { type Cluster, mayStay, type TemplateOptions, templateName, templateOf } from './template.ts';

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(text: string): Fields {
  try {
    const body: unknown = JSON.parse(text);
    return isFields(body) ? body : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** What `GET /` says; a credential that may not read it gets the fields that both products know. */
function clusterOf(text: string): Cluster {
  const { version } = parse(text);
  const about = isFields(version) ? version : {};
  return {
    isOpenSearch: about.distribution === 'opensearch',
    version: typeof about.number === 'string' ? about.number : '',
  };
}

/** Puts the index template once, when it is asked for. */
export type Install = (call: Call) => Promise<void>;

const advice =
  'indexTemplate: true needs the privilege manage_index_templates, and no template with the same pattern and priority 200; or set it to false and put a template by hand';

/** Installs the template before the first delivery; a try that failed is made again with the next delivery. */
export function createInstaller(
  options: TemplateOptions & { readonly indexTemplate: boolean },
  cluster: ClusterClient,
  log: Logger,
): Install {
  let done = !options.indexTemplate;
  const path = `/_index_template/${templateName(options)}`;
  const install = async ({ signal }: Call) => {
    const found = await cluster.send({ method: 'GET', path, signal, accept: (status) => status === 404 });
    if (found.status !== 404 && mayStay(parse(found.text))) return;
    const about = await cluster.send({ method: 'GET', path: '/', signal, accept: (status) => status === 403 });
    const body = JSON.stringify(templateOf(options, clusterOf(about.text)));
    const headers = { 'content-type': 'application/json' };
    await cluster.send({ method: 'PUT', path, headers, body, signal });
    log.info({ template: templateName(options) }, 'put the index template');
  };
  return async (call) => {
    if (done) return;
    try {
      await install(call);
      done = true;
    } catch (error) {
      // No event is to blame.
      if (RejectedError.is(error) || ConfigError.is(error)) {
        throw new ConfigError(`${error.message}; ${advice}`, { cause: error });
      }
      throw error;
    }
  };
}
