import { Problem } from "./problem";
import { EventParser } from "./sse";

/** What a stream tells: an event, that events were missed, or whether the line is up. */
export type Told =
  | {
      readonly kind: "event";
      readonly event: string;
      readonly data: unknown;
      readonly id: string;
    }
  | { readonly kind: "gap" }
  | { readonly kind: "open" }
  | { readonly kind: "down"; readonly problem: Problem };

export interface StreamOptions {
  /** Where to go on: the id of the last event that was seen. */
  readonly lastId?: string;
  readonly signal: AbortSignal;
  /** Silence after which the line counts as dead; the server sends a comment more often than that. */
  readonly silenceMs?: number;
  /** Longest pause between tries. */
  readonly longestPauseMs?: number;
}

const FIRST_PAUSE_MS = 500;
/** The event with which a server says that it cannot replay everything since `Last-Event-ID`. */
const RESYNC = "resync";

/**
 * Follows the stream at `url` for ever, reconnecting with growing pauses and `Last-Event-ID`; ends with `signal`.
 *
 * `send` is the client's: it adds the token and throws Problem. A 4xx other than 429 ends the stream, because trying
 * again cannot help.
 */
export async function* stream(
  send: (request: Request) => Promise<Response>,
  url: string,
  options: StreamOptions,
): AsyncGenerator<Told, void> {
  const { signal, silenceMs = 45_000, longestPauseMs = 30_000 } = options;
  let lastId = options.lastId ?? "";
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const line = new AbortController();
    const stop = (): void => line.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (lastId) headers["Last-Event-ID"] = lastId;
      const response = await send(
        new Request(url, { headers, signal: line.signal, cache: "no-store" }),
      );
      pause = FIRST_PAUSE_MS;
      yield { kind: "open" };
      const parser = new EventParser(lastId);
      for await (const piece of pieces(response, silenceMs, line)) {
        const events = parser.push(piece);
        lastId = parser.lastId;
        for (const { id, event, data } of events) {
          yield event === RESYNC
            ? { kind: "gap" }
            : { kind: "event", event, id, data: parsed(data) };
        }
      }
      pause = parser.retry ?? pause;
      yield {
        kind: "down",
        problem: Problem.unreachable("the stream ended", ""),
      };
    } catch (failure) {
      if (signal.aborted) return;
      const problem =
        failure instanceof Problem ? failure : Problem.unreachable(failure, "");
      yield { kind: "down", problem };
      if (!problem.passing) return;
    } finally {
      signal.removeEventListener("abort", stop);
      line.abort();
    }
    // Clients that lost their line together do not come back together.
    await resting(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

async function* pieces(
  response: Response,
  silenceMs: number,
  line: AbortController,
): AsyncGenerator<string> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const silence = setTimeout(() => line.abort(), silenceMs);
    try {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    } finally {
      clearTimeout(silence);
    }
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function resting(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), {
      once: true,
    });
  });
}
