/**
 * The device's own store (IndexedDB). Everything is in it before anything is shown as kept; bytes of photographs lie
 * apart from what is said about them, so that a list of hundreds opens at once.
 */

const NAME = "diaban-field";
const VERSION = 1;

export type Table = "carried" | "drafts" | "items" | "files" | "meta";

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("carried", { keyPath: "key" });
      db.createObjectStore("drafts", { keyPath: "key" });
      db.createObjectStore("items", { keyPath: "id" });
      db.createObjectStore("files");
      db.createObjectStore("meta");
    };
    request.onsuccess = () => {
      const db = request.result;
      // Another window brings a newer program: let it, and open again when asked.
      db.onversionchange = () => {
        db.close();
        opened = null;
      };
      db.onclose = () => {
        opened = null;
      };
      resolve(db);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

/**
 * Run `work` in one transaction; it is on the disk when the promise resolves ("strict": a dead battery loses nothing).
 */
export async function within<T>(
  tables: Table[],
  mode: IDBTransactionMode,
  work: (of: (table: Table) => IDBObjectStore) => T | Promise<T>,
): Promise<T> {
  const db = await open();
  const transaction = db.transaction(tables, mode, { durability: "strict" });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });
  try {
    const result = await work((table) => transaction.objectStore(table));
    await done;
    return result;
  } catch (error) {
    done.catch(() => undefined);
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
}

/** Room set aside while there is plenty, so that a full device can still write words down, hand in and send. */
const RESERVE_BYTES = 2_000_000;
const RESERVE = "reserve";

/** Set the room aside if it is not. False where there is none to spare. */
export async function setAside(): Promise<boolean> {
  try {
    await within(["files"], "readwrite", async (of) => {
      if (await ask(of("files").count(RESERVE))) return;
      await ask(of("files").put(new Blob([new Uint8Array(RESERVE_BYTES)]), RESERVE));
    });
    return true;
  } catch {
    return false;
  }
}

/** As `within`; if the device is full, once more with the room that was set aside. `work` may run twice. */
export async function withReserve<T>(
  tables: Table[],
  mode: IDBTransactionMode,
  work: (of: (table: Table) => IDBObjectStore) => T | Promise<T>,
): Promise<T> {
  try {
    return await within(tables, mode, work);
  } catch (error) {
    if (!isFull(error)) throw error;
    await remove("files", RESERVE);
    return within(tables, mode, work);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

export function ask<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function get<T>(table: Table, key: IDBValidKey): Promise<T | undefined> {
  return within([table], "readonly", (of) => ask<T | undefined>(of(table).get(key)));
}

export function all<T>(table: Table): Promise<T[]> {
  return within([table], "readonly", (of) => ask<T[]>(of(table).getAll()));
}

export async function put(table: Table, value: unknown, key?: IDBValidKey): Promise<void> {
  await withReserve([table], "readwrite", (of) => ask(of(table).put(value, key)));
}

export async function remove(table: Table, key: IDBValidKey): Promise<void> {
  await within([table], "readwrite", (of) => ask(of(table).delete(key)));
}

/** Read, change and write one record in one transaction: two windows, or the worker, do not overwrite each other. */
export function change<T>(
  table: Table,
  key: IDBValidKey,
  how: (now: T | undefined) => T | undefined,
): Promise<T | undefined> {
  return withReserve([table], "readwrite", async (of) => {
    const after = how(await ask<T | undefined>(of(table).get(key)));
    if (after !== undefined) await ask(of(table).put(after));
    return after;
  });
}
