// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import HummingbirdTesting
import Programs
import Relay
import SampleTown
import Synchronization
import Testing

@testable import Web

@Suite struct `The metrics page` {
    /// Traffic of every kind, then the page.
    private func page() async throws -> String {
        let town = try SampleTown()
        let counter = try await Counter(town)
        let type = "application/secevent+jwt"
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await client.post(letter.bytes(), counter.fields(town.police, type: type))
            _ = try await client.post(letter.bytes(), counter.fields(town.police, type: type))
            var bad = try town.letter(from: town.police, "referral.made", to: [town.council])
            bad.set("urgency", nil)
            _ = try await client.post(bad.bytes(), counter.fields(town.police, type: type))
            _ = try await client.post(Array("?".utf8), counter.fields(town.police, type: type))
            let fields = try counter.fields(town.council, type: "application/json")
            _ = try await client.poll("{\"returnImmediately\":true}", fields)
            _ = try await client.get("/messages")
        }
        let text = Box()
        try await counter.serveManagement { client in
            text.set(try await client.get("/metrics").text)
        }
        return text.value
    }

    @Test func `says how many, how long and how full`() async throws {
        let page = try await page()
        let lines = Set(page.split(separator: "\n").map(String.init))
        for line in [
            "baton_received_total{outcome=\"accepted\"} 1",
            "baton_received_total{outcome=\"unattributed\"} 1", "baton_accepted_total 1",
            "baton_refused_total 1", "baton_missed_total 0", "baton_ready 1",
            "baton_queue_length 0",
            "baton_quarantine_open{code=\"schema\"} 1",
            "baton_quarantine_open{code=\"audience\"} 0", "baton_log_entries 5",
            "baton_expectations_overdue 0",
            "baton_reception_duration_seconds_bucket{le=\"+Inf\"} 3",
            "# TYPE baton_commit_duration_seconds histogram",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(page.contains("\nbaton_mailbox_waiting_messages "))
        #expect(page.contains("\nbaton_store_bytes{file=\"database\"} "))
        #expect(page.contains("\nprocess_resident_memory_bytes "))
        #expect(page.contains("\nprocess_open_fds "))
    }

    @Test func `passes promtool without a word`() async throws {
        guard let promtool = Program.installed("promtool") else {
            print("the metrics are not linted: promtool is not installed")
            return
        }
        let folder = try Program.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await page().write(
            to: folder.appending(path: "metrics"), atomically: true, encoding: .utf8)
        let ending = try Program.run(
            URL(filePath: "/bin/sh"), ["-c", "\(promtool.path) check metrics < metrics"], in: folder
        )
        #expect(ending.output == "")
        #expect(ending.status == 0)
    }

    @Test func `explains every measure`() {
        for measure in Measure.allCases {
            #expect(measure.help.hasSuffix("."))
            #expect(measure.rawValue.hasSuffix("_total") == (measure.kind == .counter))
        }
    }

    @Test func `counts in buckets up to and past each bound`() {
        let registry = PrometheusRegistry()
        let batch = Recorder(
            label: Measure.batch.rawValue, dimensions: [], aggregate: true, factory: registry)
        for size in [1, 2, 3, 256, 257] { batch.record(size) }
        for line in [
            "le=\"1\"} 1", "le=\"2\"} 2", "le=\"4\"} 3", "le=\"128\"} 3", "le=\"256\"} 4",
            "le=\"+Inf\"} 5",
        ] {
            #expect(registry.text.contains("baton_batch_size_bucket{\(line)\n"))
        }
        #expect(registry.text.contains("baton_batch_size_sum 519\nbaton_batch_size_count 5\n"))
    }

    @Test func `says nothing of what cannot be told`() {
        let registry = PrometheusRegistry()
        registry.set(.overdue, to: 3)
        #expect(registry.text.contains("\nbaton_expectations_overdue 3\n"))
        registry.set(.overdue, to: nil)
        #expect(!registry.text.contains("baton_expectations_overdue"))
    }
}

/// A text that is handed out of a closure.
private final class Box: Sendable {
    private let text = Mutex("")
    var value: String { text.withLock { $0 } }
    func set(_ value: String) { text.withLock { $0 = value } }
}
