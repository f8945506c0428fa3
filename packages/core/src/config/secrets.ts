import { readFileSync } from 'node:fs';

/** Where secrets come from; passed in so that tests own it. */
export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws when the file cannot be read. */
  readFile(path: string): string;
}

/** This process's environment and file system. */
export const systemSecrets: SecretSource = { env: process.env, readFile: (path) => readFileSync(path, 'utf8') };

/** Also what is nearly one, so that a slip is told and not sent as a password. */
const placeholder = /\$(\$?)\{([A-Za-z]+):([^}]*)(\}?)/g;

/**
 * Fills `${env:NAME}` and `${file:/path}` in; `$${env:NAME}` stays as `${env:NAME}`. A file's last newline is not part of the secret.
 * What is missing is reported with what to do, and left as it is. `found` gets every value, for redaction.
 */
export function fillSecrets(
  text: string,
  source: SecretSource,
  found: (secret: string) => void,
  report: (message: string) => void,
): string {
  return text.replaceAll(placeholder, (whole, escaped: string, kind: string, name: string, end: string) => {
    if (escaped) return whole.slice(1);
    if (end === '' || name === '' || (kind !== 'env' && kind !== 'file')) {
      report(`${whole} is no placeholder; expected \${env:NAME} or \${file:/path}, or $\${ for a literal \${`);
      return whole;
    }
    const value = kind === 'env' ? source.env[name] : readSecret(name, source, report);
    if (value === undefined) {
      if (kind === 'env') report(`the environment variable ${name} is not set; set it, or write the value here`);
      return whole;
    }
    if (value !== '') found(value);
    return value;
  });
}

/** The files that a config's text takes secrets from: a change of theirs is a change of the config. */
export function secretFiles(text: string): readonly string[] {
  return [...text.matchAll(/(?<!\$)\$\{file:([^}]+)\}/g)].map((match) => match[1] ?? '');
}

function readSecret(path: string, source: SecretSource, report: (message: string) => void): string | undefined {
  try {
    return source.readFile(path).replace(/\r?\n$/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report(`the file ${path} cannot be read (${reason}); mount it, or write the value here`);
    return undefined;
  }
}
