// SPDX-License-Identifier: Apache-2.0

/// What is measured, by its name on the metrics page, where each is explained in one sentence.
///
/// Names follow the Prometheus conventions: base units, `_total` for what only goes up. Nobody's
/// identifier is ever a label.
package enum Measure: String, Sendable, Hashable, CaseIterable {
    case received = "baton_received_total"
    case refusals = "baton_refusals_total"
    case verifications = "baton_verifications_total"
    case unauthenticated = "baton_unauthenticated_total"
    case handshakes = "baton_handshakes_total"
    case limitsReached = "baton_limits_reached_total"
    case accepted = "baton_accepted_total"
    case refused = "baton_refused_total"
    case unrouted = "baton_unrouted_total"
    case undeliverable = "baton_undeliverable_total"
    case delivered = "baton_delivered_total"
    case missed = "baton_missed_total"
    case escalated = "baton_escalated_total"
    case unjudged = "baton_unjudged_total"
    case silent = "baton_silent_total"
    case issued = "baton_issued_total"
    case entries = "baton_entries_total"
    case signatures = "baton_signatures_total"
    case transactions = "baton_transactions_total"
    case clockDoubts = "baton_clock_doubts_total"
    case judgingFailures = "baton_judging_failures_total"
    case watchFailures = "baton_watch_failures_total"
    case revocationDoubts = "baton_revocation_doubts_total"
    case doubtsSettled = "baton_doubts_settled_total"
    case revocations = "baton_revocations_total"
    case damagedReads = "baton_damaged_reads_total"
    case purged = "baton_purged_total"
    case forgotten = "baton_forgotten_total"
    case witnessAnswers = "baton_witness_answers_total"
    case timestampAnswers = "baton_timestamp_answers_total"

    case commit = "baton_commit_duration_seconds"
    case reception = "baton_reception_duration_seconds"
    case batch = "baton_batch_size"

    case clockInDoubt = "baton_clock_in_doubt"
    case wrongClocks = "baton_node_clocks_wrong"
    case keysEnding = "baton_keys_ending"
    case certificateEnds = "baton_certificate_ends_timestamp_seconds"
    case agreementsOverdue = "baton_agreements_overdue"
    case ready = "baton_ready"
    case queue = "baton_queue_length"
    case logSize = "baton_log_entries"
    case waiting = "baton_mailbox_waiting_messages"
    case open = "baton_expectations_open"
    case overdue = "baton_expectations_overdue"
    case quarantine = "baton_quarantine_open"
    case storeBytes = "baton_store_bytes"
    case storeFree = "baton_store_free_bytes"
    case witnessConflicts = "baton_witness_conflicts"
    case witnessedSize = "baton_witnessed_entries"
    case timestampedSize = "baton_timestamped_entries"
    case timestampsOverdue = "baton_timestamps_overdue_seconds"
    case missingHolds = "baton_holds_missing"
    case inspected = "baton_inspection_entries"
    case inspectionFaults = "baton_inspection_faults"
    case inspectionEnd = "baton_inspection_end_timestamp_seconds"
    case build = "baton_build_info"

    case processCPU = "process_cpu_seconds_total"
    case processResident = "process_resident_memory_bytes"
    case processVirtual = "process_virtual_memory_bytes"
    case processStart = "process_start_time_seconds"
    case processDescriptors = "process_open_fds"
    case processMostDescriptors = "process_max_fds"
}

extension Measure {
    /// Which numbers a measure gives.
    package enum Kind: Sendable, Hashable {
        /// One that only goes up.
        case counter
        /// One that goes up and down.
        case gauge
        /// How many were at most as large as each of these bounds.
        case histogram([Double])
    }

    /// Which numbers it gives.
    package var kind: Kind {
        switch self {
        case .commit: .histogram([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5])
        case .reception: .histogram([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5])
        case .batch: .histogram([1, 2, 4, 8, 16, 32, 64, 128, 256])
        case _ where rawValue.hasSuffix("_total"): .counter
        default: .gauge
        }
    }

    /// Whether it has a series for each of several words, and so none before the first.
    package var isLabelled: Bool {
        switch self {
        case .received, .refusals, .handshakes, .limitsReached, .keysEnding, .certificateEnds,
            .quarantine, .storeBytes, .build, .witnessAnswers,
            .timestampAnswers:
            true
        default: false
        }
    }

