// Generated from docs/reference/openapi/anomaly.json, sha256 a227afe504663b04b35bf2d41f53518d5242d87d2bc41c8c6563aaec44f1b06e: make client

export interface paths {
    "/anomaly/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description The cases of the caller's unit, newest first.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["list_cases"];
        put?: never;
        /**
         * Open Case
         * @description Report a data anomaly directly; intake keeps a request for it. Machines must send an Idempotency-Key.
         *
         *     Roles: port_system. Machine scope: `anomalies:write`.
         */
        post: operations["open_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Case
         * @description One case with what the caller may do with it now.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["read_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Acts
         * @description What was done with the case, in order; each document's hash is in the transparency log.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["list_acts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Triage Case
         * @description Decide type and severity; the competent unit follows from type, territory and directory, and becomes the lead.
         *
         *     Roles: handler, head.
         */
        post: operations["triage_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Case
         * @description Take the case up in the competent unit.
         *
         *     Roles: handler, head.
         */
        post: operations["accept_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/intervention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Intervene
         * @description Settle it by business rules: no technical step, confirmation follows (Article 12).
         *
         *     Roles: handler, head.
         */
        post: operations["intervene"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/special-case": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Declare Special
         * @description Declare that business means do not suffice; a correction plan may be made.
         *
         *     Roles: handler, head.
         */
        post: operations["declare_special"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm Case
         * @description Find it right and close the case; never by whoever executed.
         *
         *     Roles: confirmer.
         */
        post: operations["confirm_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/dispute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dispute Case
         * @description Deny that it is right: back to the department.
         *
         *     Roles: confirmer.
         */
        post: operations["dispute_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download Bundle
         * @description The evidence of a corrected case, to be verified offline: `portdesk verify BUNDLE --trust trust.json`.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["download_bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Plan
         * @description The newest revision of the plan.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["read_plan"];
        /**
         * Save Plan
         * @description Save a revision of the plan; the target is read now for values and versions, and earlier signatures are void.
         *
         *     Roles: planner.
         */
        put: operations["save_plan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/plan/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Plan
         * @description Run the plan dry on the target; it holds for 24 hours.
         *
         *     Roles: planner.
         */
        post: operations["preview_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request Certificate
         * @description Ask the competent unit for a certificate: the payload is frozen and waits for the officers named.
         *
         *     Roles: planner.
         */
        post: operations["request_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Certificate
         * @description A certificate, and its sealed original once it is issued.
         *
         *     Roles: auditor, certifier, clerk, confirmer, executor, handler, head, planner, port_system, supervisor. Machine scope: `anomalies:read`.
         */
        get: operations["read_certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}/signing-input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Signing Input
         * @description The frozen payload that officers sign with keys of their own (`portdesk sign`).
         *
         *     Roles: certifier.
         */
        get: operations["read_signing_input"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Certificate
         * @description Hand in one officer's signature; at the quorum the department's seal is set and the certificate issued.
         *
         *     Roles: certifier.
         */
        post: operations["sign_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Return Certificate
         * @description Send the request back unsigned.
         *
         *     Roles: certifier.
         */
        post: operations["return_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Certificate
         * @description Take back an issued certificate that was not used.
         *
         *     Roles: certifier, ratifier.
         */
        post: operations["revoke_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/cases/{case_id}/certificates/{certificate_id}/reservation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reserve Execution
         * @description Consume the certificate's one use; the connector then writes once, behind the target's guard.
         *
         *     Roles: executor.
         */
        post: operations["reserve_execution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Types
         * @description The catalogue of anomaly types in force.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["list_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/authorities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Grants
         * @description Which department may certify what.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["list_grants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register Key
         * @description Register the public half of an officer's key. The private half never leaves the officer.
         *
         *     Roles: administrator, head.
         */
        post: operations["register_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register Connector
         * @description Say how a system is reached, by which guard it answers, and what it publishes.
         *
         *     Roles: administrator, head.
         */
        post: operations["register_connector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/connectors/{system}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Trust
         * @description The trust file for a system's guard and for verifiers, signed by the root key that they pin.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_trust"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/log/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Checkpoint
         * @description The newest signed head of the log.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/log/leaves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Leaves
         * @description Leaves from an index on, ids and hashes only.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["list_leaves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/anomaly/v1/log/leaves/{index}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Leaf Proof
         * @description A leaf with its path to the newest head.
         *
         *     Roles: administrator, auditor, catalogue_manager, certifier, clerk, confirmer, executor, handler, head, planner, port_system, ratifier, requester, subscriber, supervisor.
         */
        get: operations["read_leaf_proof"];
        put?: never;
        post?: never;
        delete?: never;
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
         * ActView
         * @description One act, with the hash that the log holds of its document.
         */
        ActView: {
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            action: components["schemas"]["Action"];
            /** Unit */
            unit: string;
            /** Persons */
            persons: string[];
            /** Words */
            words: {
                [key: string]: string;
            };
            /** Sha256 */
            sha256: string;
            /**
             * Document
             * @description The canonical document; its SHA-256 is in the log.
             */
            document: string;
        };
        /**
         * Action
         * @description What can be done with a case.
         * @enum {string}
         */
        Action: "report" | "triage" | "accept" | "intervene" | "declare_special" | "save_plan" | "preview" | "request_certificate" | "sign" | "return_certificate" | "issue" | "revoke" | "expire" | "reserve" | "lapse" | "send" | "applied" | "no_effect" | "no_answer" | "verify" | "differs" | "confirm" | "dispute" | "withdraw";
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
         * ActsView
         * @description What was done with a case, in order.
         */
        ActsView: {
            /** Items */
            items: components["schemas"]["ActView"][];
        };
        /**
         * CasePage
         * @description A page of cases, newest first; `next` continues it.
         */
        CasePage: {
            /** Items */
            items: components["schemas"]["CaseView"][];
            /** Next */
            next: string | null;
        };
        /**
         * CaseView
         * @description One case as its participants see it.
         */
        CaseView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Number
             * @example C-410100-2026-000123
             */
            number: string;
            /**
             * Request Id
             * Format: uuid
             */
            request_id: string;
            /** Version */
            version: number;
            state: components["schemas"]["State"];
            /**
             * Type
             * @description Anomaly type as code@version; `unknown` until triage.
             */
            type: string;
            severity: components["schemas"]["Severity"];
            /** Territory */
            territory: string;
            /** System */
            system: string | null;
            /** Title */
            title: string;
            /** Reporter Unit */
            reporter_unit: string;
            /** Competent Unit */
            competent_unit: string | null;
            /** Special Reason */
            special_reason: string | null;
            /**
             * Revision
             * @description Of the correction plan; 0 before the first.
             */
            revision: number;
            /**
             * Certificate
             * @description Id of the certificate under way.
             */
            certificate: string | null;
            /**
             * Outcome
             * @description corrected, intervened or withdrawn.
             */
            outcome: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Allowed Actions */
            allowed_actions: components["schemas"]["ActionView"][];
        };
        /**
         * CertificateParams
         * @description Who is asked to sign, and for how long the certificate is to hold (72 hours, at most seven days).
         * @example {
         *       "signers": [
         *         {
         *           "person": "p-ha-tax-03",
         *           "role": "handler"
         *         },
         *         {
         *           "person": "p-ha-tax-04",
         *           "role": "approver"
         *         }
         *       ],
         *       "validity_hours": 72
         *     }
         */
        CertificateParams: {
            /** Signers */
            signers: components["schemas"]["OfficerParams"][];
            /**
             * Validity Hours
             * @default 72
             */
            validity_hours: number;
        };
        /**
         * CertificateView
         * @description A certificate: what it says, who has signed, and the sealed original once it is issued.
         */
        CertificateView: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Number
             * @example 豫口证〔2026〕第000123号
             */
            number: string;
            /**
             * Sha256
             * @description Of the frozen payload.
             */
            sha256: string;
            /** Need */
            need: number;
            /**
             * Signed By
             * @description Ids of the keys that have signed, in order.
             */
            signed_by: string[];
            /** Document */
            document: {
                [key: string]: unknown;
            };
            /**
             * Jws
             * @description The sealed envelope.
             */
            jws: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * CheckpointView
         * @description The newest head of the transparency log, as a signed note (C2SP tlog-checkpoint).
         */
        CheckpointView: {
            /** Size */
            size: number;
            /**
             * Root
             * @description Root hash, hex.
             */
            root: string;
            /** Note */
            note: string;
        };
        /**
         * ConnectorParams
         * @description How a system is reached, by which guard it answers, and the record view it publishes.
         * @example {
         *       "base_url": "http://10.20.0.15:8080",
         *       "code": "tax-v2",
         *       "guard": {
         *         "kid": "guard-hn-sw-tax",
         *         "pub": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
         *       },
         *       "records": [
         *         {
         *           "fields": [
         *             {
         *               "path": "/status",
         *               "type": "str"
         *             },
         *             {
         *               "path": "/amount",
         *               "protected": true,
         *               "type": "dec"
         *             }
         *           ],
         *           "key": "tax_bill",
         *           "path": "/api/tax-bills/{id}"
         *         }
         *       ],
         *       "system": "hn-sw-tax",
         *       "zone": "B"
         *     }
         */
        ConnectorParams: {
            /** System */
            system: string;
            /** Code */
            code: string;
            /**
             * Base Url
             * Format: uri
             */
            base_url: string;
            /**
             * Zone
             * @enum {string}
             */
            zone: "A" | "B" | "C";
            guard: components["schemas"]["GuardParams"];
            /** Records */
            records: components["schemas"]["RecordViewParams"][];
        };
        /**
         * ConnectorView
         * @description A registered connector.
         */
        ConnectorView: {
            /** System */
            system: string;
            /** Code */
            code: string;
            /** Unit */
            unit: string;
            /**
             * Schema Sha256
             * @description Pins the published record view.
             */
            schema_sha256: string;
            /** Protected */
            protected: string[];
        };
        /**
         * EnvelopeView
         * @description A signed document: JWS general JSON serialisation (RFC 7515, 7.2.1).
         */
        EnvelopeView: {
            /** Payload */
            payload: string;
            /** Signatures */
            signatures: {
                [key: string]: string;
            }[];
        };
        /**
         * FieldParams
         * @description One field of a record; `protected` marks declared content.
         */
        FieldParams: {
            /** Path */
            path: string;
            /**
             * Type
             * @enum {string}
             */
            type: "str" | "int" | "dec" | "bool" | "date" | "dt" | "null" | "absent" | "sha256";
            /**
             * Protected
             * @default false
             */
            protected: boolean;
        };
        /**
         * FunctionArea
         * @description The four kinds of application function the operation rules apply to (Article 2).
         * @enum {string}
         */
        FunctionArea: "government_services" | "logistics_services" | "data_services" | "special_functions";
        /**
         * GrantView
         * @description What a department may certify.
         */
        GrantView: {
            /** Id */
            id: string;
            /** Unit */
            unit: string;
            /** Territories */
            territories: string[];
            /** Types */
            types: string[];
            /** Kinds */
            kinds: string[];
            /** Max Ops */
            max_ops: number;
            max_severity: components["schemas"]["Severity"];
            /** Need */
            need: number;
            /**
             * Valid From
             * Format: date-time
             */
            valid_from: string;
            /** Valid To */
            valid_to: string | null;
            /** Granted By */
            granted_by: string;
        };
        /**
         * GrantsView
         * @description All grants.
         */
        GrantsView: {
            /** Items */
            items: components["schemas"]["GrantView"][];
        };
        /**
         * GuardParams
         * @description The guard in front of a system: id and public Ed25519 key, base64url.
         */
        GuardParams: {
            /** Kid */
            kid: string;
            /** Pub */
            pub: string;
        };
        /**
         * InterveneParams
         * @description By which business rule it was settled, and how.
         * @example {
         *       "outcome": "已补发国库回执，税单状态恢复正常。",
         *       "rule": "税费支付业务规则第八条"
         *     }
         */
        InterveneParams: {
            /** Rule */
            rule: string;
            /** Outcome */
            outcome: string;
        };
        /**
         * KeyParams
         * @description The public half of an officer's key; the officer belongs to the caller's unit.
         * @example {
         *       "alg": "Ed25519",
         *       "kid": "k-p-ha-tax-03",
         *       "person": "p-ha-tax-03",
         *       "pub": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
         *     }
         */
        KeyParams: {
            /** Kid */
            kid: string;
            /**
             * Alg
             * @enum {string}
             */
            alg: "Ed25519" | "ES256";
            /** Pub */
            pub: string;
            /** Person */
            person: string;
        };
        /**
         * KeyView
         * @description A registered public key.
         */
        KeyView: {
            /** Kid */
            kid: string;
            /** Alg */
            alg: string;
            /** Use */
            use: string;
            /** Unit */
            unit: string;
            /** Person */
            person: string | null;
            /** Not Before */
            not_before: string;
            /** Not After */
            not_after: string;
        };
        /**
         * LeafView
         * @description One leaf: ids and hashes only.
         */
        LeafView: {
            /** Index */
            index: number;
            /**
             * Leaf
             * @description The canonical JSON that was appended.
             */
            leaf: string;
        };
        /**
         * LeavesView
         * @description Leaves in order; `next` is the index after them, null at the end.
         */
        LeavesView: {
            /** Items */
            items: components["schemas"]["LeafView"][];
            /** Next */
            next: number | null;
        };
        /**
         * OfficerParams
         * @description An officer of the competent unit who is asked to sign, and as what.
         */
        OfficerParams: {
            /** Person */
            person: string;
            /**
             * Role
             * @enum {string}
             */
            role: "handler" | "approver" | "second";
        };
        /**
         * OpenCaseParams
         * @description A data anomaly as a port system reports it.
         * @example {
         *       "anomaly_type": "A13",
         *       "application": "tax-payment",
         *       "description": "银行回单已到，税单状态超过两小时未变。",
         *       "function_area": "government_services",
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
        OpenCaseParams: {
            function_area: components["schemas"]["FunctionArea"];
            /** Application */
            application: string;
            /**
             * System
             * @description Connected system whose record is wrong.
             */
            system: string;
            /**
             * Territory
             * @description GB/T 2260 code of the business.
             */
            territory: string;
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
            severity: components["schemas"]["Severity"];
            /** Anomaly Type */
            anomaly_type: string;
        };
        /**
         * OperationParams
         * @description One field of one record and what it should become. What stands there now is read from the target.
         */
        OperationParams: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "set_status" | "set_field" | "relink" | "resend_message" | "replay_receipt" | "void_duplicate" | "post_compensation" | "rebuild_projection" | "request_authority_resend" | "handoff_ceport";
            record: components["schemas"]["RecordParams"];
            /** Path */
            path: string;
            /** After */
            after: string | number | boolean | null;
            /**
             * Evidence
             * @default []
             */
            evidence: string[];
        };
        /**
         * OwnKeyView
         * @description A key of the caller that may sign.
         */
        OwnKeyView: {
            /** Kid */
            kid: string;
            /** Alg */
            alg: string;
        };
        /**
         * PersonParams
         * @description A person at a unit.
         */
        PersonParams: {
            /** Unit */
            unit: string;
            /** Person */
            person: string;
        };
        /**
         * PlanParams
         * @description A correction plan as a planner wishes it.
         * @example {
         *       "executor": {
         *         "person": "p-ha-eport-04",
         *         "unit": "HA-EPORT"
         *       },
         *       "ops": [
         *         {
         *           "after": "PAID",
         *           "evidence": [
         *             "6ae8a75555209fd6c44157c0aed8016e763ff435a19cf186f76863140143ff72"
         *           ],
         *           "kind": "set_status",
         *           "path": "/status",
         *           "record": {
         *             "id": "410120261123000871",
         *             "key": "tax_bill"
         *           }
         *         }
         *       ],
         *       "side_effects": [
         *         "税单支付完成通知"
         *       ]
         *     }
         */
        PlanParams: {
            executor: components["schemas"]["PersonParams"];
            /** Ops */
            ops: components["schemas"]["OperationParams"][];
            /**
             * Side Effects
             * @default []
             */
            side_effects: string[];
            /**
             * Irreversible
             * @default false
             */
            irreversible: boolean;
        };
        /**
         * PlanView
         * @description The newest revision of a correction plan: the document, and the hash that is signed.
         */
        PlanView: {
            /** Sha256 */
            sha256: string;
            /** Document */
            document: {
                [key: string]: unknown;
            };
        };
        /**
         * ProofView
         * @description A leaf with its path to a signed head (RFC 9162, 2.1.3).
         */
        ProofView: {
            /** Index */
            index: number;
            /** Leaf */
            leaf: string;
            /**
             * Proof
             * @description base64url, the leaf's sibling first.
             */
            proof: string[];
            /** Checkpoint */
            checkpoint: string;
        };
        /**
         * ReasonParams
         * @description Why.
         * @example {
         *       "reason": "国库回执已丢失，无法按业务规则补发。"
         *     }
         */
        ReasonParams: {
            /** Reason */
            reason: string;
        };
        /**
         * RecordParams
         * @description One record of the target.
         */
        RecordParams: {
            /** Key */
            key: string;
            /** Id */
            id: string;
        };
        /**
         * RecordViewParams
         * @description One kind of record; `path` is where its API serves it.
         */
        RecordViewParams: {
            /** Key */
            key: string;
            /** Path */
            path: string;
            /** Fields */
            fields: components["schemas"]["FieldParams"][];
        };
        /**
         * ReferenceParams
         * @description One business reference.
         */
        ReferenceParams: {
            type: components["schemas"]["ReferenceType"];
            /** Number */
            number: string;
        };
        /**
         * ReferenceType
         * @description What a reference names.
         * @enum {string}
         */
        ReferenceType: "declaration" | "manifest" | "bonded_ledger" | "tax_bill" | "licence" | "voyage" | "container";
        /**
         * Severity
         * @description How bad it is: goods, ship or people stopped (S1) down to display or statistics only (S4).
         * @enum {string}
         */
        Severity: "S1" | "S2" | "S3" | "S4";
        /**
         * SignatureParams
         * @description One officer's JWS signature over the frozen payload (RFC 7515): protected header and signature, base64url.
         * @example {
         *       "protected": "eyJhbGciOiJFZDI1NTE5IiwiaWF0IjoxNzk1NDA2NDAwLCJraWQiOiJrLTEiLCJyb2xlIjoiaGFuZGxlciIsInR5cCI6InBvcnRkZXNrLmNlcnRpZmljYXRlLzEifQ",
         *       "signature": "AAAA"
         *     }
         */
        SignatureParams: {
            /** Protected */
            protected: string;
            /** Signature */
            signature: string;
        };
        /**
         * SigningInputView
         * @description What an officer signs: `BASE64URL(header) . payload`, the header with exactly alg, iat, kid, role and typ.
         */
        SigningInputView: {
            /**
             * Payload
             * @description The frozen certificate, base64url.
             */
            payload: string;
            /**
             * Sha256
             * @description Of the payload's bytes; compare it with what you read.
             */
            sha256: string;
            /** Typ */
            typ: string;
            /**
             * Role
             * @description As what the caller is asked; null if not asked.
             */
            role: string | null;
            /** Need */
            need: number;
            /** Signed */
            signed: number;
            /** Keys */
            keys: components["schemas"]["OwnKeyView"][];
            /** Document */
            document: {
                [key: string]: unknown;
            };
        };
        /**
         * State
         * @description Where a case stands.
         * @enum {string}
         */
        State: "reported" | "triaged" | "intervening" | "planning" | "previewed" | "cert_requested" | "certified" | "reserved" | "executing" | "unknown" | "executed" | "no_effect" | "confirming" | "closed" | "withdrawn";
        /**
         * Technical
         * @description Whether a technical step is needed to put such an anomaly right.
         * @enum {string}
         */
        Technical: "no" | "sometimes" | "usually";
        /**
         * TriageParams
         * @description What it is; without a severity the type's own is taken.
         * @example {
         *       "severity": "S2",
         *       "type": "A13"
         *     }
         */
        TriageParams: {
            /** Type */
            type: string;
            severity?: components["schemas"]["Severity"] | null;
        };
        /**
         * TypeView
         * @description One anomaly type of the catalogue in force.
         */
        TypeView: {
            /** Code */
            code: string;
            /** Version */
            version: number;
            name: components["schemas"]["WordingView"];
            /** Zones */
            zones: string[];
            technical: components["schemas"]["Technical"];
            /** Kinds */
            kinds: string[];
            /** Competent */
            competent: string;
            severity: components["schemas"]["Severity"];
            /** Evidence */
            evidence: components["schemas"]["WordingView"][];
            business_way: components["schemas"]["WordingView"];
            /** Statement */
            statement: boolean;
        };
        /**
         * TypesView
         * @description The catalogue in force.
         */
        TypesView: {
            /** Items */
            items: components["schemas"]["TypeView"][];
        };
        /**
         * WordingView
         * @description A text in both languages.
         */
        WordingView: {
            /** Zh */
            zh: string;
            /** En */
            en: string;
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
    list_cases: {
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
                    "application/json": components["schemas"]["CasePage"];
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
    open_case: {
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
                "application/json": components["schemas"]["OpenCaseParams"];
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
                    "application/json": components["schemas"]["CaseView"];
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
    read_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["CaseView"];
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
    list_acts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["ActsView"];
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
    triage_case: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriageParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    accept_case: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["CaseView"];
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
    intervene: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InterveneParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    declare_special: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    confirm_case: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["CaseView"];
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
    dispute_case: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    download_bundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evidence bundle. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
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
    read_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["PlanView"];
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
    save_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    preview_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
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
                    "application/json": components["schemas"]["CaseView"];
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
    request_certificate: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CertificateParams"];
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
                    "application/json": components["schemas"]["CertificateView"];
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
    read_certificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
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
                    "application/json": components["schemas"]["CertificateView"];
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
    read_signing_input: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
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
                    "application/json": components["schemas"]["SigningInputView"];
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
    sign_certificate: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
                /** @description Chosen by the caller for one intended creation; the same key gives the same answer again. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignatureParams"];
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
                    "application/json": components["schemas"]["CertificateView"];
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
    return_certificate: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    revoke_certificate: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonParams"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
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
    reserve_execution: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the case. */
                case_id: string;
                /** @description Id of the certificate. */
                certificate_id: string;
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
                    "application/json": components["schemas"]["CaseView"];
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
    list_types: {
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
                    "application/json": components["schemas"]["TypesView"];
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
    list_grants: {
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
                    "application/json": components["schemas"]["GrantsView"];
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
    register_key: {
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
                "application/json": components["schemas"]["KeyParams"];
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
                    "application/json": components["schemas"]["KeyView"];
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
    register_connector: {
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
                "application/json": components["schemas"]["ConnectorParams"];
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
                    "application/json": components["schemas"]["ConnectorView"];
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
    read_trust: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Code of the connected system. */
                system: string;
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
                    "application/json": components["schemas"]["EnvelopeView"];
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
    read_checkpoint: {
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
                    "application/json": components["schemas"]["CheckpointView"];
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
    list_leaves: {
        parameters: {
            query?: {
                /** @description Index of the first leaf. */
                first?: number;
                /** @description How many items at most. */
                limit?: number;
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
                    "application/json": components["schemas"]["LeavesView"];
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
    read_leaf_proof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index of the leaf. */
                index: number;
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
                    "application/json": components["schemas"]["ProofView"];
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
}
