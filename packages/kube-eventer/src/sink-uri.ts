import type { Environment } from './environment.ts';
import type { GoUrl } from './go-url.ts';
import type { Parameters } from './parameters.ts';

/** A `--sink` flag's value: `<name>:<uri>`, with variables filled in. */
export interface SinkUri {
  /** What stands before the first colon, as the user wrote it. */
  readonly name: string;
  /** The URI whole, variables filled in. */
  readonly text: string;
  readonly url: GoUrl;
  /**
   * The query as written, without the question mark. Where a `#` cut it, as in a password, it goes on behind it; for a webhook,
   * whose URL is requested, it ends there.
   */
  readonly rawQuery: string;
  /** The same, taken apart. */
  readonly parameters: Parameters;
  /** For settings that kube-eventer takes from the environment. */
  readonly environment: Environment;
}
