// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing
import Testing
import TransparencyLog

@testable import AgencyTools

/// Row S04 of the acceptance table: one byte of a receipt, a checkpoint or a bundle is changed.
///
/// `make test` samples; `make torture` changes each byte of a hundred receipts, a hundred checkpoints and
/// three bundles, each of 27,000 bytes.
@Suite struct `A byte that was changed (S04)` {
    private static let isLong = ProcessInfo.processInfo.environment["BATON_TORTURE"] == "1"
    private let count = Self.isLong ? 100 : 2

    /// What came of changes.
    private struct Sum: CustomStringConvertible {
        var (tried, taken) = (0, 0)

        /// Adds what came of the changes of one thing; none may have been taken.
        mutating func add(_ result: (tried: Int, taken: [String]), _ name: String = "it") {
            #expect(result.taken.isEmpty, "\(name)")
            tried += result.tried
            taken += result.taken.count
        }

        var description: String {
            "\(tried) changed bytes, " + (taken == 0 ? "all refused" : "\(taken) taken")
        }
    }

    /// Changes each byte, or some, and shows those that were taken, as they were.
    private func taken(
        _ bytes: [UInt8], every step: Int, _ isTaken: ([UInt8]) -> Bool
    ) -> (tried: Int, taken: [String]) {
        let step = Self.isLong ? 1 : step
        var (tried, taken) = (0, [String]())
        for position in stride(from: Int.random(in: 0..<step), to: bytes.count, by: step) {
            var changed = bytes
            changed[position] ^= UInt8.random(in: 1...255)
            tried += 1
            if isTaken(changed) {
                let around = changed[max(0, position - 20)..<min(changed.count, position + 20)]
                taken.append("\(position): \(String(decoding: around, as: UTF8.self))")
            }
        }
        return (tried, taken)
    }

    @Test func `of a receipt is found`() throws {
        var sum = Sum()
        for _ in 0..<count {
            let bench = try Workbench()
            let fixture = try ReceiptFixture(in: bench)
            let result = taken(try fixture.bytes(), every: 5) { receipt in
                ReceiptCheck(
                    receipt, message: fixture.event, logKey: LogKeys(fixture.log.verifierKey)
                ).report().broken == nil
            }
            sum.add(result)
        }
        print("S04 receipts: \(count), \(sum)")
    }

    @Test func `of a checkpoint is found`() throws {
        var sum = Sum()
        for size in 1...count {
            let log = try PublishedLog(size * 3)
            let result = taken(try log.checkpoint.bytes, every: 3) { note in
                (try? SeenCheckpoint(note, log: LogKeys(log.signer.verifierKey), from: "the test"))
                    != nil
            }
            sum.add(result)
        }
        print("S04 checkpoints: \(count), \(sum)")
    }

    @Test func `of a bundle is found`() throws {
        var sum = Sum()
        let count = Self.isLong ? 3 : 2
        for _ in 0..<count {
            let bench = try Workbench()
            let fixture = try EvidenceFixture(in: bench).slim
            let result = taken(try fixture.bundle().bytes, every: 41) { bundle in
                (try? EvidenceBundle(parsing: bundle)) != nil
            }
            sum.add(result)
        }
        print("S04 bundles: \(count), \(sum)")
    }

    /// Somebody who makes the manifest anew gets no further: what is proven does not hold any more.
    @Test func `of what a bundle proves is found under a new manifest too`() throws {
        let bench = try Workbench()
        let fixture = try EvidenceFixture(in: bench).slim
        let proven = fixture.files.keys.filter { path in
            ["entries/", "messages/", "receipts/", "documents/"].contains(where: path.hasPrefix)
                || ["log.vkey", "thread.json", "explanations/1.2.json"].contains(path)
        }
        var sum = Sum()
        for path in proven.sorted() {
            let result = taken(fixture.files[path] ?? [], every: 23) { bytes in
                var changed = fixture
                changed.files[path] = bytes
                return (try? changed.findings()) != nil
            }
            sum.add(result, path)
        }
        print("S04 resealed: \(proven.count) files, \(sum)")
    }
}

extension EvidenceFixture {
    /// The same with next to nothing in the files that only a person reads.
    fileprivate var slim: Self {
        var slim = self
        for path in ["verify.py", "VERIFY.md"] { slim.files[path] = [0x0A] }
        return slim
    }
}
