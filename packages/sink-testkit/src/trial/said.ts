import type { FlatError, Outcome, SinkLog } from '@kubeherald/sink-host';

/** A log line of the sink's, or of the host about it. */
export interface SaidLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** Keeps everything that a person could get to read of a sink. */
export class Said {
  readonly lines: SaidLine[] = [];
  readonly outcomes: Outcome[] = [];
  readonly log: SinkLog;

  constructor() {
    const keep = (level: SaidLine['level']) => (fields: object, message: string) => {
      this.lines.push({ level, fields, message });
    };
    this.log = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  }

  outcome(outcome: Outcome): Outcome {
    this.outcomes.push(outcome);
    return outcome;
  }

  /** Each thing that was said, with where. */
  texts(): readonly { readonly where: string; readonly text: string }[] {
    return [
      ...this.lines.map((line) => ({ where: `a log line (${line.level})`, text: JSON.stringify(line) })),
      ...this.outcomes.map((outcome) => ({ where: `an error (${outcome.kind})`, text: JSON.stringify(outcome) })),
    ];
  }

  /** The errors in the log lines from the given one on. */
  errors(from: number): readonly FlatError[] {
    return this.lines.slice(from).flatMap(({ fields }) => {
      const error: unknown = Reflect.get(fields, 'err');
      return isFlatError(error) ? [error] : [];
    });
  }
}

function isFlatError(value: unknown): value is FlatError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
