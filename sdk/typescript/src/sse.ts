/** One event of a stream as it was sent. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads server-sent events (HTML standard §9.2) from text that arrives in pieces cut anywhere. */
export class EventParser {
  /** Milliseconds to wait before reconnecting, if the server said so. */
  retry: number | undefined;
  private rest = "";
  private event = "";
  private data: string[] = [];
  private id: string;

  /** `lastId` is the id of the last block that was whole, with an event or without: where to go on after a break. */
  constructor(public lastId = "") {
    this.id = lastId;
  }

  /** The events that are whole now. */
  push(piece: string): ServerEvent[] {
    const text = this.rest + piece;
    // A carriage return at the end may be half of a line end.
    const usable = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, usable).split(/\r\n|\n|\r/);
    this.rest = lines.pop()! + text.slice(usable);
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerEvent[] {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
    else if (field === "retry" && /^\d+$/.test(value))
      this.retry = Number(value);
    return [];
  }

  private dispatch(): ServerEvent[] {
    const { data, event } = this;
    this.lastId = this.id;
    this.data = [];
    this.event = "";
    return data.length
      ? [{ id: this.lastId, event: event || "message", data: data.join("\n") }]
      : [];
  }
}
