// Generated from docs/reference/openapi/routing.json, sha256 f449adab2bde7c5aa5e8209703e0a22f7976aee5a00cf843423526205c6318c4: make client

export interface paths {
    "/routing/v1/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Units
         * @description The whole directory, by code.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["list_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/units/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Unit
         * @description One unit with its people.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_unit"];
        /**
         * Put Unit
         * @description Write the caller's own unit as a whole; every service hears of it.
         *
         *     Names, calendar and people are the unit's own; kind, level, superior, territories, applications and systems have to
         *     be as they are, since the province's directory file decides them.
         *
         *     Roles: administrator.
         */
        put: operations["put_unit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Catalogue
         * @description The dispatch catalogue in force: its rules in the order they are tried.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/vocabulary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Vocabulary
         * @description What applications, connected systems and territories are called.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_vocabulary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/calendars/{code}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Days
         * @description What dates are in a working calendar: work, rest, holidays, swapped days; provisional where unpublished.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["list_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Queue
         * @description The caller's work list.
         *
         *     Roles: auditor, clerk, handler, head, port_system, supervisor. Machine scope: `requests:read`.
         */
        get: operations["list_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/queue/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count Queue
         * @description Every view of the caller, built in and saved, with the number of its lines, 999 at most.
         *
         *     Roles: auditor, clerk, handler, head, port_system, supervisor. Machine scope: `requests:read`.
         */
        get: operations["count_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Views
         * @description The caller's saved views and those of the caller's unit, oldest first.
         *
         *     Roles: auditor, clerk, handler, head, supervisor.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Create View
         * @description Save a view, for the caller alone or, by a head, for the unit.
         *
         *     Roles: auditor, clerk, handler, head, supervisor.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read View
         * @description One saved view.
         *
         *     Roles: auditor, clerk, handler, head, supervisor.
         */
        get: operations["read_view"];
        /**
         * Put View
         * @description Write a saved view as a whole; whose it is stays.
         *
         *     Roles: auditor, clerk, handler, head, supervisor.
         */
        put: operations["put_view"];
        post?: never;
        /**
         * Delete View
         * @description Delete a saved view.
         *
         *     Roles: auditor, clerk, handler, head, supervisor.
         */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings:bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bulk Handlings
         * @description One act on up to 200 handlings: each is decided by itself, and refusing one does not hold up the others.
         *
         *     Roles: handler, head.
         */
        post: operations["bulk_handlings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Handling
         * @description Who handles a request, and why.
         *
         *     Roles: auditor, clerk, handler, head, port_system, supervisor. Machine scope: `requests:read`.
         */
        get: operations["read_handling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}/clocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Clocks
         * @description Every clock of a request, each with all the time it counted and did not count.
         *
         *     Roles: auditor, clerk, handler, head, port_system, supervisor. Machine scope: `requests:read`.
         */
        get: operations["read_clocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Handling
         * @description Take the work for the unit that leads.
         *
         *     Roles: handler, head.
         */
        post: operations["accept_handling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign Handling
         * @description Name the person of the leading unit who does the work; its head does.
         *
         *     Roles: head.
         */
        post: operations["assign_handling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Handling
         * @description Begin the work.
         *
         *     Roles: handler, head.
         */
        post: operations["start_handling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/handlings/{request_id}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Handling
         * @description Say that the lead's part is done; the first contact replies and closes.
         *
         *     Roles: handler, head.
         */
        post: operations["finish_handling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Routing Drafts
         * @description The caller's drafts in this service, without their words.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        get: operations["list_routing_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/routing/v1/drafts/{scope}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Routing Draft
         * @description A draft of the caller's own.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        get: operations["read_routing_draft"];
        /**
         * Put Routing Draft
         * @description Keep a draft: any JSON object of at most 64 KiB, for 30 days.
         *
         *     `If-Match` is the ETag last read or written; without it there must be none yet, and `*` replaces whatever is
         *     there. The problem of a draft that was changed elsewhere carries it as `current`; it is null once it was sent.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        put: operations["put_routing_draft"];
        post?: never;
        /**
         * Delete Routing Draft
         * @description Delete a draft; one that is not there is deleted already.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        delete: operations["delete_routing_draft"];
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
         * AcceptManyParams
         * @description Take the work of several handlings.
         */
        AcceptManyParams: {
            /** Items */
            items: components["schemas"]["SeenParams"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "accept_handling";
            /** @default {} */
            params: components["schemas"]["AcceptParams"];
        };
        /**
         * AcceptParams
         * @description Who will do the work.
         * @example {
         *       "handler": "p-ha-eport-02"
         *     }
         * @example {}
         */
        AcceptParams: {
            /**
             * Handler
             * @description Somebody of the caller's unit; the caller where nobody is named.
             */
            handler?: string | null;
        };
        /**
         * ActionView
         * @description Something the caller may do now, told by the service that owns the act; `key` is the console's shortcut.
         */
        ActionView: {
            /** Operation */
            operation: string;
            /** Href */
            href: string;
            /** Key */
            key?: string | null;
        };
        /**
         * ApplicationView
         * @description One entry of the application catalogue.
         */
        ApplicationView: {
            /** Code */
            code: string;
            function_area: components["schemas"]["FunctionArea"];
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
        };
        /**
         * AssignManyParams
         * @description Give the work of several handlings to one person.
         */
        AssignManyParams: {
            /** Items */
            items: components["schemas"]["SeenParams"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "assign_handling";
            params: components["schemas"]["AssignParams"];
        };
        /**
         * AssignParams
         * @description Who does the work.
         * @example {
         *       "person": "p-ha-eport-02"
         *     }
         */
        AssignParams: {
            /**
             * Person
             * @description Somebody of the unit that leads.
             */
            person: string;
        };
        /**
         * BuiltIn
         * @description The views that everybody has.
         * @enum {string}
         */
        BuiltIn: "lead" | "first_contact" | "co_handler" | "to_accept" | "due_soon" | "overdue" | "all";
        /**
         * BulkItemView
         * @description What became of one: where it is not `ok`, `problem` is the document that the act on it alone would have got.
         */
        BulkItemView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Ok */
            ok: boolean;
            /** Version */
            version?: number | null;
            status?: components["schemas"]["Status"] | null;
            /** Problem */
            problem?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * BulkParams
         * @description One act on many handlings; `action` and `params` are those of the act on one.
         * @example {
         *       "action": "accept_handling",
         *       "items": [
         *         {
         *           "id": "01a205f5-cbd6-7000-8000-0000000000c1",
         *           "version": 1
         *         }
         *       ],
         *       "params": {
         *         "handler": "p-ha-eport-02"
         *       }
         *     }
         */
        BulkParams: components["schemas"]["AcceptManyParams"] | components["schemas"]["AssignManyParams"] | components["schemas"]["StartManyParams"] | components["schemas"]["FinishManyParams"];
        /**
         * BulkView
         * @description What became of each, in the order asked.
         */
        BulkView: {
            /** Items */
            items: components["schemas"]["BulkItemView"][];
        };
        /**
         * CatalogueView
         * @description A version of the dispatch catalogue: rules in the order they are tried.
         */
        CatalogueView: {
            /** Version */
            version: number;
            /** Rules */
            rules: components["schemas"]["RuleView"][];
        };
        /**
         * Channel
         * @description How a request came in.
         * @enum {string}
         */
        Channel: "portal" | "hotline" | "port_system" | "email" | "counter" | "zone_operator";
        /**
         * ClockName
         * @description What the party owes: an answer that it has taken the work, or the work done.
         * @enum {string}
         */
        ClockName: "respond" | "resolve";
        /**
         * ClockState
         * @description How a clock stands at an instant.
         * @enum {string}
         */
        ClockState: "running" | "off_hours" | "paused" | "breached" | "met";
        /**
         * ClockView
         * @description A limit at one instant.
         *
         *     While it `runs`, `remaining_s` falls by one each second until `changes_at`; then ask again. It turns negative after
         *     a breach. A breached clock runs on in working hours only, and not in a pause, whose `pause_reason` it tells.
         */
        ClockView: {
            name: components["schemas"]["ClockName"];
            /** Party */
            party: string;
            state: components["schemas"]["ClockState"];
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Remaining S */
            remaining_s: number;
            /** Limit S */
            limit_s: number;
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Runs */
            runs: boolean;
            /** Stopped At */
            stopped_at: string | null;
            /** Changes At */
            changes_at: string | null;
            pause_reason: components["schemas"]["PauseReason"] | null;
            /**
             * Provisional
             * @description The limit reaches a year whose holidays are not published yet; it will be reckoned anew.
             */
            provisional: boolean;
        };
        /**
         * ClocksView
         * @description All clocks of a handling, also those of units that led it before.
         */
        ClocksView: {
            /** Items */
            items: components["schemas"]["ExplainedClockView"][];
        };
        /**
         * Column
         * @description What a line of the list can show; the names are those of its members.
         * @enum {string}
         */
        Column: "number" | "title" | "kind" | "severity" | "status" | "function_area" | "application" | "territory" | "channel" | "enterprise" | "flags" | "first_contact" | "lead" | "co_handlers" | "clock" | "updated_at";
        /**
         * ContactView
         * @description The accountable unit and person (首问负责).
         */
        ContactView: {
            /** Unit */
            unit: string;
            /** Person */
            person: string;
        };
        /**
         * CountView
         * @description How many lines a view has; where `capped`, there are more than `count`.
         */
        CountView: {
            /**
             * View
             * @description Name of a built-in view, or id of a saved one.
             */
            view: string;
            /** Count */
            count: number;
            /** Capped */
            capped: boolean;
        };
        /**
         * CountsView
         * @description Every view of the caller, counted.
         */
        CountsView: {
            /** Items */
            items: components["schemas"]["CountView"][];
        };
        /**
         * CreateViewParams
         * @description A view, and whether it is for the caller alone or for the caller's unit.
         * @example {
         *       "filter": {
         *         "kind": [
         *           "fault"
         *         ],
         *         "view": "due_soon"
         *       },
         *       "name": "快到期的故障",
         *       "scope": "me"
         *     }
         */
        CreateViewParams: {
            /** Name */
            name: string;
            /**
             * @default {
             *       "view": "all",
             *       "kind": [],
             *       "severity": [],
             *       "status": []
             *     }
             */
            filter: components["schemas"]["FilterParams"];
            /** @default due */
            sort: components["schemas"]["Sort"];
            /**
             * Columns
             * @description In the order shown; none leaves it to the console.
             * @default []
             */
            columns: components["schemas"]["Column"][];
            /** @default me */
            scope: components["schemas"]["ViewScope"];
        };
        /**
         * DayKind
         * @description What a date is. Swapped work (调休) is a weekend day worked in exchange for a bridged holiday.
         * @enum {string}
         */
        DayKind: "work" | "rest" | "swapped_work" | "holiday";
        /**
         * DayView
         * @description One date: `provisional` until the year's arrangement of holidays is published.
         */
        DayView: {
            /**
             * Date
             * Format: date
             */
            date: string;
            kind: components["schemas"]["DayKind"];
            /**
             * Name
             * @description Of the holiday, or what the day is swapped for; or empty.
             */
            name: string;
            /** Provisional */
            provisional: boolean;
        };
        /**
         * DaysView
         * @description Dates of a calendar, one after the other.
         */
        DaysView: {
            /** Calendar */
            calendar: string;
            /** Items */
            items: components["schemas"]["DayView"][];
        };
        /**
         * DispatchView
         * @description Why this unit leads.
         */
        DispatchView: {
            /** Lead */
            lead: string;
            /** Catalogue Version */
            catalogue_version: number;
            /** Rule */
            rule: string;
            /** Facts Matched */
            facts_matched: {
                [key: string]: string;
            };
            /** Near Misses */
            near_misses: components["schemas"]["NearMissView"][];
            /** Reason Zh */
            reason_zh: string;
            /** Reason En */
            reason_en: string;
        };
        /**
         * DraftSummary
         * @description A draft without its words.
         */
        DraftSummary: {
            /** Scope */
            scope: string;
            /** Version */
            version: number;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
        };
        /**
         * DraftView
         * @description A draft as its writer's client made it.
         */
        DraftView: {
            /** Scope */
            scope: string;
            /** Version */
            version: number;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /** Body */
            body: {
                [key: string]: unknown;
            };
        };
        /**
         * DraftsView
         * @description The caller's drafts, the last changed first.
         */
        DraftsView: {
            /** Items */
            items: components["schemas"]["DraftSummary"][];
        };
        /**
         * ExplainedClockView
         * @description A clock with every interval since its start; their seconds add up to `elapsed_s`.
         */
        ExplainedClockView: {
            /** Leg */
            leg: number;
            /** Calendar */
            calendar: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Stopped At */
            stopped_at: string | null;
            clock: components["schemas"]["ClockView"];
            /** Elapsed S */
            elapsed_s: number;
            /** Intervals */
            intervals: components["schemas"]["IntervalView"][];
        };
        /**
         * FilterParams
         * @description What the list is narrowed to, by the names of the list's own parameters.
         */
        FilterParams: {
            /** @default all */
            view: components["schemas"]["BuiltIn"];
            /** Q */
            q?: string | null;
            /**
             * Kind
             * @default []
             */
            kind: components["schemas"]["Kind"][];
            /**
             * Severity
             * @default []
             */
            severity: components["schemas"]["Severity"][];
            /**
             * Status
             * @default []
             */
            status: components["schemas"]["Status"][];
            /** Unit */
            unit?: string | null;
        };
        /**
         * FilterView
         * @description What a view narrows the list to.
         */
        FilterView: {
            view: components["schemas"]["BuiltIn"];
            /** Q */
            q: string | null;
            /** Kind */
            kind: components["schemas"]["Kind"][];
            /** Severity */
            severity: components["schemas"]["Severity"][];
            /** Status */
            status: components["schemas"]["Status"][];
            /** Unit */
            unit: string | null;
        };
        /**
         * FinishManyParams
         * @description Say of several handlings that the lead's part is done.
         */
        FinishManyParams: {
            /** Items */
            items: components["schemas"]["SeenParams"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "finish_handling";
            params: components["schemas"]["FinishParams"];
        };
        /**
         * FinishParams
         * @description How it ended.
         * @example {
         *       "outcome": "solved"
         *     }
         */
        FinishParams: {
            outcome: components["schemas"]["Outcome"];
        };
        /**
         * Flag
         * @description What a line of the list should make people look at.
         * @enum {string}
         */
        Flag: "case" | "unassigned" | "redirected" | "waiting_requester";
        /**
         * FunctionArea
         * @description The four kinds of application function the operation rules apply to (Article 2).
         * @enum {string}
         */
        FunctionArea: "government_services" | "logistics_services" | "data_services" | "special_functions";
        /**
         * HandlingView
         * @description Who handles a request, why, and until when.
         */
        HandlingView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Number */
            number: string;
            /** Version */
            version: number;
            status: components["schemas"]["Status"];
            /**
             * Driven By
             * @description request, or case: then the case ends the work
             */
            driven_by: string;
            first_contact: components["schemas"]["ContactView"];
            dispatch: components["schemas"]["DispatchView"];
            /** Legs */
            legs: components["schemas"]["LegView"][];
            /**
             * Clocks
             * @description Those of the unit that leads.
             */
            clocks: components["schemas"]["ClockView"][];
            /** Outcome */
            outcome: string | null;
            /**
             * Accepted At
             * Format: date-time
             */
            accepted_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["ActionView"][];
            /** Refused Actions */
            refused_actions: components["schemas"]["RefusedView"][];
        };
        /**
         * IntervalView
         * @description A stretch of time, counted or not; `reason` names the holiday or the pause.
         */
        IntervalView: {
            /**
             * From
             * Format: date-time
             */
            from: string;
            /**
             * To
             * Format: date-time
             */
            to: string;
            /** Party */
            party: string;
            kind: components["schemas"]["StretchKind"];
            /** Reason */
            reason: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * Kind
         * @description What somebody wants of the desk.
         * @enum {string}
         */
        Kind: "consultation" | "guidance" | "fault" | "data_anomaly" | "suggestion" | "complaint";
        /**
         * LegView
         * @description One unit's time with the handling.
         */
        LegView: {
            /** Number */
            number: number;
            /** Unit */
            unit: string;
            part: components["schemas"]["Part"];
            state: components["schemas"]["Status"];
            /** Person */
            person: string | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Ended At */
            ended_at: string | null;
        };
        /**
         * Level
         * @description Where a unit stands; rules and clocks are per level (Article 3).
         * @enum {string}
         */
        Level: "national" | "provincial" | "municipal" | "zone";
        /**
         * NearMissView
         * @description A rule that would have gone first but for one condition.
         */
        NearMissView: {
            /** Rule */
            rule: string;
            /** Failed On */
            failed_on: string;
        };
        /**
         * NoParams
         * @description The act needs no words.
         */
        NoParams: Record<string, never>;
        /**
         * Outcome
         * @description What became of the matter, for people and for evaluation.
         * @enum {string}
         */
        Outcome: "answered" | "solved" | "not_reproducible" | "not_possible";
        /**
         * Part
         * @description What a unit has to do with the handling: one leads, any number contribute (协同处置).
         * @enum {string}
         */
        Part: "lead" | "co_handler";
        /**
         * PauseReason
         * @description The only reasons for which time does not count against a party.
         * @enum {string}
         */
        PauseReason: "waiting_requester";
        /**
         * PersonParams
         * @description Somebody at the unit; `duty` puts them on its duty list, in the order given.
         */
        PersonParams: {
            /** Id */
            id: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            /** Roles */
            roles: components["schemas"]["Role"][];
            /**
             * Duty
             * @default false
             */
            duty: boolean;
        };
        /**
         * PersonView
         * @description Somebody at a unit.
         */
        PersonView: {
            /** Id */
            id: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            /** Roles */
            roles: components["schemas"]["Role"][];
            /** Duty */
            duty: boolean;
        };
        /**
         * PutViewParams
         * @description A view as it is to be.
         * @example {
         *       "columns": [
         *         "number",
         *         "title",
         *         "clock"
         *       ],
         *       "filter": {
         *         "severity": [
         *           "S1",
         *           "S2"
         *         ],
         *         "view": "lead"
         *       },
         *       "name": "郑州加急",
         *       "sort": "due"
         *     }
         */
        PutViewParams: {
            /** Name */
            name: string;
            /**
             * @default {
             *       "view": "all",
             *       "kind": [],
             *       "severity": [],
             *       "status": []
             *     }
             */
            filter: components["schemas"]["FilterParams"];
            /** @default due */
            sort: components["schemas"]["Sort"];
            /**
             * Columns
             * @description In the order shown; none leaves it to the console.
             * @default []
             */
            columns: components["schemas"]["Column"][];
        };
        /**
         * QueueItem
         * @description One line of the work list; `clock` is the next one the lead has to meet, or the last one when none runs.
         */
        QueueItem: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Number */
            number: string;
            /** Title */
            title: string;
            kind: components["schemas"]["Kind"];
            severity: components["schemas"]["Severity"];
            status: components["schemas"]["Status"];
            function_area: components["schemas"]["FunctionArea"];
            /** Application */
            application: string;
            /** Territory */
            territory: string;
            channel: components["schemas"]["Channel"];
            /** Enterprise */
            enterprise: string | null;
            /** Flags */
            flags: components["schemas"]["Flag"][];
            first_contact: components["schemas"]["ContactView"];
            lead: components["schemas"]["LegView"];
            /** Co Handlers */
            co_handlers: components["schemas"]["LegView"][];
            clock: components["schemas"]["ClockView"] | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["ActionView"][];
        };
        /**
         * QueuePage
         * @description A page of the work list; `next` continues it in the same order.
         */
        QueuePage: {
            /** Items */
            items: components["schemas"]["QueueItem"][];
            /** Next */
            next: string | null;
        };
        /**
         * RefusedView
         * @description Something the caller may not do now, and the type of the problem it would be told.
         */
        RefusedView: {
            /** Operation */
            operation: string;
            /** Reason */
            reason: string;
        };
        /**
         * Role
         * @description What a person's post lets them be; `port_system` and `subscriber` are machines, `system` is the suite itself.
         * @enum {string}
         */
        Role: "requester" | "clerk" | "handler" | "head" | "supervisor" | "planner" | "certifier" | "executor" | "confirmer" | "ratifier" | "catalogue_manager" | "auditor" | "administrator" | "port_system" | "subscriber" | "system";
        /**
         * RuleView
         * @description A dispatch rule: where every condition in `when` holds and the lead exists, it decides.
         */
        RuleView: {
            /** Code */
            code: string;
            /** When */
            when: {
                [key: string]: string[];
            };
            /**
             * Lead
             * @description territorial, operator, superior of …, or a unit's code
             */
            lead: string;
            /** Co Handlers */
            co_handlers: string[];
            /** Clocks */
            clocks: components["schemas"]["ClockName"][];
            /** Reason Zh */
            reason_zh: string;
            /** Reason En */
            reason_en: string;
        };
        /**
         * SavedView
         * @description A view that the caller has; its `id` is what the list takes as `view`.
         */
        SavedView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Version */
            version: number;
            scope: components["schemas"]["ViewScope"];
            /** Name */
            name: string;
            filter: components["schemas"]["FilterView"];
            sort: components["schemas"]["Sort"];
            /** Columns */
            columns: components["schemas"]["Column"][];
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
        };
        /**
         * SavedViews
         * @description The caller's views and those of the caller's unit, oldest first.
         */
        SavedViews: {
            /** Items */
            items: components["schemas"]["SavedView"][];
        };
        /**
         * SeenParams
         * @description A handling as the caller saw it.
         */
        SeenParams: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Version */
            version: number;
        };
        /**
         * Severity
         * @description How bad it is: goods, ship or people stopped (S1) down to display or statistics only (S4).
         * @enum {string}
         */
        Severity: "S1" | "S2" | "S3" | "S4";
        /**
         * Sort
         * @description What stands first; ties are broken by the time due and then by id.
         * @enum {string}
         */
        Sort: "due" | "newest" | "severity";
        /**
         * StartManyParams
         * @description Begin the work on several handlings.
         */
        StartManyParams: {
            /** Items */
            items: components["schemas"]["SeenParams"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            action: "start_handling";
            /** @default {} */
            params: components["schemas"]["NoParams"];
        };
        /**
         * Status
         * @description Where one unit's handling stands.
         * @enum {string}
         */
        Status: "offered" | "accepted" | "working" | "objected" | "done" | "returned" | "handed_over" | "cancelled";
        /**
         * StretchKind
         * @description Why a stretch of time counts or does not.
         * @enum {string}
         */
        StretchKind: "counted" | "off_hours" | "rest_day" | "pause";
        /**
         * SystemView
         * @description A connected system, and the applications it serves.
         */
        SystemView: {
            /** Code */
            code: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            /** Applications */
            applications: string[];
        };
        /**
         * TerritoryView
         * @description An administrative division that a request can belong to.
         */
        TerritoryView: {
            /**
             * Code
             * @description GB/T 2260.
             */
            code: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
        };
        /**
         * UnitKind
         * @description What a unit is (Articles 4 to 11).
         * @enum {string}
         */
        UnitKind: "national_port_office" | "data_center" | "working_group" | "port_office" | "eport_company" | "member_unit" | "city_port_authority" | "zone_operator";
        /**
         * UnitParams
         * @description A unit as a whole: what is left out is empty.
         * @example {
         *       "function_areas": [
         *         "government_services",
         *         "logistics_services"
         *       ],
         *       "kind": "city_port_authority",
         *       "level": "municipal",
         *       "name_en": "Zhengzhou City Port Authority",
         *       "name_zh": "郑州市口岸管理部门",
         *       "persons": [
         *         {
         *           "duty": true,
         *           "id": "p-ha-410100-port-01",
         *           "name_en": "Clerk (example)",
         *           "name_zh": "受理员（示例）",
         *           "roles": [
         *             "clerk"
         *           ]
         *         }
         *       ],
         *       "round_the_clock": true,
         *       "superior": "HA-PORT",
         *       "territories": [
         *         "410100"
         *       ]
         *     }
         */
        UnitParams: {
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            kind: components["schemas"]["UnitKind"];
            level: components["schemas"]["Level"];
            /**
             * Superior
             * @description Unit above it; only the topmost has none.
             */
            superior?: string | null;
            /**
             * Territories
             * @description GB/T 2260 codes; a code ending in zeros covers everything below it.
             * @default []
             */
            territories: string[];
            /**
             * Function Areas
             * @default []
             */
            function_areas: components["schemas"]["FunctionArea"][];
            /**
             * Applications
             * @default []
             */
            applications: string[];
            /**
             * Systems
             * @description Connected systems it operates.
             * @default []
             */
            systems: string[];
            /**
             * Calendar
             * @description Working calendar.
             * @default default
             */
            calendar: string;
            /**
             * Round The Clock
             * @description A duty unit: its S1 and S2 clocks run day and night.
             * @default false
             */
            round_the_clock: boolean;
            /**
             * Persons
             * @default []
             */
            persons: components["schemas"]["PersonParams"][];
        };
        /**
         * UnitView
         * @description A unit of the directory.
         */
        UnitView: {
            /** Code */
            code: string;
            /** Version */
            version: number;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            kind: components["schemas"]["UnitKind"];
            level: components["schemas"]["Level"];
            /** Superior */
            superior: string | null;
            /** Territories */
            territories: string[];
            /** Function Areas */
            function_areas: components["schemas"]["FunctionArea"][];
            /** Applications */
            applications: string[];
            /** Systems */
            systems: string[];
            /** Calendar */
            calendar: string;
            /** Round The Clock */
            round_the_clock: boolean;
            /** Persons */
            persons: components["schemas"]["PersonView"][];
        };
        /**
         * UnitsView
         * @description The directory, by code.
         */
        UnitsView: {
            /** Items */
            items: components["schemas"]["UnitView"][];
        };
        /**
         * ViewScope
         * @description Whose view it is.
         * @enum {string}
         */
        ViewScope: "me" | "unit";
        /**
         * VocabularyView
         * @description What the codes that records carry are called, in the order of the directory.
         */
        VocabularyView: {
            /** Applications */
            applications: components["schemas"]["ApplicationView"][];
            /** Systems */
            systems: components["schemas"]["SystemView"][];
            /** Territories */
            territories: components["schemas"]["TerritoryView"][];
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
    list_units: {
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
                    "application/json": components["schemas"]["UnitsView"];
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
    read_unit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Code of the unit. */
                code: string;
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
                    "application/json": components["schemas"]["UnitView"];
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
    put_unit: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Code of the unit. */
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnitParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitView"];
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
    read_catalogue: {
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
                    "application/json": components["schemas"]["CatalogueView"];
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
    read_vocabulary: {
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
                    "application/json": components["schemas"]["VocabularyView"];
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
    list_days: {
        parameters: {
            query: {
                /** @description The first date. */
                from: string;
                /** @description The last date; 400 at most are told at once. */
                to: string;
            };
            header?: never;
            path: {
                /** @description Code of the calendar. */
                code: string;
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
                    "application/json": components["schemas"]["DaysView"];
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
    list_queue: {
        parameters: {
            query?: {
                /** @description One of lead, first_contact, co_handler, to_accept, due_soon, overdue, all (ended ones stand last), or the id of a saved view. */
                view?: string;
                /** @description A tracking number or its parts, an enterprise's code, a reference, words of the title; all are asked. */
                q?: string;
                /** @description One of these. */
                kind?: components["schemas"]["Kind"][];
                /** @description One of these. */
                severity?: components["schemas"]["Severity"][];
                /** @description One of these. */
                status?: components["schemas"]["Status"][];
                /** @description Code of the unit that leads. */
                unit?: string;
                /** @description Due first (undated last), newest first, or worst severity first; due where none is said. */
                sort?: components["schemas"]["Sort"];
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
                    "application/json": components["schemas"]["QueuePage"];
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
    count_queue: {
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
                    "application/json": components["schemas"]["CountsView"];
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
    list_views: {
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
                    "application/json": components["schemas"]["SavedViews"];
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
    create_view: {
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
                "application/json": components["schemas"]["CreateViewParams"];
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
                    "application/json": components["schemas"]["SavedView"];
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
    read_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the saved view. */
                view_id: string;
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
                    "application/json": components["schemas"]["SavedView"];
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
    put_view: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the saved view. */
                view_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutViewParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
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
    delete_view: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the saved view. */
                view_id: string;
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
    bulk_handlings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
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
    read_handling: {
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlingView"];
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
    read_clocks: {
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClocksView"];
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
    accept_handling: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlingView"];
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
    assign_handling: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlingView"];
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
    start_handling: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the request. */
                request_id: string;
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
                    "application/json": components["schemas"]["HandlingView"];
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
    finish_handling: {
        parameters: {
            query?: never;
            header?: {
                /** @description Scope of the draft that these words were typed in; it is deleted together with this act. */
                "PortDesk-Draft"?: string;
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FinishParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlingView"];
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
    list_routing_drafts: {
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
                    "application/json": components["schemas"]["DraftsView"];
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
    read_routing_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the draft is for, in the client's words: `request:<id>:reply`. */
                scope: string;
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
                    "application/json": components["schemas"]["DraftView"];
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
    put_routing_draft: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description What the draft is for, in the client's words: `request:<id>:reply`. */
                scope: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftSummary"];
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
    delete_routing_draft: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description What the draft is for, in the client's words: `request:<id>:reply`. */
                scope: string;
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
