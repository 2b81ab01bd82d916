/** One thing that somebody means to do, however often it has to be sent. */
export interface Intent {
  /** `Idempotency-Key`: the same key gets the first answer again. */
  readonly key: string;
  /** The ETag that was on the screen when the intent was formed; `If-Match` of the act. */
  readonly seen?: string | undefined;
}

/** The headers of an act: to be given with every try of it. */
export function headersOf(intent: Intent): Record<string, string> {
  return {
    "Idempotency-Key": intent.key,
    ...(intent.seen === undefined ? {} : { "If-Match": intent.seen }),
  };
}

/** 128 random bits in hexadecimal. `crypto.randomUUID` is missing on plain-HTTP pages and in old browsers. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * The ETags of records as they were last read, by path without query.
 *
 * They are copied into an intent when its form opens, not when it is sent: a list that refreshes behind an open form
 * must not make the form overwrite what its writer has not seen.
 */
export class Etags {
  private readonly known = new Map<string, string>();

  constructor(private readonly most = 2000) {}

  /** Remembers what an answer says about the record at `url`. */
  remember(url: string, etag: string | null): void {
    if (etag === null) return;
    const path = pathOf(url);
    this.known.delete(path);
    this.known.set(path, etag);
    if (this.known.size > this.most)
      this.known.delete(this.known.keys().next().value!);
  }

  /** The ETag of the record at `path` as last read. */
  of(path: string): string | undefined {
    return this.known.get(pathOf(path));
  }

  clear(): void {
    this.known.clear();
  }
}

function pathOf(url: string): string {
  return new URL(url, "http://desk.invalid").pathname;
}
