/** The device's store in memory, for tests: whole transactions, and a device that can be full. */

import type { Table } from "./db.ts";

type Rows = Map<IDBValidKey, unknown>;
const NAMES: Table[] = ["carried", "drafts", "items", "files", "meta"];

export class FakeDb {
  full = false;
  tables = new Map<Table, Rows>();

  clear(): void {
    this.full = false;
    this.tables = new Map(NAMES.map((name) => [name, new Map()]));
  }

  rows<T>(table: Table): T[] {
    return [...(this.tables.get(table)?.values() ?? [])] as T[];
  }

  fill(table: Table, ...records: object[]): void {
    for (const one of records as { key?: string; id?: string }[]) {
      this.tables.get(table)?.set(one.key ?? one.id ?? "", one);
    }
  }

  /** What `db.ts` gives; an aborted transaction changes nothing. */
  functions() {
    const within = async (
      _tables: Table[],
      _mode: string,
      work: (of: (table: Table) => unknown) => unknown,
    ) => {
      const before = new Map([...this.tables].map(([name, rows]) => [name, new Map(rows)]));
      try {
        return await work((table) => this.table(table));
      } catch (error) {
        this.tables = before;
        throw error;
      }
    };
    const one = (table: Table, work: (rows: ReturnType<FakeDb["table"]>) => unknown) =>
      within([table], "readwrite", () => work(this.table(table)));
    return {
      within,
      withReserve: within,
      setAside: async () => !this.full,
      ask: async (value: unknown) => value,
      get: (table: Table, key: IDBValidKey) => one(table, (rows) => rows.get(key)),
      all: (table: Table) => one(table, (rows) => rows.getAll()),
      put: (table: Table, value: unknown, key?: IDBValidKey) =>
        one(table, (rows) => rows.put(value, key)),
      remove: (table: Table, key: IDBValidKey) => one(table, (rows) => rows.delete(key)),
      change: (table: Table, key: IDBValidKey, how: (now: unknown) => unknown) =>
        one(table, (rows) => {
          const after = how(rows.get(key));
          if (after !== undefined) rows.put(after);
          return after;
        }),
    };
  }

  private table(name: Table) {
    const rows = this.tables.get(name) as Rows;
    return {
      get: (key: IDBValidKey) => rows.get(key),
      getAll: () => [...rows.values()],
      delete: (key: IDBValidKey) => void rows.delete(key),
      put: (value: unknown, key?: IDBValidKey) => {
        if (this.full) throw new DOMException("", "QuotaExceededError");
        const { key: own, id } = value as { key?: string; id?: string };
        rows.set(key ?? own ?? id ?? "", structuredClone(value));
      },
    };
  }
}
