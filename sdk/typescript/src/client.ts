import createFetchClient, { type Client as FetchClient } from "openapi-fetch";

import { Etags, type Intent, randomId } from "./intent";
import { Problem } from "./problem";
import type { paths as AnomalyPaths } from "./schema/anomaly";
import type { paths as IntakePaths } from "./schema/intake";
import type { paths as NotifyPaths } from "./schema/notify";
import type { paths as RoutingPaths } from "./schema/routing";

export type Language = "zh" | "en";

export interface Options {
  /** Origin of the installation; empty for the page's own. */
  readonly baseUrl?: string;
  /** Asked before every request: the answer's sentences are in this language. */
  readonly language: () => Language;
  /** The access token of whoever is signed in. */
  readonly token: () => string | undefined;
  /**
   * Gets another token of the same person after a 401 that `refused` one, once per wave of requests; undefined where
   * there is none.
   */
  readonly refresh?: (
    refused: string | undefined,
  ) => Promise<string | undefined>;
  readonly fetch?: typeof fetch;
}

/** The operations of an installation by service, and what is remembered between them. */
export interface Client {
  readonly intake: FetchClient<IntakePaths>;
  readonly routing: FetchClient<RoutingPaths>;
  readonly anomaly: FetchClient<AnomalyPaths>;
  readonly notify: FetchClient<NotifyPaths>;
  /** Sends a request as the others are sent: language, request id, token, one refresh. Throws Problem. */
  readonly send: (request: Request) => Promise<Response>;
  /** An intent formed now, over the record at `path` as it was last read. */
  readonly intend: (path?: string) => Intent;
  /** Forgets what was read for somebody else. */
  readonly forget: () => void;
}

/** A client whose every call throws Problem where it did not succeed. */
export function createClient(options: Options): Client {
  const etags = new Etags();
  const send = sender(options, etags);
  const service = <Paths extends object>(): FetchClient<Paths> =>
    createFetchClient<Paths>({ baseUrl: options.baseUrl ?? "", fetch: send });
  return {
    intake: service<IntakePaths>(),
    routing: service<RoutingPaths>(),
    anomaly: service<AnomalyPaths>(),
    notify: service<NotifyPaths>(),
    send,
    intend: (path) => ({
      key: randomId(),
      seen: path === undefined ? undefined : etags.of(path),
    }),
    forget: () => etags.clear(),
  };
}

/** What a call brought; calls throw where they did not succeed, so there is always something. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

function sender(
  options: Options,
  etags: Etags,
): (request: Request) => Promise<Response> {
  const fetching = options.fetch ?? ((request: Request) => fetch(request));
  /** Waves of refused requests by the token they began with: what one person began is not sent as another. */
  const refreshing = new Map<string | undefined, Promise<string | undefined>>();

  function renewedFor(
    refused: string | undefined,
    refresh: NonNullable<Options["refresh"]>,
  ): Promise<string | undefined> {
    const wave =
      refreshing.get(refused) ??
      refresh(refused).finally(() => refreshing.delete(refused));
    refreshing.set(refused, wave);
    return wave;
  }

  async function attempt(
    request: Request,
    token: string | undefined,
    requestId: string,
  ): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set(
      "Accept-Language",
      options.language() === "zh" ? "zh-CN" : "en",
    );
    headers.set("X-Request-Id", requestId);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    try {
      return await fetching(new Request(request, { headers }));
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      throw Problem.unreachable(cause, requestId);
    }
  }

  return async (request) => {
    const requestId = randomId();
    const again = request.clone();
    const begun = options.token();
    let response = await attempt(request, begun, requestId);
    if (response.status === 401 && options.refresh !== undefined) {
      const token = await renewedFor(begun, options.refresh);
      if (token !== undefined)
        response = await attempt(again, token, requestId);
    }
    if (!response.ok) throw await Problem.of(response, requestId);
    if (request.method === "GET")
      etags.remember(request.url, response.headers.get("ETag"));
    return response;
  };
}
