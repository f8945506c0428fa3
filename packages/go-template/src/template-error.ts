/**
 * What kind of mistake it was.
 * `GO_TEMPLATE_SYNTAX`: the template does not parse. `GO_TEMPLATE_EXECUTION`: a field, function or value did not fit.
 * `GO_TEMPLATE_LIMIT`: it took too many steps, wrote too much or nested too deeply.
 * `GO_TEMPLATE_DATA`: the data is not what its shape says. `GO_TEMPLATE_OPTION`: an option of compile is unusable.
 */
export type TemplateErrorCode =
  | 'GO_TEMPLATE_SYNTAX'
  | 'GO_TEMPLATE_EXECUTION'
  | 'GO_TEMPLATE_LIMIT'
  | 'GO_TEMPLATE_DATA'
  | 'GO_TEMPLATE_OPTION';

/** Where in the template, as far as it is known. */
export interface TemplatePlace {
  /** The name given to compile. */
  readonly template?: string;
  /** From 1. */
  readonly line?: number;
  /** The byte in its line, from 0, as Go counts. */
  readonly column?: number;
  /** The template that was running: the name of a `define`, or the name given to compile. */
  readonly executing?: string;
  /** The source text of the part that failed, such as `.Labels.app`. */
  readonly at?: string;
  /** The message without the place. */
  readonly detail?: string;
  /** What had been written before the error; Go has sent this to its writer already. */
  readonly partial?: string;
}

/**
 * The only error that compile and render throw. The message is the one Go's text/template gives, word for word:
 * `template: body:1:3: executing "body" at <.NoSuch>: can't evaluate field NoSuch in type *v1.Event`.
 */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;
  readonly template: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly executing: string | undefined;
  readonly at: string | undefined;
  readonly detail: string;
  readonly partial: string;

  constructor(code: TemplateErrorCode, message: string, place: TemplatePlace = {}, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'TemplateError';
    this.code = code;
    this.template = place.template;
    this.line = place.line;
    this.column = place.column;
    this.executing = place.executing;
    this.at = place.at;
    this.detail = place.detail ?? message;
    this.partial = place.partial ?? '';
  }
}