    /// What it means, in one sentence.
    package var help: String {
        switch self {
        case .received: "Messages that came in, by what became of them."
        case .refusals: "Reasons for which messages were refused, by their code."
        case .verifications: "Signatures of others that were verified, or tried."
        case .unauthenticated: "Calls whose bearer token or client certificate was not accepted."
        case .handshakes:
            "Client certificates judged in a TLS handshake; in_doubt: no list in date; none: none was shown."
        case .limitsReached: "Times that a caller was turned away at a limit, by its name."
        case .accepted: "Messages that were accepted and are in the log."
        case .refused: "Messages with a good signature that were refused and are in the log."
        case .unrouted: "Accepted messages that nobody receives."
        case .undeliverable: "Handoffs that nobody fetched within the time of their urgency."
        case .delivered: "Handoffs of which the recipient's system has said that it has them."
        case .missed: "Expectations that were not met in time."
        case .escalated: "Times that a miss climbed a rung, and somebody more was told."
        case .unjudged: "Clocks that could not be set, because they reach past their calendar."
        case .silent: "Times that an agency which usually sends was found silent."
        case .issued: "Notices that the broker itself sent."
        case .entries: "Entries written to the log since the start."
        case .signatures: "Signatures made by the broker."
        case .transactions: "Transactions committed, those that wrote nothing included."
        case .clockDoubts: "Times that the wall clock was found not to be believed."
        case .keysEnding:
            "Keys and certificates of agencies that end within so many days and are followed by none."
        case .wrongClocks: "Nodes whose clocks differ from the broker's by more than 5 s."
        case .certificateEnds:
            "When the first certificate or revocation list ends, in seconds since 1970, by what it is."
        case .agreementsOverdue:
            "Agreements past the day by which they were to be reviewed; they still let messages out."
        case .clockInDoubt: "Whether the wall clock is not believed and verdicts wait: 1 or 0."
        case .judgingFailures: "Transactions that had to go without the verdicts that were due."
        case .watchFailures: "Times that the watchman could not look at what is due."
        case .revocationDoubts:
            "Messages taken though a revocation list was missing or out of date."
        case .doubtsSettled:
            "Messages taken in such doubt of which it could be told later whether rightly."
        case .revocations: "Keys of agencies that were found revoked and are in the log as that."
        case .purged: "Messages purged by retention, or again after a backup was restored."
        case .forgotten: "Entries whose facts and parts were purged, likewise."
        case .damagedReads: "Times that the store did not give back what was written to it."
        case .witnessAnswers: "Requests to witnesses to cosign a checkpoint, by what came of them."
        case .timestampAnswers: "Requests to time stamping authorities, by what came of them."
        case .timestampedSize: "Entries under the newest checkpoint that an authority has stamped."
        case .timestampsOverdue:
            "How long the newest checkpoint has waited past its hour to be stamped; 0 while it has not."
        case .witnessConflicts:
            "Whether a witness has contradicted the log and nobody has looked yet: 1 or 0."
        case .witnessedSize:
            "Entries under the newest checkpoint that enough witnesses have cosigned."
        case .commit: "How long a transaction takes, from its first statement until it is durable."
        case .reception: "How long a message takes from its last byte until it is durable."
        case .batch: "Pieces of work in one transaction."
        case .ready: "Whether what is accepted now can be made durable: 1 or 0."
        case .queue: "Pieces of work that wait for the next transaction."
        case .logSize: "Entries in the log."
        case .waiting: "Messages in mailboxes that no recipient has acknowledged yet."
        case .open: "Expectations that are neither met nor due."
        case .overdue: "Expectations past due that are still not met."
        case .quarantine:
            "Refused messages neither sent again nor withdrawn, by their first reason."
        case .storeBytes: "Bytes of the store on disk, by file."
        case .storeFree: "Bytes that are free for the daemon on the store's file system."
        case .inspected: "Entries of the log that the inspection in the background has looked at."
        case .inspectionFaults:
            "Faults that the inspection in the background found, in this round or the last."
        case .inspectionEnd:
            "When the inspection in the background last came to the end, in seconds since 1970."
        case .missingHolds:
            "Legal holds of threads that came after the backup from which the store was restored."
        case .build: "The version that runs; always 1."
        default: processHelp
        }
    }

    private var processHelp: String {
        switch self {
        case .processCPU: "Time on processors, of the kernel and of the program."
        case .processResident: "Bytes of memory in use."
        case .processVirtual: "Bytes of address space."
        case .processStart: "When the process started, in seconds since 1970."
        case .processDescriptors: "Descriptors that are open."
        case .processMostDescriptors: "The most descriptors that may be open."
        default: preconditionFailure("\(rawValue) is explained with the others")
        }
    }
}
