import { ConfigError, type Logger } from '@kubeherald/sink-sdk';
import { escapeId } from 'mysql2';
import { meaningOf } from './failure.ts';
import { type ChosenMode, createTable, modeFor, type Plan, planFor, stepsFor } from './plan.ts';
import type { Session } from './session.ts';
import { readStructure, type Structure } from './structure.ts';

export type UsablePlan = Extract<Plan, { kind: 'usable' }>;

export interface TableOptions {
  readonly table: string;
  readonly mode: ChosenMode;
  readonly migrate: boolean;
}

/** ER_TABLEACCESS_DENIED_ERROR: the user may not do this with the table. */
const commandDenied = 1142;

/** The table: looked at once, made or changed when that is allowed, and looked at again after it turned out to be another. */
export class Table {
  readonly #session: Session;
  readonly #options: TableOptions;
  readonly #log: Logger;
  readonly #where: string;
  #plan: UsablePlan | undefined;
  /** The last thing said about it, so that it is said once. */
  #said = '';

  constructor(session: Session, options: TableOptions, log: Logger, where: string) {
    this.#session = session;
    this.#options = options;
    this.#log = log;
    this.#where = where;
  }

  /**
   * How to write into it.
   * @throws ConfigError when it cannot be used as it is; what the driver says
   */
  async plan(signal: AbortSignal): Promise<UsablePlan> {
    this.#plan ??= await this.#prepare(signal);
    return this.#plan;
  }

  /** Looks at it without changing anything. @throws as {@link plan} */
  async check(signal: AbortSignal): Promise<void> {
    const { table, migrate } = this.#options;
    const structure = await readStructure(this.#session, table, signal);
    if (!migrate) this.#planOf(structure, []);
    if (structure.columns.size > 0) await this.#mayInsert(signal);
  }

  /** Asks how the server would insert, which needs the same right and does nothing. @throws what the driver says, when it may not */
  async #mayInsert(signal: AbortSignal): Promise<void> {
    try {
      await this.#session.query(`EXPLAIN INSERT INTO ${escapeId(this.#options.table, true)} () VALUES ()`, signal);
    } catch (error) {
      // Any other failure says nothing of the right: servers before MySQL 5.6 and MariaDB 10 explain no INSERT.
      const number: unknown = error instanceof Error ? Reflect.get(error, 'errno') : undefined;
      if (number === commandDenied) throw error;
      this.#log.debug({ table: this.#options.table }, 'the server does not say whether rows may be inserted');
    }
  }

  /** Its structure has changed: it is looked at again before the next rows. */
  forget(): void {
    this.#plan = undefined;
  }

  async #prepare(signal: AbortSignal): Promise<UsablePlan> {
    const { table, migrate } = this.#options;
    const found = await readStructure(this.#session, table, signal);
    const failures = migrate ? await this.#migrate(found, signal) : [];
    const structure = migrate ? await readStructure(this.#session, table, signal) : found;
    const plan = this.#planOf(structure, failures);
    this.#tell(plan, failures);
    return plan;
  }

  /** @returns what could not be done, and why */
  async #migrate(found: Structure, signal: AbortSignal): Promise<readonly string[]> {
    const { table } = this.#options;
    const mode = modeFor(found, this.#options.mode);
    if (found.columns.size === 0) {
      await this.#session.query(createTable(table, mode), signal, true);
      this.#log.info({ table }, `created the table ${table} in ${this.#where}`);
      return [];
    }
    const failures: string[] = [];
    for (const { sql, purpose } of stepsFor(found, table, mode)) {
      try {
        await this.#session.query(sql, signal, true);
        this.#log.info({ table, sql }, `changed the table ${table}: ${purpose}`);
      } catch (error) {
        if (meaningOf(error).kind === 'retry' && !isRefusal(error)) throw error;
        failures.push(`could not ${purpose} (${error instanceof Error ? error.message : String(error)})`);
      }
    }
    return failures;
  }

  #planOf(structure: Structure, failures: readonly string[]): UsablePlan {
    const { table } = this.#options;
    const mode = modeFor(structure, this.#options.mode);
    const prefix = `the table ${table} in ${this.#where} cannot be used:`;
    if (structure.columns.size === 0) {
      throw new ConfigError(`${prefix} there is none; set migrate: true, or create it:\n${createTable(table, mode)}`);
    }
    const plan = planFor(structure, table, mode);
    if (plan.kind === 'usable') return plan;
    throw new ConfigError(`${prefix} ${plan.reason}${failures.length > 0 ? `. ${failures.join('; ')}` : ''}`);
  }

  #tell({ mode, missing, idempotent }: UsablePlan, failures: readonly string[]): void {
    const { table } = this.#options;
    const lines = [...failures];
    if (missing.length > 0) lines.push(`the columns ${missing.join(', ')} are missing and left out`);
    if (!idempotent)
      lines.push('no unique key on event_id, resource_version: a batch repeated after a crash appears twice');
    const text = lines.join('; ');
    if (text !== '' && text !== this.#said) this.#log.warn({ table, mode }, `the table ${table}: ${text}`);
    this.#said = text;
  }
}

/** A number from the server: it looked at the statement and refused it. Without one the connection failed. */
function isRefusal(error: unknown): boolean {
  const state: unknown = error instanceof Error ? Reflect.get(error, 'sqlState') : undefined;
  return typeof state === 'string' && !/^(08|40|57)/.test(state);
}
