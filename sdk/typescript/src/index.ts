export {
  type Client,
  createClient,
  type Language,
  type Options,
  take,
} from "./client";
export { type Clock, isOutdated, remainingSeconds } from "./clock";
export { headersOf, type Intent, randomId } from "./intent";
export { type FieldProblem, Problem, UNREACHABLE } from "./problem";
export type { components as Anomaly } from "./schema/anomaly";
export type { components as Intake } from "./schema/intake";
export type { components as Notify } from "./schema/notify";
export type { components as Routing } from "./schema/routing";
export { stream, type StreamOptions, type Told } from "./stream";
