// Generated from docs/reference/openapi/notify.json, sha256 92100a32f1c40c3d70a46e500162385f175418b667c9e358a01f28a36e25fe0b: make client

export interface paths {
    "/notify/v1/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Endpoints
         * @description The endpoints of the caller's unit, newest first.
         *
         *     Roles: administrator, auditor, head, subscriber. Machine scope: `endpoints:read`.
         */
        get: operations["list_endpoints"];
        put?: never;
        /**
         * Create Endpoint
         * @description Register a receiver of the caller's unit. The answer is the only one that shows its secret.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        post: operations["create_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Endpoint
         * @description One endpoint.
         *
         *     Roles: administrator, auditor, head, subscriber. Machine scope: `endpoints:read`.
         */
        get: operations["read_endpoint"];
        put?: never;
        post?: never;
        /**
         * Delete Endpoint
         * @description Delete it; what has not been sent never will be.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        delete: operations["delete_endpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Endpoint Secret
         * @description Give it a new secret. The one before signs beside it for another 24 hours, so that none is refused meanwhile.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        post: operations["rotate_endpoint_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Endpoint
         * @description Send nothing until it is resumed; deliveries collect.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        post: operations["pause_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Endpoint
         * @description Send again what has collected, also after the receiver had disabled it.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        post: operations["resume_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test Endpoint
         * @description Send it an event of its own, past its filters; whether it arrives is told by its deliveries.
         *
         *     Roles: administrator, head, subscriber. Machine scope: `endpoints:write`.
         */
        post: operations["test_endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description What it was or is to be sent, newest first.
         *
         *     Roles: administrator, auditor, head, subscriber. Machine scope: `endpoints:read`.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/endpoints/{endpoint_id}/deliveries/{delivery_id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Delivery Attempts
         * @description Every post of one delivery, oldest first, with the answer or why there was none.
         *
         *     Roles: administrator, auditor, head, subscriber. Machine scope: `endpoints:read`.
         */
        get: operations["list_delivery_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Zones
         * @description The zones that endpoints of the caller's unit may be in.
         *
         *     Roles: administrator, auditor, head, subscriber. Machine scope: `endpoints:read`.
         */
        get: operations["list_zones"];
        put?: never;
        /**
         * Create Zone
         * @description Open a part of a network to endpoints of the caller's unit.
         *
         *     Roles: administrator.
         */
        post: operations["create_zone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open Stream
         * @description Be told, as it happens, of what the caller's unit may know.
         *
         *     Every event is decided on by its audience, also one that is told again to a client that comes back with its
         *     `Last-Event-ID`. Where something may have been missed, the first event is `resync`. One stream serves all pages of a
         *     browser.
         *
         *     Roles: certifier, clerk, confirmer, executor, handler, head, planner, supervisor.
         */
        get: operations["open_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notify/v1/requests/{request_id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Presence
         * @description Say that the caller is at a request, for the next 60 seconds; it shows and never locks.
         *
         *     Roles: certifier, clerk, confirmer, executor, handler, head, planner, supervisor.
         */
        put: operations["put_presence"];
        post?: never;
        /**
         * Delete Presence
         * @description Say that the caller has left.
         *
         *     Roles: certifier, clerk, confirmer, executor, handler, head, planner, supervisor.
         */
        delete: operations["delete_presence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AttemptView
         * @description One post: when, how long, and the answer or why there was none.
         */
        AttemptView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Milliseconds */
            milliseconds: number | null;
            /**
             * Status
             * @description HTTP status; none when nothing was answered.
             */
            status: number | null;
            /**
             * Code
             * @description What the answer, or its absence, means.
             */
            code: string;
            /**
             * Answer
             * @description The first 2 KiB of what the receiver answered.
             */
            answer: string;
            /**
             * Body Sha256
             * @description Digest of the bytes posted, hexadecimal.
             */
            body_sha256: string;
        };
        /**
         * AttemptsView
         * @description All attempts of a delivery, oldest first.
         */
        AttemptsView: {
            /** Items */
            items: components["schemas"]["AttemptView"][];
        };
        /**
         * ByView
         * @description Who acted, as far as every unit concerned may know.
         */
        ByView: {
            /** Unit */
            unit: string;
        };
        /**
         * CountsChangedEvent
         * @description `event: counts.changed`
         */
        CountsChangedEvent: {
            /**
             * Event
             * @constant
             */
            event: "counts.changed";
            data: components["schemas"]["CountsChangedView"];
        };
        /**
         * CountsChangedView
         * @description The counts of the unit's views have changed; told at most once a second.
         */
        CountsChangedView: {
            /** Unit */
            unit: string;
        };
        /**
         * CreateEndpointParams
         * @description A receiver of the caller's unit.
         * @example {
         *       "filters": [
         *         "intake.request.*",
         *         "anomaly.case.closed"
         *       ],
         *       "name": "税务核对系统",
         *       "url": "https://hooks.example.com/portdesk"
         *     }
         */
        CreateEndpointParams: {
            /** Name */
            name: string;
            /**
             * Url
             * @description Where to post; https, and a port the zone opens.
             */
            url: string;
            /**
             * Zone
             * @description Where the address may be; `public` is the internet.
             * @default public
             */
            zone: string;
            /**
             * Filters
             * @description Event types without prefix and version; `*` is one segment, at the end any number.
             * @default [
             *       "*"
             *     ]
             */
            filters: string[];
            /**
             * Room
             * @description Subjects served at once; one subject is always served in order.
             * @default 4
             */
            room: number;
            /**
             * Time Limit Seconds
             * @description For one post, from the name to the answer.
             * @default 15
             */
            time_limit_seconds: number;
        };
        /**
         * CreateZoneParams
         * @description A part of a network that endpoints of the caller's unit may be in.
         * @example {
         *       "code": "tax-lan",
         *       "kind": "network",
         *       "networks": [
         *         "10.20.0.0/16"
         *       ],
         *       "ports": [
         *         443,
         *         8443
         *       ]
         *     }
         */
        CreateZoneParams: {
            /** Code */
            code: string;
            kind: components["schemas"]["ZoneKind"];
            /** Ports */
            ports: number[];
            /**
             * Networks
             * @description In CIDR form; for the kind `network` only.
             * @default []
             */
            networks: string[];
        };
        /**
         * DeliveryPage
         * @description A page of deliveries, newest first; `next` continues it.
         */
        DeliveryPage: {
            /** Items */
            items: components["schemas"]["DeliveryView"][];
            /** Next */
            next: string | null;
        };
        /**
         * DeliveryState
         * @description Where one event stands on its way to one endpoint.
         * @enum {string}
         */
        DeliveryState: "pending" | "delivered" | "dead" | "dropped";
        /**
         * DeliveryView
         * @description One event for one endpoint, without its content.
         */
        DeliveryView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Event Id
             * Format: uuid
             */
            event_id: string;
            /** Type */
            type: string;
            /** Source */
            source: string;
            /** Subject */
            subject: string;
            /** Sequence */
            sequence: string;
            /**
             * Prevsequence
             * @description What was sent to this endpoint before it, of the same subject.
             */
            prevsequence: string | null;
            /**
             * Time
             * Format: date-time
             */
            time: string;
            state: components["schemas"]["DeliveryState"];
            /** Attempts */
            attempts: number;
            /** Last Code */
            last_code: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Settled At */
            settled_at: string | null;
        };
        /**
         * Doing
         * @description What somebody does with a request.
         * @enum {string}
         */
        Doing: "viewing" | "replying";
        /**
         * End
         * @description Why a stream ends while its client is still there.
         * @enum {string}
         */
        End: "token_expired" | "renew" | "draining";
        /**
         * EndEvent
         * @description `event: end`
         */
        EndEvent: {
            /**
             * Event
             * @constant
             */
            event: "end";
            data: components["schemas"]["EndView"];
        };
        /**
         * EndView
         * @description The stream ends; what to do is in the reason.
         */
        EndView: {
            reason: components["schemas"]["End"];
        };
        /**
         * EndpointPage
         * @description A page of endpoints, newest first; `next` continues it.
         */
        EndpointPage: {
            /** Items */
            items: components["schemas"]["EndpointView"][];
            /** Next */
            next: string | null;
        };
        /**
         * EndpointStatus
         * @description Whether an endpoint is served. Its deliveries go on collecting while it is paused or disabled.
         * @enum {string}
         */
        EndpointStatus: "active" | "paused" | "disabled" | "deleted";
        /**
         * EndpointView
         * @description An endpoint as its owner sees it.
         */
        EndpointView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Version */
            version: number;
            /** Unit */
            unit: string;
            /** Name */
            name: string;
            /** Url */
            url: string;
            /** Zone */
            zone: string;
            /** Filters */
            filters: string[];
            /** Room */
            room: number;
            /** Time Limit Seconds */
            time_limit_seconds: number;
            status: components["schemas"]["EndpointStatus"];
            /**
             * Reason
             * @description Why it was disabled.
             */
            reason: string | null;
            /**
             * Rests Until
             * @description Nothing is sent before, because it did not answer or asked for a pause.
             */
            rests_until: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * Gap
         * @description Why a stream cannot go on where its client was.
         * @enum {string}
         */
        Gap: "expired" | "unknown";
        /**
         * PresenceEvent
         * @description `event: presence`
         */
        PresenceEvent: {
            /**
             * Event
             * @constant
             */
            event: "presence";
            data: components["schemas"]["PresenceView"];
        };
        /**
         * PresenceParams
         * @description What the caller does with the request.
         * @example {
         *       "doing": "replying"
         *     }
         */
        PresenceParams: {
            doing: components["schemas"]["Doing"];
        };
        /**
         * PresenceView
         * @description Everybody who is at a request, the last to say so first; replaces what was told of it before.
         */
        PresenceView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Present */
            present: components["schemas"]["PresentView"][];
        };
        /**
         * PresentView
         * @description Somebody at a request; their name is told to their own unit.
         */
        PresentView: {
            /** Unit */
            unit: string;
            /** Person */
            person: string | null;
            doing: components["schemas"]["Doing"];
            /**
             * Until
             * Format: date-time
             * @description Gone then, unless said again.
             */
            until: string;
        };
        /**
         * RequestChangedEvent
         * @description `event: request.changed`
         */
        RequestChangedEvent: {
            /**
             * Event
             * @constant
             */
            event: "request.changed";
            data: components["schemas"]["RequestChangedView"];
        };
        /**
         * RequestChangedView
         * @description Something happened to a request. Nothing of it is told here: read it again where it is shown.
         */
        RequestChangedView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** @description Whose view of the request has changed. */
            service: components["schemas"]["Service"];
            /**
             * Version
             * @description Of that service's record: request, handling or case.
             */
            version: number;
            /**
             * What
             * @example request.message_added
             * @example handling.accepted
             */
            what: string;
            by: components["schemas"]["ByView"];
        };
        /**
         * ResyncEvent
         * @description `event: resync`
         */
        ResyncEvent: {
            /**
             * Event
             * @constant
             */
            event: "resync";
            data: components["schemas"]["ResyncView"];
        };
        /**
         * ResyncView
         * @description Something may have been missed: read again whatever is shown.
         */
        ResyncView: {
            reason: components["schemas"]["Gap"];
        };
        /**
         * SecretView
         * @description An endpoint and the secret it was just given, which no later read shows.
         */
        SecretView: {
            endpoint: components["schemas"]["EndpointView"];
            /**
             * Kid
             * Format: uuid
             * @description Id of the secret.
             */
            kid: string;
            /**
             * Secret
             * @description Base64 after `whsec_`; signs by Standard Webhooks, scheme v1.
             * @default
             * @example whsec_…
             */
            secret: string;
        };
        /**
         * Service
         * @description The services by the name they have in events, databases, settings and consumer groups.
         * @enum {string}
         */
        Service: "intake" | "routing" | "anomaly" | "notify";
        /**
         * StreamTopic
         * @description What a stream may be about.
         * @enum {string}
         */
        StreamTopic: "requests" | "counts" | "presence";
        /**
         * TestView
         * @description A test event on its way.
         */
        TestView: {
            endpoint: components["schemas"]["EndpointView"];
            /**
             * Event Id
             * Format: uuid
             * @description The `webhook-id` it will carry.
             */
            event_id: string;
        };
        /**
         * ZoneKind
         * @description What a zone opens: the internet, listed private networks, or this machine itself.
         * @enum {string}
         */
        ZoneKind: "public" | "network" | "loopback";
        /**
         * ZoneView
         * @description A zone; `unit` is empty for the one that everybody may use.
         */
        ZoneView: {
            /** Code */
            code: string;
            kind: components["schemas"]["ZoneKind"];
            /** Unit */
            unit: string | null;
            /** Ports */
            ports: number[];
            /** Networks */
            networks: string[];
        };
        /**
         * ZonesView
         * @description The zones a unit may use, by code.
         */
        ZonesView: {
            /** Items */
            items: components["schemas"]["ZoneView"][];
        };
        /**
         * FieldProblem
         * @description One fault of the input.
         */
        FieldProblem: {
            /**
             * Pointer
             * @description RFC 6901 pointer into the part named by `in`.
             * @example /references/0/number
             */
            pointer: string;
            /**
             * In
             * @enum {string}
             */
            in: "body" | "query" | "path" | "header" | "cookie";
            /**
             * Code
             * @description Stable word for the fault.
             * @example missing
             */
            code: string;
            /** Detail */
            detail: string;
        };
        /**
         * Problem
         * @description A problem document (RFC 9457); refusals add members of their own.
         */
        Problem: {
            /**
             * Type
             * @description `/problems/<reason>`; the page there says what to do.
             * @example /problems/stale
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Instance */
            instance: string;
            /**
             * Request Id
             * @default null
             */
            request_id: string | null;
            /**
             * Errors
             * @default []
             */
            errors: components["schemas"]["FieldProblem"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_endpoints: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointPage"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEndpointParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    /** @description Where the created record is read. */
                    Location?: string;
                    /** @description `true` when this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_endpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_endpoint: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_endpoint_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    /** @description Where the created record is read. */
                    Location?: string;
                    /** @description `true` when this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_endpoint: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_endpoint: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_endpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    /** @description Where the created record is read. */
                    Location?: string;
                    /** @description `true` when this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description Only deliveries in this state. */
                state?: components["schemas"]["DeliveryState"];
                /** @description How many items at most. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_delivery_attempts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpoint_id: string;
                /** @description Id of the delivery. */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptsView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_zones: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZonesView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_zone: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateZoneParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    /** @description Where the created record is read. */
                    Location?: string;
                    /** @description `true` when this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZoneView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_stream: {
        parameters: {
            query?: {
                /** @description What to be told of; may be repeated. */
                topics?: components["schemas"]["StreamTopic"][];
            };
            header?: {
                /** @description The last `id` of the stream before, where there was one. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events until the token expires, each with its name and JSON data as the schema has them. A block may hold only an `id`: keep it, and send it as `Last-Event-ID` when you come back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 2000
                     *
                     *     id: AZ3f…
                     *
                     *     event: request.changed
                     *     data: {"id":"01a205f5-cbd6-7000-8000-0000000000c1","service":"routing","version":2,"what":"handling.accepted","by":{"unit":"HA-EPORT"}}
                     *
                     *     id: AbQ1…
                     *
                     *     event: counts.changed
                     *     data: {"unit":"HA-410100-PORT"}
                     *
                     *     :
                     *
                     *     id: AbQ1…
                     *
                     *     event: presence
                     *     data: {"id":"01a205f5-cbd6-7000-8000-0000000000c1","present":[{"unit":"HA-EPORT","person":null,"doing":"replying","until":"2026-11-23T04:01:00Z"}]}
                     *
                     *     event: end
                     *     data: {"reason":"token_expired"}
                     */
                    "text/event-stream": components["schemas"]["RequestChangedEvent"] | components["schemas"]["CountsChangedEvent"] | components["schemas"]["PresenceEvent"] | components["schemas"]["ResyncEvent"] | components["schemas"]["EndEvent"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More streams than one person needs. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceView"];
                };
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Known to the caller, and not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Absent, or not to be known by the caller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Does not fit the record's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The record changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The input is not acceptable; `errors` names the members. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
