/** What is wrong with one member of what was sent. */
export interface FieldProblem {
  /** RFC 6901 pointer into the part of the request named by `in`. */
  pointer: string;
  in: "body" | "query" | "path" | "header" | "cookie";
  code: string;
  detail: string;
}

/** Where nobody answered: no line, no server, or a proxy that speaks no problem documents. */
export const UNREACHABLE = "unreachable";

/**
 * The one thing that a call throws: the problem document (RFC 9457) of the server, in the caller's language.
 *
 * `status` is 0 where nobody answered at all; what happened to the act is then unknown, and the same intent may be sent again.
 */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    /** The last segment of `type`: the stable name of the reason. */
    readonly slug: string,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string,
    readonly errors: readonly FieldProblem[] = [],
    /** Seconds after which another try is welcome; undefined where the server did not say. */
    readonly retryAfter: number | undefined = undefined,
    /** Further members that the refusal carries. */
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${slug}: ${detail}`);
  }

  /** Whether trying again without changing anything can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** The problem that an answer tells of, whatever its body holds. */
  static async of(response: Response, requestId: string): Promise<Problem> {
    const {
      type,
      title,
      detail,
      request_id,
      errors,
      status: _,
      instance: __,
      ...facts
    } = await documentOf(response);
    const after = Number(response.headers.get("Retry-After") ?? NaN);
    return new Problem(
      response.status,
      text(type).split("/").pop() || `http-${response.status}`,
      text(title) || response.statusText,
      text(detail),
      text(request_id) || response.headers.get("X-Request-Id") || requestId,
      Array.isArray(errors) ? (errors as FieldProblem[]) : [],
      Number.isFinite(after) ? after : undefined,
      facts,
    );
  }

  /** The problem where no answer came. */
  static unreachable(cause: unknown, requestId: string): Problem {
    const problem = new Problem(0, UNREACHABLE, "", String(cause), requestId);
    problem.cause = cause;
    return problem;
  }
}

async function documentOf(
  response: Response,
): Promise<Record<string, unknown>> {
  if (!response.headers.get("Content-Type")?.includes("json")) return {};
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
