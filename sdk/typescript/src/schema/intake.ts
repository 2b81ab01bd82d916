// Generated from docs/reference/openapi/intake.json, sha256 ba519d48b0b1fe8c3a37417c236a1143537c67f4d8fc3910d55f61ceb71599bc: make client

export interface paths {
    "/intake/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Requests
         * @description The requests of the caller's unit, newest first unless the oldest are asked for first.
         *
         *     Roles: auditor, clerk, handler, head, port_system, requester, supervisor. Machine scope: `requests:read`.
         */
        get: operations["list_requests"];
        put?: never;
        /**
         * Create Request
         * @description Register a request. Machines must send an Idempotency-Key; the same key gives the same answer again.
         *
         *     Roles: clerk, port_system, requester. Machine scope: `requests:write`.
         */
        post: operations["create_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Request
         * @description One request with what the caller may do with it now, and why not the rest.
         *
         *     Roles: auditor, clerk, handler, head, port_system, requester, supervisor. Machine scope: `requests:read`.
         */
        get: operations["read_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Contact
         * @description How to reach the requester; each look is in the audit trail.
         *
         *     Roles: clerk, handler, head.
         */
        get: operations["read_contact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Request
         * @description Take responsibility: the caller becomes first contact, accountable to the end.
         *
         *     Roles: clerk, head.
         */
        post: operations["accept_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject Request
         * @description Turn away what is not about the Single Window, saying where to go.
         *
         *     Roles: clerk, head.
         */
        post: operations["reject_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Messages
         * @description All messages that the caller may read, oldest first.
         *
         *     Roles: auditor, clerk, handler, head, port_system, requester, supervisor. Machine scope: `requests:read`.
         */
        get: operations["list_messages"];
        put?: never;
        /**
         * Add Message
         * @description Write on the request. While a question is open, what its own side writes is the answer; a note stays inside.
         *
         *     Roles: clerk, handler, head, port_system, requester. Machine scope: `requests:write`.
         */
        post: operations["add_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Requester
         * @description Ask the requester for what is missing: until it is answered the request waits, and its clocks with it.
         *
         *     Roles: clerk, handler, head.
         */
        post: operations["ask_requester"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record Answer
         * @description Answer what was asked, as who brought the request or as a clerk who was told it; the work goes on.
         *
         *     Roles: clerk, port_system, requester. Machine scope: `requests:write`.
         */
        post: operations["record_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/messages/{message_id}/read-mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Mark Read
         * @description Say that the caller has read up to this message; the mark never goes back.
         *
         *     Roles: auditor, clerk, handler, head, port_system, requester, supervisor. Machine scope: `requests:read`.
         */
        put: operations["mark_read"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Timeline
         * @description What happened, oldest first.
         *
         *     Roles: auditor, clerk, handler, head, port_system, requester, supervisor. Machine scope: `requests:read`.
         */
        get: operations["read_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Request
         * @description Take the request back; whoever works on it stops.
         *
         *     Roles: clerk, port_system, requester. Machine scope: `requests:write`.
         */
        post: operations["withdraw_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests/{request_id}/closure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Request
         * @description Send the final reply and close; only the first contact's unit can.
         *
         *     Roles: clerk, handler, head.
         */
        post: operations["close_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/requests:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Requests
         * @description Register many requests: NDJSON in, one result line per line out, in order and while the body still comes.
         *
         *     Each line names its own `idempotency_key` and is answered once it has been committed. A line that is refused
         *     touches no other. A line that was registered before gets its first answer again with `replayed`, so after a broken
         *     connection send the whole file again. An answer that ends early says why in its last line.
         *
         *     Roles: clerk, port_system, requester. Machine scope: `requests:write`.
         */
        post: operations["create_requests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Duplicates
         * @description Open requests about the same business anywhere in the province, for whoever registers one.
         *
         *     Of those that the caller may not read, the number and the unit to turn to are told; the audit trail keeps that.
         *
         *     Roles: clerk, head.
         */
        get: operations["find_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/public/requests/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look Up Request
         * @description Where a request stands, for anybody with its number and look-up code.
         */
        get: operations["look_up_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Intake Drafts
         * @description The caller's drafts in this service, without their words.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        get: operations["list_intake_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intake/v1/drafts/{scope}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Intake Draft
         * @description A draft of the caller's own.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        get: operations["read_intake_draft"];
        /**
         * Put Intake Draft
         * @description Keep a draft: any JSON object of at most 64 KiB, for 30 days.
         *
         *     `If-Match` is the ETag last read or written; without it there must be none yet, and `*` replaces whatever is
         *     there. The problem of a draft that was changed elsewhere carries it as `current`; it is null once it was sent.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        put: operations["put_intake_draft"];
        post?: never;
        /**
         * Delete Intake Draft
         * @description Delete a draft; one that is not there is deleted already.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, ratifier, requester, supervisor.
         */
        delete: operations["delete_intake_draft"];
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
         * AnswerParams
         * @description What the requester answers.
         * @example {
         *       "text": "回单号为20261123000871，已上传。"
         *     }
         */
        AnswerParams: {
            /** Text */
            text: string;
        };
        /**
         * AskParams
         * @description What is missing, in words for the requester.
         * @example {
         *       "text": "请补充银行缴款回单。"
         *     }
         */
        AskParams: {
            /** Text */
            text: string;
        };
        /**
         * Channel
         * @description How a request came in.
         * @enum {string}
         */
        Channel: "portal" | "hotline" | "port_system" | "email" | "counter" | "zone_operator";
        /**
         * CloseParams
         * @description The first contact's last word to the requester.
         * @example {
         *       "final_reply": "税单状态已更正为已缴款，请查收。"
         *     }
         */
        CloseParams: {
            /** Final Reply */
            final_reply: string;
        };
        /**
         * ContactParams
         * @description How to reach the requester. Kept apart, never sent in an event.
         */
        ContactParams: {
            /** Name */
            name: string;
            /** Phone */
            phone?: string | null;
            /** Email */
            email?: string | null;
        };
        /**
         * ContactView
         * @description The accountable unit and person.
         */
        ContactView: {
            /** Unit */
            unit: string;
            /** Person */
            person: string;
        };
        /**
         * CreateRequestParams
         * @description A service request as somebody brings it.
         * @example {
         *       "anomaly_type": "A13",
         *       "application": "tax-payment",
         *       "channel": "port_system",
         *       "description": "银行回单已到，税单状态超过两小时未变。",
         *       "function_area": "government_services",
         *       "kind": "data_anomaly",
         *       "references": [
         *         {
         *           "number": "410120261123000871",
         *           "type": "tax_bill"
         *         }
         *       ],
         *       "severity": "S2",
         *       "system": "hn-sw-tax",
         *       "territory": "410100",
         *       "title": "税单已缴款，仍显示支付处理中"
         *     }
         */
        CreateRequestParams: {
            kind: components["schemas"]["Kind"];
            channel: components["schemas"]["Channel"];
            function_area: components["schemas"]["FunctionArea"];
            /**
             * Application
             * @description Code in the application catalogue.
             */
            application: string;
            /**
             * System
             * @description Connected system the matter is about.
             */
            system?: string | null;
            /**
             * Territory
             * @description GB/T 2260 code of the business; else the requester's is taken.
             */
            territory?: string | null;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Enterprise
             * @description Unified social credit code or customs code.
             */
            enterprise?: string | null;
            /**
             * References
             * @default []
             */
            references: components["schemas"]["ReferenceParams"][];
            /** @default S3 */
            severity: components["schemas"]["Severity"];
            /**
             * Anomaly Type
             * @description What the reporter takes the anomaly for, such as A13.
             */
            anomaly_type?: string | null;
            contact?: components["schemas"]["ContactParams"] | null;
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
         * DuplicateView
         * @description An open request about the same business: enough to turn to the unit that has it, and nothing of its content.
         */
        DuplicateView: {
            /** Number */
            number: string;
            /**
             * Unit
             * @description Its first contact; before acceptance, its territory.
             */
            unit: string;
            /**
             * Request Id
             * @description Only where the caller may read it.
             */
            request_id: string | null;
        };
        /**
         * DuplicatesView
         * @description Open requests of the province that name the same reference, newest first, at most five.
         */
        DuplicatesView: {
            /** Items */
            items: components["schemas"]["DuplicateView"][];
        };
        /**
         * EntryView
         * @description One line of the timeline.
         */
        EntryView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Act */
            act: string;
            /** Person */
            person: string;
            /** Unit */
            unit: string;
            /** Facts */
            facts: {
                [key: string]: string;
            };
        };
        /**
         * FunctionArea
         * @description The four kinds of application function the operation rules apply to (Article 2).
         * @enum {string}
         */
        FunctionArea: "government_services" | "logistics_services" | "data_services" | "special_functions";
        /**
         * Kind
         * @description What somebody wants of the desk.
         * @enum {string}
         */
        Kind: "consultation" | "guidance" | "fault" | "data_anomaly" | "suggestion" | "complaint";
        /**
         * MessageParams
         * @description A message; `internal` ones stay among those who handle it. `asks` makes it what `questions` takes.
         * @example {
         *       "text": "已转税务部门核对，今天下午答复您。"
         *     }
         */
        MessageParams: {
            /** Text */
            text: string;
            /**
             * Asks
             * @default false
             */
            asks: boolean;
            /** @default public */
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * MessageView
         * @description One message on a request.
         */
        MessageView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Author */
            author: string;
            /** Unit */
            unit: string;
            /** Text */
            text: string;
            /** @description `internal` is never shown to who brought it. */
            visibility: components["schemas"]["Visibility"];
            /** Asks */
            asks: boolean;
            /** Final */
            final: boolean;
            /**
             * Answers
             * @description The question that this answers.
             */
            answers: string | null;
            /**
             * On Behalf
             * @description Whether somebody of the desk wrote down what the requester said.
             */
            on_behalf: boolean;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * MessagesView
         * @description The messages of a request that the caller may read, oldest first.
         */
        MessagesView: {
            /** Items */
            items: components["schemas"]["MessageView"][];
            /**
             * Read Up To
             * @description The last of them the caller has marked as read; later ones are unread.
             */
            read_up_to: string | null;
        };
        /**
         * PublicView
         * @description What anybody with number and look-up code sees: where it stands, nothing personal.
         */
        PublicView: {
            /** Number */
            number: string;
            status: components["schemas"]["Status"];
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
        };
        /**
         * ReferenceParams
         * @description One business reference; full-width characters and blanks are forgiven, a wrong check character is not.
         */
        ReferenceParams: {
            type: components["schemas"]["ReferenceType"];
            /**
             * Number
             * @example 410120261123000871
             */
            number: string;
        };
        /**
         * ReferenceType
         * @description What a reference names.
         * @enum {string}
         */
        ReferenceType: "declaration" | "manifest" | "bonded_ledger" | "tax_bill" | "licence" | "voyage" | "container";
        /**
         * ReferenceView
         * @description One business reference in its normal form.
         */
        ReferenceView: {
            type: components["schemas"]["ReferenceType"];
            /** Number */
            number: string;
        };
        /**
         * RefusedActionView
         * @description Something that is the caller's to do and cannot be done now; `reason` is the problem that trying would give.
         */
        RefusedActionView: {
            /** Operation */
            operation: string;
            /** Reason */
            reason: string;
            /**
             * Detail
             * @description The same as a sentence in the caller's language.
             */
            detail: string;
        };
        /**
         * RegisteredView
         * @description The receipt of a registration; the look-up code is told here only.
         */
        RegisteredView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Number
             * @example HA-20261123-410100-00042-6
             */
            number: string;
            /**
             * Lookup Code
             * @description Opens the public look-up together with the number.
             */
            lookup_code: string;
            /** Version */
            version: number;
            status: components["schemas"]["Status"];
            /** Territorial Unit */
            territorial_unit: string;
            first_contact: components["schemas"]["ContactView"] | null;
            /**
             * Submitted At
             * Format: date-time
             */
            submitted_at: string;
        };
        /**
         * RejectParams
         * @description Why it is not the Single Window's, and where to turn.
         * @example {
         *       "reason": "该事项由市场监管部门办理，请拨打12315。"
         *     }
         */
        RejectParams: {
            /** Reason */
            reason: string;
        };
        /**
         * RequestDetail
         * @description One request as its page shows it: also what the caller may do with it at another time.
         */
        RequestDetail: {
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
            kind: components["schemas"]["Kind"];
            channel: components["schemas"]["Channel"];
            function_area: components["schemas"]["FunctionArea"];
            /** Application */
            application: string;
            /** System */
            system: string | null;
            /** Territory */
            territory: string;
            /** Territorial Unit */
            territorial_unit: string;
            /**
             * Territorial Reason
             * @description business, requester or default
             */
            territorial_reason: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /** Enterprise */
            enterprise: string | null;
            /** References */
            references: components["schemas"]["ReferenceView"][];
            severity: components["schemas"]["Severity"];
            /** Anomaly Type */
            anomaly_type: string | null;
            /** Registered By */
            registered_by: string;
            first_contact: components["schemas"]["ContactView"] | null;
            /** Lead */
            lead: string | null;
            /** Co Handlers */
            co_handlers: string[];
            /** Outcome */
            outcome: string | null;
            /**
             * Submitted At
             * Format: date-time
             */
            submitted_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["ActionView"][];
            /** Refused Actions */
            refused_actions: components["schemas"]["RefusedActionView"][];
        };
        /**
         * RequestLineView
         * @description What became of one line of a batch: a receipt or a problem document, never both.
         */
        RequestLineView: {
            /**
             * Line
             * @description Number of the line in the body, from 1.
             */
            line: number;
            /**
             * Key
             * @description The line's key; null where none could be read.
             */
            key: string | null;
            /**
             * Status
             * @description What a request of its own would have been answered with.
             */
            status: number;
            /**
             * Replayed
             * @description Whether this is the first answer again.
             */
            replayed: boolean;
            receipt: components["schemas"]["RegisteredView"] | null;
            /** Problem */
            problem: components["schemas"]["Problem"] | null;
        };
        /**
         * RequestPage
         * @description A page of requests; `next` continues it.
         */
        RequestPage: {
            /** Items */
            items: components["schemas"]["RequestView"][];
            /** Next */
            next: string | null;
        };
        /**
         * RequestView
         * @description One request as its participants see it.
         */
        RequestView: {
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
            kind: components["schemas"]["Kind"];
            channel: components["schemas"]["Channel"];
            function_area: components["schemas"]["FunctionArea"];
            /** Application */
            application: string;
            /** System */
            system: string | null;
            /** Territory */
            territory: string;
            /** Territorial Unit */
            territorial_unit: string;
            /**
             * Territorial Reason
             * @description business, requester or default
             */
            territorial_reason: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /** Enterprise */
            enterprise: string | null;
            /** References */
            references: components["schemas"]["ReferenceView"][];
            severity: components["schemas"]["Severity"];
            /** Anomaly Type */
            anomaly_type: string | null;
            /** Registered By */
            registered_by: string;
            first_contact: components["schemas"]["ContactView"] | null;
            /** Lead */
            lead: string | null;
            /** Co Handlers */
            co_handlers: string[];
            /** Outcome */
            outcome: string | null;
            /**
             * Submitted At
             * Format: date-time
             */
            submitted_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["ActionView"][];
        };
        /**
         * RequesterView
         * @description How to reach the requester.
         */
        RequesterView: {
            /** Name */
            name: string;
            /** Phone */
            phone: string | null;
            /** Email */
            email: string | null;
        };
        /**
         * Severity
         * @description How bad it is: goods, ship or people stopped (S1) down to display or statistics only (S4).
         * @enum {string}
         */
        Severity: "S1" | "S2" | "S3" | "S4";
        /**
         * Sort
         * @description Which requests of a list stand first.
         * @enum {string}
         */
        Sort: "newest" | "oldest";
        /**
         * Status
         * @description Where a request stands.
         * @enum {string}
         */
        Status: "submitted" | "accepted" | "in_progress" | "waiting_requester" | "resolved" | "closed" | "rejected" | "withdrawn";
        /**
         * TimelineView
         * @description What happened to a request, oldest first.
         */
        TimelineView: {
            /** Items */
            items: components["schemas"]["EntryView"][];
        };
        /**
         * Visibility
         * @description Who reads a message: everybody who may read the request, or those of the desk alone.
         * @enum {string}
         */
        Visibility: "public" | "internal";
        /**
         * WithdrawParams
         * @description Why the requester takes it back.
         * @example {
         *       "reason": "已自行解决。"
         *     }
         */
        WithdrawParams: {
            /** Reason */
            reason: string;
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
        /**
         * RequestLineParams
         * @description One line of a batch: a service request that names its own key.
         * @example {
         *       "anomaly_type": "A13",
         *       "application": "tax-payment",
         *       "channel": "port_system",
         *       "description": "银行回单已到，税单状态超过两小时未变。",
         *       "function_area": "government_services",
         *       "idempotency_key": "hn-sw-tax/410120261123000871/1",
         *       "kind": "data_anomaly",
         *       "references": [
         *         {
         *           "number": "410120261123000871",
         *           "type": "tax_bill"
         *         }
         *       ],
         *       "severity": "S2",
         *       "system": "hn-sw-tax",
         *       "territory": "410100",
         *       "title": "税单已缴款，仍显示支付处理中"
         *     }
         */
        RequestLineParams: {
            kind: components["schemas"]["Kind"];
            channel: components["schemas"]["Channel"];
            function_area: components["schemas"]["FunctionArea"];
            /**
             * Application
             * @description Code in the application catalogue.
             */
            application: string;
            /**
             * System
             * @description Connected system the matter is about.
             * @default null
             */
            system: string | null;
            /**
             * Territory
             * @description GB/T 2260 code of the business; else the requester's is taken.
             * @default null
             */
            territory: string | null;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Enterprise
             * @description Unified social credit code or customs code.
             * @default null
             */
            enterprise: string | null;
            /**
             * References
             * @default []
             */
            references: components["schemas"]["ReferenceParams"][];
            /** @default S3 */
            severity: components["schemas"]["Severity"];
            /**
             * Anomaly Type
             * @description What the reporter takes the anomaly for, such as A13.
             * @default null
             */
            anomaly_type: string | null;
            /** @default null */
            contact: components["schemas"]["ContactParams"] | null;
            /**
             * Idempotency Key
             * @description Chosen by the caller for this request; the same key gives the same answer again.
             */
            idempotency_key: string;
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
    list_requests: {
        parameters: {
            query?: {
                /** @description Only requests in one of these statuses; may be repeated. */
                status?: components["schemas"]["Status"][];
                reference_kind?: components["schemas"]["ReferenceType"];
                reference?: string;
                /** @description Which of them stand first. */
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
                    "application/json": components["schemas"]["RequestPage"];
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
    create_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
                /** @description Scope of the draft that these words were typed in; it is deleted together with this act. */
                "PortDesk-Draft"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRequestParams"];
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
                    "application/json": components["schemas"]["RegisteredView"];
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
    read_request: {
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
                    "application/json": components["schemas"]["RequestDetail"];
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
    read_contact: {
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
                    "application/json": components["schemas"]["RequesterView"];
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
    accept_request: {
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
                    "application/json": components["schemas"]["RequestView"];
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
    reject_request: {
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
                "application/json": components["schemas"]["RejectParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
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
    list_messages: {
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
                    "application/json": components["schemas"]["MessagesView"];
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
    add_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Scope of the draft that these words were typed in; it is deleted together with this act. */
                "PortDesk-Draft"?: string;
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageParams"];
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
                    "application/json": components["schemas"]["MessageView"];
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
    ask_requester: {
        parameters: {
            query?: never;
            header?: {
                /** @description Scope of the draft that these words were typed in; it is deleted together with this act. */
                "PortDesk-Draft"?: string;
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["AskParams"];
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
                    "application/json": components["schemas"]["MessageView"];
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
    record_answer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Scope of the draft that these words were typed in; it is deleted together with this act. */
                "PortDesk-Draft"?: string;
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
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
                "application/json": components["schemas"]["AnswerParams"];
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
                    "application/json": components["schemas"]["MessageView"];
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
    mark_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the request. */
                request_id: string;
                /** @description Id of the message. */
                message_id: string;
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
    read_timeline: {
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
                    "application/json": components["schemas"]["TimelineView"];
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
    withdraw_request: {
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
                "application/json": components["schemas"]["WithdrawParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
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
    close_request: {
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
                "application/json": components["schemas"]["CloseParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
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
    create_requests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One JSON object per line. What is shown is one line. */
        requestBody: {
            content: {
                "application/x-ndjson": components["schemas"]["RequestLineParams"];
            };
        };
        responses: {
            /** @description One JSON object per line. What is shown is one line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["RequestLineView"];
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
    find_duplicates: {
        parameters: {
            query: {
                /** @description What kind of business reference `reference` is. */
                reference_kind: components["schemas"]["ReferenceType"];
                /** @description Its number; blanks and full-width characters are forgiven. */
                reference: string;
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
                    "application/json": components["schemas"]["DuplicatesView"];
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
    look_up_request: {
        parameters: {
            query: {
                /** @description Look-up code from the receipt. */
                code: string;
            };
            header?: never;
            path: {
                /** @description Tracking number. */
                number: string;
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
                    "application/json": components["schemas"]["PublicView"];
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
    list_intake_drafts: {
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
    read_intake_draft: {
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
    put_intake_draft: {
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
    delete_intake_draft: {
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
